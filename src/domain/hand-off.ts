import { onDay } from './day.ts';
import type { NewPromise } from './promise.ts';
import type { Act } from './request-act.ts';
import { handingKeys, oweBothTold, oweOffered, oweReceiver, promisedOf, receiverOf } from './responsibility.ts';
import {
  type DecideStage,
  itemOf,
  type NewStage,
  oweStageIssue,
  type Stage,
  type StageFile,
  stageRefusal,
} from './stage.ts';
import { endedStage } from './stage-end.ts';
import { mayNotWorkOn, missingIn, type StageKindRow } from './stage-kind.ts';

/** CHA-2: ownership goes to the product team with documentation and support. */
export const HAND_OFF: StageKindRow = {
  kind: 'hand-off',
  label: 'Hand-off',
  phases: [{ id: 'open', label: 'Handing off' }],
  lists: () => [
    {
      ...{ id: 'hand-off', title: 'What the product team gets', of: 'responsibility', phase: null },
      items: [
        { key: 'ownership', title: 'Ownership of the feature, its code and its open issues' },
        {
          ...{ key: 'documentation', title: 'Documentation: how it works, how it is run, its decisions (ADRs)' },
          ...{ link: true, hint: 'With the address where it can be read.' },
        },
        { key: 'support', title: 'Support from ProdSecEng while they take over, and until when' },
        { key: 'users', title: 'Its internal users know whom to ask from now on' },
      ],
    },
  ],
  next: (file) => {
    if (receiverOf(file.stage) === null) return 'Next: name the product team that takes it over, and its DRI.';
    const [first] = missingIn(HAND_OFF, file, null);
    return first === undefined ? 'Next: end the hand-off. All of it is accepted.' : `Next: ${first}.`;
  },
  locked: ({ stage }, _list, { key }) =>
    key === 'support' && supportUntil(stage) === ''
      ? 'Say until when ProdSecEng supports them: name the receiver again.'
      : null,
  begins: (stage, now) => {
    const receiver = receiverOf(stage);
    if (receiver !== null)
      return { owed: [oweStageIssue(stage), oweReceiver(stage, receiver.driId, 'named')], promises: [] };
    return { owed: [oweStageIssue(stage)], promises: [nameReceiver(stage, now)] };
  },
};

const receiverKey = (stageId: number): string => `transfer:${stageId}:receiver`;

const nameReceiver = (stage: Stage, now: Date): NewPromise => ({
  ...{ kind: 'transfer', key: receiverKey(stage.id), ownerId: stage.ownerId, dueAt: now, ...promisedOf(stage) },
  what: `Hand-off of ${stage.name}: name the product team that takes it over, and its DRI`,
});

/** The last day of ProdSecEng's support (YYYY-MM-DD); empty until somebody has said. */
export const supportUntil = ({ details }: Pick<Stage, 'details'>): string =>
  typeof details.supportUntil === 'string' ? details.supportUntil : '';

export type ReceiverGiven = { team: string; driId: string; supportUntil: string };

/** Null where this can be named. `today` and the date are days (YYYY-MM-DD). */
const wrongReceiver = (given: ReceiverGiven, today: string) =>
  given.supportUntil < today ? stageRefusal('Choose today or a later day.', 'supportUntil') : null;

/** A hand-off of finished product work (CHA-2): what begins, or why it cannot. */
export function newHandOff(
  about: { toolId: number | null; requestId: number | null; name: string },
  given: ReceiverGiven,
  { ownerId, today }: { ownerId: string; today: string },
): { ok: true; made: NewStage } | { ok: false; text: string; field?: string } {
  const wrong = wrongReceiver(given, today);
  if (wrong !== null) return wrong;
  const details = {
    receiver: { team: given.team, driId: given.driId, claimedBy: null },
    supportUntil: given.supportUntil,
  };
  return { ok: true, made: { kind: 'hand-off', phase: 'open', ...about, ownerId, details } };
}

/**
 * Names who takes it over, or somebody else than before: what the one before has not accepted is theirs to be offered anew. Refused once the new
 * one could not be asked.
 */
export const nameHandOffReceiver =
  (act: Act & { today: string }, given: ReceiverGiven): DecideStage =>
  (file) => {
    const { stage } = file;
    const not = mayNotWorkOn(act, file);
    if (not !== null) return stageRefusal(not);
    const wrong = wrongReceiver(given, act.today);
    if (wrong !== null) return wrong;
    const before = receiverOf(stage);
    const another = before !== null && before.driId !== given.driId;
    const receiver = { team: given.team, driId: given.driId, claimedBy: null };
    return {
      ok: true,
      value: {
        ...{ actor: act.roles.person.id, action: `receiver: ${given.team}`, keeps: [receiverKey(stage.id)] },
        edit: { details: { ...stage.details, receiver, supportUntil: given.supportUntil } },
        ...(another ? { items: offeredAnew(file), drops: handingKeys(file) } : {}),
        owed: [...(another ? oweOffered(file) : []), oweStageIssue(stage), oweReceiver(stage, given.driId, 'named')],
        answer: `${given.team} takes it over. Offer them what they get, one by one.`,
      },
    };
  };

const offeredAnew = ({ items }: StageFile) =>
  items
    .filter(({ state }) => state === 'offered')
    .map(({ list, key }) => ({ list, key, state: 'open' as const, assigneeId: null }));

/** Whoever led it is reminded on the last day of the support, unless there is none (CHA-2). */
function supportEnds(file: StageFile, team: string): NewPromise[] {
  const { stage } = file;
  const until = supportUntil(stage);
  const dueAt = onDay(until);
  if (dueAt === null || itemOf(file, 'hand-off', 'support').state !== 'accepted') return [];
  const what = `Our support of ${team} for ${stage.name} ends with ${until}`;
  return [{ kind: 'support', key: `support:${stage.id}`, ownerId: stage.ownerId, dueAt, what, ...promisedOf(stage) }];
}

/** The hand-off is done once the receiver has accepted all of it, or what they declined is settled (CHA-2). */
export const endHandOff =
  (act: Act): DecideStage =>
  (file) => {
    const { stage } = file;
    const not = mayNotWorkOn(act, file);
    if (not !== null) return stageRefusal(not);
    const receiver = receiverOf(stage);
    if (receiver === null) return stageRefusal('Not yet. Name the product team that takes it over first.');
    const open = missingIn(HAND_OFF, file, null);
    if (open.length > 0) return stageRefusal(`Not yet. Neither accepted nor settled: ${open.join('; ')}.`);
    return {
      ok: true,
      value: endedStage(act, file, {
        why: `${receiver.team} owns it now`,
        keeps: handingKeys(file),
        promises: supportEnds(file, receiver.team),
        owed: oweBothTold(stage, 'ended'),
        answer: `The hand-off has ended. ${receiver.team} owns it; ProdSecEng supports them until ${supportUntil(stage)}.`,
      }),
    };
  };
