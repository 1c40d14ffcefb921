import type { Act } from './request-act.ts';
import {
  type DecideStage,
  oweStageIssue,
  oweStageVoice,
  type StageChange,
  type StageFile,
  type StageVoice,
  stageRefusal,
  voiceKey,
} from './stage.ts';
import { mayNotWorkOn } from './stage-kind.ts';

const ANSWERED_WITHIN_MS = 2 * 24 * 3_600_000;

/** From when on somebody who was asked at a gate at this instant is reminded. */
export const answerBy = (asked: Date): Date => new Date(asked.getTime() + ANSWERED_WITHIN_MS);

/** Somebody to be asked at a gate, as what, and for which team. */
export type Voiced = { role: string; personId: string; team?: string };

/**
 * Asks people at a gate: each gets a message with the question, and is reminded until they have answered. Who was asked already and has
 * not answered is not asked twice; who declined is asked anew. `what`: the promise in one line.
 */
export const askVoices =
  (act: Act, gate: string, people: readonly Voiced[], what: string): DecideStage =>
  (file) => {
    const not = mayNotWorkOn(act, file);
    if (not !== null) return stageRefusal(not);
    if (people.length === 0) return stageRefusal('Name at least one person to ask.');
    const { stage } = file;
    const fresh = people.filter((one) => !isPending(file, gate, one));
    if (fresh.length === 0) return stageRefusal('They have been asked already, and nobody has answered yet.');
    const about = { toolId: stage.toolId, requestId: stage.toolId === null ? stage.requestId : null };
    return {
      ok: true,
      value: {
        actor: act.roles.person.id,
        action: `asked ${fresh.map(({ role }) => role).join(', ')}`,
        voices: fresh.map(({ role, personId, team = null }) => ({
          ...{ gate, role, personId, team, note: null },
          state: 'asked',
        })),
        promises: fresh.map(({ role, personId }) => ({
          ...{ kind: 'stage-voice', key: voiceKey(stage.id, gate, role, personId), ownerId: personId, what, ...about },
          dueAt: answerBy(act.now),
        })),
        owed: [...fresh.map((one) => oweStageVoice(stage, { gate, ...one })), oweStageIssue(stage)],
        answer: `Asked ${fresh.length === 1 ? 'one person' : `${fresh.length} people`}. Each gets a message.`,
      },
    };
  };

function isPending({ voices }: StageFile, gate: string, { role, personId }: Voiced): boolean {
  return voices.some((one) => isOne(one, gate, role, personId) && one.state !== 'declined');
}

const isOne = (one: StageVoice, gate: string, role: string, personId: string): boolean =>
  one.gate === gate && one.role === role && one.personId === personId;

/** What one of those asked says. Declining needs a reason. Refused for anybody else, and once the stage is over. */
export const sayAtGate =
  (act: Act, said: { gate: string; role: string; state: 'agreed' | 'declined'; note: string }): DecideStage =>
  (file) => {
    const { stage } = file;
    const { gate, role, state, note } = said;
    const me = act.roles.person.id;
    const asked = file.voices.find((one) => isOne(one, gate, role, me));
    if (asked === undefined)
      return stageRefusal('You were not asked here. Whoever was asked answers in their own message.');
    if (stage.state !== 'open') return stageRefusal('It has ended meanwhile, so nothing more is needed from you.');
    if (state === 'declined' && note === '')
      return stageRefusal('Say why: whoever leads it has to know what is missing.', 'note');
    const change: StageChange = {
      actor: me,
      action: `${role}: ${state}`,
      ...(note === '' ? {} : { why: note }),
      voices: [{ gate, role, personId: me, state, note: note || null }],
      // Who declines may be asked anew: what was promised can then be promised again.
      [state === 'agreed' ? 'keeps' : 'drops']: [voiceKey(stage.id, gate, role, me)],
      owed: [oweStageVoice(stage, asked), oweStageIssue(stage)],
      answer: state === 'agreed' ? 'Thank you: it is on record.' : 'Thank you: whoever leads it is told why.',
    };
    return { ok: true, value: change };
  };

/** Whether at least one person of each of these roles agreed at the gate; the roles that are missing. */
export const rolesMissingAt = ({ voices }: StageFile, gate: string, roles: readonly string[]): string[] =>
  roles.filter((role) => !voices.some((one) => one.gate === gate && one.role === role && one.state === 'agreed'));
