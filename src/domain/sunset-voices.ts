import {
  type DecideStage,
  oweStageIssue,
  oweStageVoice,
  type Stage,
  type StageChange,
  type StageFile,
  type StageVoice,
  stageRefusal,
  voiceKey,
} from './stage.ts';
import { mayNotWorkOn } from './stage-kind.ts';
import { answerBy, askVoices } from './stage-voice.ts';
import { planOf } from './sunset-plan.ts';
import type { ToolAct } from './tool-act.ts';

/** Stakeholders say whether they agree to a direct sunset (SUN-3); user teams say whether they have moved (SUN-2). */
export const DECISION = 'decision';
export const TEAMS = 'moved';
const STAKEHOLDER = 'Stakeholder';
const TEAM_MAX = 60;

/** Asks people, as stakeholders of the tool, whether they agree that it is retired. */
export const askStakeholders = (act: ToolAct, people: readonly string[], name: string): DecideStage =>
  askVoices(
    act,
    DECISION,
    people.map((personId) => ({ role: STAKEHOLDER, personId })),
    `Do you agree that ${name} is retired?`,
  );

/** What the user teams of a tool say: for each team whoever was asked last. */
export function userTeams({ voices }: Pick<StageFile, 'voices'>): StageVoice[] {
  const teams = new Map<string, StageVoice>();
  const asked = voices.filter(({ gate }) => gate === TEAMS).sort((a, b) => a.askedAt.getTime() - b.askedAt.getTime());
  for (const voice of asked) teams.set(sameTeam(voice.team ?? voice.role), voice);
  return [...teams.values()];
}

const sameTeam = (team: string): string => team.trim().toLowerCase();

/**
 * Asks whoever answers for a user team whether it has moved. Somebody else asked for the same team takes their place: who was asked
 * before is not waited for any more. Who said “not yet” is asked anew.
 */
export const askTeam =
  (act: ToolAct, { team, personId }: { team: string; personId: string }, name: string): DecideStage =>
  (file) => {
    if (team === '' || team.length > TEAM_MAX)
      return stageRefusal(`Name the team, in at most ${TEAM_MAX} characters.`, 'team');
    const before = userTeams(file).find((each) => sameTeam(each.team ?? '') === sameTeam(team));
    if (before?.state === 'agreed') return stageRefusal('That team has confirmed already that it moved.', 'team');
    const role = before?.personId === personId ? before.role : team;
    const asked = askVoices(act, TEAMS, [{ role, personId, team }], `Has ${team} moved away from ${name}?`)(file);
    if (!asked.ok || before === undefined || before.personId === personId) return asked;
    return { ok: true, value: instead(asked.value, before, file.stage) };
  };

function instead(change: StageChange, before: StageVoice, stage: Stage): StageChange {
  const { gate, role, personId, team } = before;
  const note = 'Somebody else answers for this team now.';
  return {
    ...change,
    voices: [...(change.voices ?? []), { gate, role, personId, team, state: 'declined', note }],
    drops: [voiceKey(stage.id, gate, role, personId)],
    owed: [...(change.owed ?? []), oweStageVoice(stage, before)],
  };
}

/** User teams that have not confirmed that they moved. */
export const teamsNotMoved = (file: Pick<StageFile, 'voices'>): StageVoice[] =>
  userTeams(file).filter(({ state }) => state !== 'agreed');

/** Those teams that said “not yet” are asked anew. Refused where there is none. */
export const askTeamsAgain =
  (act: Pick<ToolAct, 'now'>): DecideStage =>
  (file) => {
    const { stage } = file;
    const again = userTeams(file).filter(({ state }) => state === 'declined');
    if (stage.state !== 'open' || again.length === 0) return stageRefusal('Nobody has to be asked again.');
    return {
      ok: true,
      value: {
        ...{ actor: 'app', action: `asked again whether they have moved: ${again.map(({ role }) => role).join(', ')}` },
        voices: again.map(({ gate, role, personId, team }) => ({
          gate,
          role,
          personId,
          team,
          state: 'asked',
          note: null,
        })),
        promises: again.map(({ gate, role, personId, team }) => ({
          ...{
            kind: 'stage-voice',
            key: voiceKey(stage.id, gate, role, personId),
            ownerId: personId,
            dueAt: answerBy(act.now),
          },
          ...{ toolId: stage.toolId, what: `Has ${team ?? role} moved away from ${stage.name}?` },
        })),
        owed: [...again.map((voice) => oweStageVoice(stage, voice)), oweStageIssue(stage)],
        answer: '',
      },
    };
  };

/** Objections that nobody has answered: an objection said in other words is another one. */
export function openObjections({ stage, voices }: StageFile): StageVoice[] {
  const { answers } = planOf(stage);
  return voices.filter(
    ({ id, gate, state, note }) => gate === DECISION && state === 'declined' && answers[id]?.to !== (note ?? ''),
  );
}

/** Answers, on record, what somebody objected (SUN-3); they are told. */
export const answerObjection =
  (act: ToolAct, voiceId: number, text: string): DecideStage =>
  (file) => {
    const not = mayNotWorkOn(act, file);
    if (not !== null) return stageRefusal(not);
    const { stage } = file;
    const voice = openObjections(file).find(({ id }) => id === voiceId);
    if (voice === undefined) return stageRefusal('That was answered already, or is not objected to any more.', 'text');
    if (text === '') return stageRefusal('Answer it: that stays on record.', 'text');
    const said = { to: voice.note ?? '', text, by: act.roles.person.id, at: act.now.toISOString() };
    return {
      ok: true,
      value: {
        ...{ actor: act.roles.person.id, action: 'answered an objection', why: text },
        edit: { details: { ...stage.details, answers: { ...planOf(stage).answers, [voiceId]: said } } },
        owed: [oweStageVoice(stage, voice), oweStageIssue(stage)],
        answer: 'It is on record, and they are told.',
      },
    };
  };

/** Stakeholders who were asked and have not answered. */
export const stakeholdersAwaited = ({ voices }: Pick<StageFile, 'voices'>): StageVoice[] =>
  voices.filter(({ gate, state }) => gate === DECISION && state === 'asked');
