import { z } from 'zod';
import { webAddress } from './links.ts';
import type { Owed } from './owed.ts';
import type { NewPromise } from './promise.ts';
import type { Act } from './request-act.ts';
import {
  type DecideStage,
  type ItemEdit,
  itemOf,
  oweStageIssue,
  type Stage,
  type StageChange,
  type StageFile,
  type StageItem,
  stageRefusal,
  subjectOfStage,
} from './stage.ts';
import { type Found, mayNotWorkOn, rowOf, type StageKindRow } from './stage-kind.ts';

const DAY_MS = 24 * 3_600_000;
/** How long the receiver has before they are reminded. */
const ANSWERED_WITHIN_MS = 2 * DAY_MS;

/** Who takes over: a team, and the person who answers for it (its DRI). `claimedBy`: who claimed it for them. */
export const Receiver = z.object({
  team: z.string(),
  driId: z.string(),
  claimedBy: z.string().nullable().default(null),
});
export type Receiver = z.infer<typeof Receiver>;

/** Who takes over what a stage hands over; null until somebody is named. */
export const receiverOf = ({ details }: Pick<Stage, 'details'>): Receiver | null =>
  Receiver.safeParse(details.receiver).data ?? null;

/** Those of the receiving team who may open the stage, whatever else they may read. */
export function partiesOf(stage: Pick<Stage, 'details'>): string[] {
  const receiver = receiverOf(stage);
  return receiver === null ? [] : [receiver.driId, ...(receiver.claimedBy === null ? [] : [receiver.claimedBy])];
}

type AboutItem = Pick<StageItem, 'list' | 'key'>;

/** The key of what the receiver is asked about one responsibility: of its message, and of the promise that it is answered. */
export const responsibilityKey = (stageId: number, { list, key }: AboutItem): string =>
  `responsibility:${stageId}:${list}:${key}`;

const turnKey = (stageId: number, { list, key }: AboutItem): string => `transfer:${stageId}:turn:${list}:${key}`;

/** The message that asks the receiver's DRI to take one responsibility over, posted or brought up to date: one for each time it is offered. */
function oweResponsibility(stage: Stage, item: AboutItem, offeredAt: Date): Owed {
  const personId = receiverOf(stage)?.driId ?? '';
  return {
    kind: 'responsibility',
    lane: `${subjectOfStage(stage)}/${personId}`,
    key: `${responsibilityKey(stage.id, item)}:${offeredAt.getTime()}`,
    payload: { stageId: stage.id, list: item.list, key: item.key, personId, offeredAt: offeredAt.getTime() },
  };
}

/** What is offered and not answered yet: the messages that ask, to be brought up to date. */
export const oweOffered = ({ stage, items }: Pick<StageFile, 'stage' | 'items'>): Owed[] =>
  items.flatMap((item) =>
    item.state === 'offered' && item.at !== null ? [oweResponsibility(stage, item, item.at)] : [],
  );

export type ReceiverTold = 'named' | 'ended' | 'cancelled';

/** A message to the receiver's DRI, and at the end to whoever leads it. */
export function oweReceiver(
  stage: Pick<Stage, 'id' | 'toolId' | 'requestId'>,
  personId: string,
  what: ReceiverTold,
): Owed {
  return {
    ...{
      kind: 'receiver',
      lane: `${subjectOfStage(stage)}/${personId}`,
      key: `receiver:${stage.id}:${personId}:${what}`,
    },
    payload: { stageId: stage.id, personId, what },
  };
}

/** Its end or its cancellation, told to both sides. */
export function oweBothTold(stage: Stage, what: 'ended' | 'cancelled'): Owed[] {
  const both = [...partiesOf(stage), ...(stage.ownerId === null ? [] : [stage.ownerId])];
  return [...new Set(both)].map((personId) => oweReceiver(stage, personId, what));
}

/** Under which promises of a stage that hands something over are kept: its tool, else its request. */
export const promisedOf = ({ toolId, requestId }: Pick<Stage, 'toolId' | 'requestId'>) => ({
  toolId,
  requestId: toolId === null ? requestId : null,
});

function offered(kind: StageKindRow, file: StageFile, { list, key }: AboutItem): Found | string {
  const found = rowOf(kind, file.stage, list, key);
  if (found === null || found.list.of !== 'responsibility') return 'That is not part of it any more. Open it again.';
  return found;
}

/** What one side says of a responsibility. Empty texts are nothing. */
export type Handing = AboutItem & { state: StageItem['state']; note: string; link: string };

/**
 * ProdSecEng offers one responsibility to the receiver, anew after it was sent back or declined, or settles a declined one with a reason
 * (SUN-6, CHA-2). Refused for others, without a receiver, and for what is accepted.
 */
export const offerResponsibility =
  (kind: StageKindRow, act: Act, given: Handing & { state: 'offered' | 'not doing' }): DecideStage =>
  (file) => {
    const not = mayNotWorkOn(act, file);
    if (not !== null) return stageRefusal(not);
    const found = offered(kind, file, given);
    if (typeof found === 'string') return stageRefusal(found);
    const wrong = wrongOffer(kind, file, found, given);
    if (wrong !== null) return wrong;
    const value =
      given.state === 'offered' ? offeredChange(act, file, found, given) : settledChange(act, file, found, given);
    return { ok: true, value };
  };

function wrongOffer(kind: StageKindRow, file: StageFile, { list, row }: Found, given: Handing) {
  const { state } = itemOf(file, given.list, given.key);
  if (receiverOf(file.stage) === null)
    return stageRefusal('Nobody takes it over yet: name the receiving team first.', 'state');
  if (state === 'accepted')
    return stageRefusal('It is accepted already: nothing more is to be done about it.', 'state');
  if (given.link !== '' && webAddress(given.link) === null)
    return stageRefusal('Give an address that begins with http:// or https://.', 'link');
  if (given.state === 'offered') {
    if (row.link === true && given.link === '') return stageRefusal('Give the address where it can be seen.', 'link');
    const locked = kind.locked?.(file, list, row, 'offered') ?? null;
    return locked === null ? null : stageRefusal(locked, 'state');
  }
  if (state !== 'declined')
    return stageRefusal('Only what the receiver declined can be settled without being handed over. Offer it.', 'state');
  return given.note === '' ? stageRefusal('Say how it is settled: that stays on record.', 'note') : null;
}

const editOf = (act: Act, { list, key, state, note, link }: Handing, assigneeId: string | null): ItemEdit => ({
  ...{ list, key, state, assigneeId, note: note || null, link: link || null, by: act.roles.person.id, at: act.now },
});

function offeredChange(act: Act, file: StageFile, { row }: Found, given: Handing): StageChange {
  const { stage, tool } = file;
  const item = itemOf(file, given.list, given.key);
  const before = item.state === 'offered' && item.at !== null ? [oweResponsibility(stage, given, item.at)] : [];
  const receiver = receiverOf(stage);
  const what = `Take over of ${tool?.name ?? stage.name}: ${row.title}`;
  return {
    ...{ actor: act.roles.person.id, action: `${row.title}: offered` },
    ...(given.note === '' ? {} : { why: given.note }),
    items: [editOf(act, given, receiver?.driId ?? null)],
    promises: [
      {
        ...{
          kind: 'stage-voice',
          key: offerPromiseKey(stage.id, given, act.now),
          ownerId: receiver?.driId ?? null,
          what,
        },
        ...{ ...promisedOf(stage), dueAt: new Date(act.now.getTime() + ANSWERED_WITHIN_MS) },
      },
    ],
    keeps: [turnKey(stage.id, given)],
    drops: openOfferKey(file, given),
    owed: [oweResponsibility(stage, given, act.now), ...before, oweStageIssue(stage)],
    answer: `${row.title}: offered. The receiver is asked to accept it.`,
  };
}

/** Each offer is a promise of its own: what was sent back is offered again. */
const offerPromiseKey = (stageId: number, item: AboutItem, at: Date): string =>
  `${responsibilityKey(stageId, item)}:${at.getTime()}`;

const openOfferKey = (file: StageFile, item: AboutItem): string[] => {
  const { at } = itemOf(file, item.list, item.key);
  return at === null ? [] : [offerPromiseKey(file.stage.id, item, at)];
};

const settledChange = (act: Act, { stage }: StageFile, { row }: Found, given: Handing): StageChange => ({
  ...{ actor: act.roles.person.id, action: `${row.title}: settled without being handed over`, why: given.note },
  items: [editOf(act, given, null)],
  keeps: [turnKey(stage.id, given)],
  owed: [oweStageIssue(stage)],
  answer: `${row.title}: settled. It stays on record that it was not handed over.`,
});

const SAID = { accepted: 'accepted', 'sent back': 'sent back', declined: 'declined' } as const;

/**
 * The receiver's DRI accepts what they were offered, sends it back with what is missing, or declines it with a reason. Refused for anybody
 * else, and for what is not offered now.
 */
export const answerResponsibility =
  (kind: StageKindRow, act: Act, given: Omit<Handing, 'link'> & { state: keyof typeof SAID }): DecideStage =>
  (file) => {
    const { stage } = file;
    const found = offered(kind, file, given);
    if (typeof found === 'string') return stageRefusal(found);
    if (receiverOf(stage)?.driId !== act.roles.person.id)
      return stageRefusal('Only the DRI of the receiving team answers this.');
    if (stage.state !== 'open') return stageRefusal('It has ended meanwhile, so nothing more is needed from you.');
    const item = itemOf(file, given.list, given.key);
    if (item.state !== 'offered') return stageRefusal(`It is ${item.state} already. Open it to see how it stands.`);
    if (given.state !== 'accepted' && given.note === '')
      return stageRefusal('Say what is missing, or why not.', 'note');
    const kept = { ...given, note: given.note || (item.note ?? ''), link: item.link ?? '' };
    return {
      ok: true,
      value: {
        ...{ actor: act.roles.person.id, action: `${found.row.title}: ${SAID[given.state]}` },
        ...(given.note === '' ? {} : { why: given.note }),
        items: [editOf(act, kept, given.state === 'accepted' ? item.assigneeId : stage.ownerId)],
        keeps: openOfferKey(file, given),
        promises:
          given.state === 'accepted' ? lastAccepted(kind, file, given, act.now) : turnBack(file, found, given, act.now),
        owed: [oweResponsibility(stage, given, item.at ?? act.now), oweStageIssue(stage)],
        answer: given.state === 'accepted' ? 'Thank you: it is yours now.' : 'Thank you: whoever leads it is told.',
      },
    };
  };

/** Whoever leads it is told at once, and reminded until it is offered again or settled. */
function turnBack({ stage, tool }: StageFile, { row }: Found, given: Omit<Handing, 'link'>, now: Date): NewPromise[] {
  const name = tool?.name ?? stage.name;
  return [
    {
      ...{ kind: 'transfer', key: turnKey(stage.id, given), ownerId: stage.ownerId, dueAt: now, ...promisedOf(stage) },
      what: `${name}, ${row.title}: ${given.state} by the receiver. ${given.note}`,
    },
  ];
}

export const readyKey = (stageId: number): string => `transfer:${stageId}:ready`;

/** With the last one accepted it is the turn of whoever leads it. */
function lastAccepted(kind: StageKindRow, file: StageFile, { list, key }: AboutItem, now: Date): NewPromise[] {
  const { stage, tool } = file;
  const open = kind
    .lists(stage)
    .filter(({ of }) => of === 'responsibility')
    .flatMap(({ id, items }) => items.map((row) => ({ id, row })))
    .filter(({ id, row }) => id !== list || row.key !== key)
    .filter(({ id, row }) => !['accepted', 'not doing'].includes(itemOf(file, id, row.key).state));
  if (open.length > 0) return [];
  return [
    {
      ...{ kind: 'transfer', key: readyKey(stage.id), ownerId: stage.ownerId, dueAt: now, ...promisedOf(stage) },
      what: `All of ${tool?.name ?? stage.name} is accepted: end the ${kind.label.toLowerCase()}`,
    },
  ];
}

/** Keys of all that may be promised about what a stage hands over: they stand no more once it is over. */
export const handingKeys = (file: StageFile): string[] => [
  readyKey(file.stage.id),
  ...file.items.flatMap((item) => [turnKey(file.stage.id, item), ...openOfferKey(file, item)]),
];
