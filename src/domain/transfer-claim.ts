import { z } from 'zod';
import { CATEGORIES, type CategoryId, categoryOf } from './category.ts';
import { dayAfter } from './day.ts';
import type { Owed } from './owed.ts';
import { priorityOf, type Weights } from './prioritization.ts';
import type { NewPromise } from './promise.ts';
import type { Act } from './request-act.ts';
import { handingKeys, oweBothTold, promisedOf } from './responsibility.ts';
import {
  type DecideStage,
  oweStageIssue,
  type Stage,
  type StageChange,
  type StageFile,
  stageRefusal,
  subjectOfStage,
} from './stage.ts';
import { mayNotWorkOn } from './stage-kind.ts';
import { isGone } from './tool.ts';
import { type DecideTool, refuse, type ToolAct } from './tool-act.ts';

const DAY_MS = 24 * 3_600_000;
const REMINDED_BEFORE_MS = 2 * DAY_MS;
const LONGEST_MS = 366 * DAY_MS;
const MOST_CLAIMS = 20;

/** A team that wants a tool, and who of it answers for that. `by`: who claimed; `gitlab:USERNAME` where it stood in a work item. */
const Claim = z.object({
  ...{ id: z.number(), by: z.string(), team: z.string(), driId: z.string(), why: z.string(), at: z.coerce.date() },
  state: z.enum(['open', 'withdrawn', 'accepted', 'declined']),
  note: z.string().nullable().default(null),
});
export type Claim = z.infer<typeof Claim>;

const CATEGORY_IDS = CATEGORIES.map(({ id }) => id) as [CategoryId, ...CategoryId[]];

const TransferDetails = z.object({
  /** The last day on which claims are taken (YYYY-MM-DD). */
  until: z.string().default(''),
  /** What it takes to keep the tool running, as the team says. */
  effort: z.string().default(''),
  claims: z.array(Claim).catch([]).default([]),
  /** The category that it had before the claim was accepted. */
  before: z
    .object({ category: z.enum(CATEGORY_IDS), reason: z.string() })
    .nullable()
    .default(null),
});
export type TransferDetails = z.infer<typeof TransferDetails>;

/** What only a transfer knows of itself. */
export const transferOf = ({ details }: Pick<Stage, 'details'>): TransferDetails => TransferDetails.parse(details);

/** The key of the offer's message; of no stage in particular it is how all of them begin. */
export const offerKey = (stageId: number | ''): string => `transfer-offer:${stageId}`;

/** The offer in the intake channel, posted or brought up to date. */
export const oweOffer = (stage: Pick<Stage, 'id' | 'toolId' | 'requestId'>): Owed => ({
  ...{ kind: 'transfer-offer', lane: `${subjectOfStage(stage)}/offer`, key: offerKey(stage.id) },
  payload: { stageId: stage.id },
});

export const claimKey = (stageId: number, claimId: number, personId: string, what: string): string =>
  `transfer-claim:${stageId}:${claimId}:${personId}:${what}`;

/** What became of a claim, to whoever claimed and to the DRI. `claimed`: brought up to date in place; the rest are messages of their own. */
function oweClaim(stage: Stage, { id, by, driId }: Claim, what: 'claimed' | 'outcome'): Owed[] {
  return [...new Set([by, driId])]
    .filter((personId) => !personId.startsWith('gitlab:'))
    .map((personId) => ({
      ...{
        kind: 'transfer-claim',
        lane: `${subjectOfStage(stage)}/${personId}`,
        key: claimKey(stage.id, id, personId, what),
      },
      payload: { stageId: stage.id, claimId: id, personId, what },
    }));
}

const claimPromise = (stageId: number, claimId: number): string => `transfer:${stageId}:claim:${claimId}`;
const soonKey = (stageId: number, until: string): string => `transfer:${stageId}:soon:${until}`;
const overKey = (stageId: number, until: string): string => `transfer:${stageId}:over:${until}`;
const dateKeys = (stageId: number, until: string): string[] => [soonKey(stageId, until), overKey(stageId, until)];

/** Null where claims can be taken until that day. `today` and `until` are days (YYYY-MM-DD). */
export function wrongUntil(until: string, today: string): string | null {
  if (until < today) return 'Choose today or a later day.';
  return Date.parse(until) - Date.parse(today) > LONGEST_MS ? 'Choose a day within a year.' : null;
}

/** Whoever leads it is reminded two days before the last day, and told when it is over without a claim that was accepted (SUN-6). */
export function datePromises(
  stage: Pick<Stage, 'id' | 'toolId' | 'requestId' | 'ownerId' | 'name' | 'details'>,
  now: Date,
): NewPromise[] {
  const { until } = transferOf(stage);
  const over = dayAfter(until);
  if (over === null) return [];
  const soon = new Date(over.getTime() - DAY_MS - REMINDED_BEFORE_MS);
  const about = { kind: 'transfer' as const, ownerId: stage.ownerId, ...promisedOf(stage) };
  return [
    ...(soon <= now
      ? []
      : [
          {
            ...{ ...about, key: soonKey(stage.id, until), dueAt: soon },
            what: `Claims of ${stage.name} are taken until ${until}, and none is accepted yet`,
          },
        ]),
    {
      ...{ ...about, key: overKey(stage.id, until), dueAt: over },
      what: `No claim of ${stage.name} was accepted by ${until}: its sunset goes on. Start the sunset, choose another date, or cancel the offer`,
    },
  ];
}

function notOffered({ stage }: Pick<StageFile, 'stage'>): string | null {
  if (stage.state !== 'open') return 'The offer has ended, so nothing can be claimed any more.';
  return stage.phase === 'offered' ? null : 'A claim has been accepted already. Ask ProdSecEng if that is a surprise.';
}

const withClaims = ({ stage }: StageFile, claims: Claim[]): NonNullable<StageChange['edit']> => ({
  details: { ...stage.details, claims: claims.map((each) => ({ ...each, at: each.at.toISOString() })) },
});

/** A claim: for which team, who answers for it there, and why. */
export type ClaimGiven = Pick<Claim, 'team' | 'driId' | 'why'>;

/** Any full member claims an offered tool for a team (SUN-6). Refused once its last day is over, and twice for one team. */
export const claimTool =
  (act: Act & { today: string }, given: ClaimGiven): DecideStage =>
  (file) => {
    const not = notOffered(file);
    if (not !== null) return stageRefusal(not, 'team');
    const { claims, until } = transferOf(file.stage);
    if (until !== '' && act.today > until)
      return stageRefusal(`Claims were taken until ${until}. Ask ProdSecEng to choose another date.`, 'team');
    if (claims.some(({ state, team }) => state === 'open' && team.toLowerCase() === given.team.toLowerCase()))
      return stageRefusal('That team has claimed it already.', 'team');
    if (claims.length >= MOST_CLAIMS) return stageRefusal('There are too many claims already. Ask ProdSecEng.', 'team');
    const by = act.roles.person.id;
    const claim: Claim = { ...given, id: claims.length + 1, by, at: act.now, state: 'open', note: null };
    return {
      ok: true,
      value: {
        ...{
          actor: by,
          action: `claimed for ${given.team}`,
          why: given.why,
          edit: withClaims(file, [...claims, claim]),
        },
        promises: [claimWaits(file.stage, claim, act.now)],
        owed: [oweOffer(file.stage), ...oweClaim(file.stage, claim, 'claimed')],
        answer: 'Thank you. ProdSecEng accepts or declines the claim, and you are told.',
      },
    };
  };

/** Whoever leads the offer is told of a claim at once, and reminded until it is answered. */
export const claimWaits = (stage: Stage, { id, team }: Pick<Claim, 'id' | 'team'>, now: Date): NewPromise => ({
  ...{ kind: 'transfer', key: claimPromise(stage.id, id), ownerId: stage.ownerId, dueAt: now, ...promisedOf(stage) },
  what: `${team} claims ${stage.name}: accept the claim, or decline it with a reason`,
});

type Picked = { claim: Claim; claims: Claim[] };

function openClaim({ stage }: StageFile, claimId: number): Picked | string {
  const { claims } = transferOf(stage);
  const claim = claims.find(({ id }) => id === claimId);
  if (claim === undefined) return 'That claim is not known any more.';
  return claim.state === 'open' ? { claim, claims } : `The claim of ${claim.team} is ${claim.state} already.`;
}

const replaced = (claims: readonly Claim[], claim: Claim): Claim[] =>
  claims.map((each) => (each.id === claim.id ? claim : each));

/** Whoever claimed takes the claim back, or the DRI does. */
export const withdrawClaim =
  (act: Act, claimId: number): DecideStage =>
  (file) => {
    const not = notOffered(file);
    if (not !== null) return stageRefusal(not);
    const picked = openClaim(file, claimId);
    if (typeof picked === 'string') return stageRefusal(picked);
    const me = act.roles.person.id;
    const { claim, claims } = picked;
    if (claim.by !== me && claim.driId !== me)
      return stageRefusal('Only whoever claimed it, or the DRI they named, can withdraw the claim.');
    return {
      ok: true,
      value: {
        ...{ actor: me, action: `claim of ${claim.team} withdrawn` },
        edit: withClaims(file, replaced(claims, { ...claim, state: 'withdrawn' })),
        drops: [claimPromise(file.stage.id, claim.id)],
        owed: [oweOffer(file.stage), ...oweClaim(file.stage, claim, 'claimed')],
        answer: `The claim of ${claim.team} is withdrawn.`,
      },
    };
  };

/** ProdSecEng declines a claim, with a reason that the claimant is told. */
export const declineClaim =
  (act: Act, claimId: number, why: string): DecideStage =>
  (file) => {
    const not = mayNotWorkOn(act, file) ?? notOffered(file);
    if (not !== null) return stageRefusal(not);
    const picked = openClaim(file, claimId);
    if (typeof picked === 'string') return stageRefusal(picked);
    if (why === '') return stageRefusal('Say why: whoever claimed it is told.', 'why');
    const { claim, claims } = picked;
    return {
      ok: true,
      value: {
        ...{ actor: act.roles.person.id, action: `claim of ${claim.team} declined`, why },
        edit: withClaims(file, replaced(claims, { ...claim, state: 'declined', note: why })),
        keeps: [claimPromise(file.stage.id, claim.id)],
        owed: [oweOffer(file.stage), ...toldOutcome(file.stage, claim)],
        answer: `The claim of ${claim.team} is declined, and they are told why.`,
      },
    };
  };

const toldOutcome = (stage: Stage, claim: Claim): Owed[] => [
  ...oweClaim(stage, claim, 'claimed'),
  ...oweClaim(stage, claim, 'outcome'),
];

const ANOTHER = 'Another claim was accepted.';

/**
 * ProdSecEng accepts one claim (SUN-6): its work item opens, the tool's category becomes Redirect, and the others are told. Refused for others,
 * and where the tool has left the inventory.
 */
export const acceptClaim =
  (act: ToolAct, claimId: number): DecideStage =>
  (file) => {
    const { stage, tool } = file;
    const not = mayNotWorkOn(act, file) ?? notOffered(file);
    if (not !== null) return stageRefusal(not);
    const picked = openClaim(file, claimId);
    if (typeof picked === 'string') return stageRefusal(picked);
    const { claim, claims } = picked;
    const others = claims.filter(({ id, state }) => id !== claim.id && state === 'open');
    const after = claims.map((each): Claim => {
      if (each.id === claim.id) return { ...each, state: 'accepted' };
      return each.state === 'open' ? { ...each, state: 'declined', note: ANOTHER } : each;
    });
    const { until } = transferOf(stage);
    const before = tool === null ? null : { category: tool.category, reason: tool.categoryReason };
    const receiver = {
      team: claim.team,
      driId: claim.driId,
      claimedBy: claim.by.startsWith('gitlab:') ? null : claim.by,
    };
    const details = { ...withClaims(file, after).details, before, receiver };
    const why = `${claim.team} takes it over: ${claim.why}`;
    return {
      ok: true,
      value: {
        ...{ actor: act.roles.person.id, action: `claim of ${claim.team} accepted`, why: claim.why },
        edit: { phase: 'accepted', details },
        rules: [toRedirect(act, why)],
        keeps: [claim, ...others].map(({ id }) => claimPromise(stage.id, id)),
        drops: dateKeys(stage.id, until),
        owed: [
          oweStageIssue(stage),
          oweOffer(stage),
          ...[claim, ...others].flatMap((each) => toldOutcome(stage, each)),
        ],
        answer: `The claim of ${claim.team} is accepted. Offer them what they take over, one by one.`,
      },
    };
  };

/** Ownership goes to another team from now on (INV-8). */
const toRedirect =
  (act: Act & { weights: Weights }, why: string): DecideTool =>
  (tool) => {
    if (isGone(tool)) return refuse(`${tool.name} is ${tool.state}, so nobody can take it over any more.`);
    const fields = { category: 'redirect' as const, categoryReason: why };
    const change = { actor: act.roles.person.id, action: 'category: Redirect', why, fields };
    return { ok: true, value: { change, priority: priorityOf({ ...tool, ...fields }, act.weights), answer: '' } };
  };

/** Claims are taken until another day. */
export const changeUntil =
  (act: ToolAct, until: string): DecideStage =>
  (file) => {
    const { stage } = file;
    const not = mayNotWorkOn(act, file) ?? notOffered(file) ?? wrongUntil(until, act.today);
    if (not !== null) return stageRefusal(not, 'until');
    const details = { ...stage.details, until };
    const before = transferOf(stage).until;
    if (before === until) return stageRefusal('That is the date already.', 'until');
    return {
      ok: true,
      value: {
        ...{ actor: act.roles.person.id, action: `claims are taken until ${until}`, edit: { details } },
        drops: dateKeys(stage.id, before),
        promises: datePromises({ ...stage, details }, act.now),
        owed: [oweOffer(stage)],
        answer: `Claims are taken until ${until}.`,
      },
    };
  };

/** What a cancelled transfer leaves: everyone concerned is told, nothing is promised any more, and the category is what it was before. */
export function cancelledTransfer(act: Act & { weights: Weights }, file: StageFile, why: string): Partial<StageChange> {
  const rules = file.stage.phase === 'accepted' ? backFromRedirect(act, file.stage, why) : [];
  return { ...endedOffer(file, why), rules };
}

/** Nobody has claimed it, and its last day is over, so that its sunset goes on (SUN-6). */
export function isUnclaimed(stage: Pick<Stage, 'details' | 'phase'>, now: Date): boolean {
  const { claims, until } = transferOf(stage);
  const over = dayAfter(until);
  return stage.phase === 'offered' && over !== null && over <= now && claims.every(({ state }) => state !== 'open');
}

/** An offer that is over without a transfer: claims that wait are declined with this reason, and whoever made them is told. */
export function endedOffer(file: StageFile, why: string): Required<Pick<StageChange, 'edit' | 'drops' | 'owed'>> {
  const { stage } = file;
  const { claims, until } = transferOf(stage);
  const open = claims.filter(({ state }) => state === 'open');
  const left = claims.map((each): Claim => (each.state === 'open' ? { ...each, state: 'declined', note: why } : each));
  return {
    edit: withClaims(file, left),
    drops: [...dateKeys(stage.id, until), ...claims.map(({ id }) => claimPromise(stage.id, id)), ...handingKeys(file)],
    owed: [oweOffer(stage), ...open.flatMap((claim) => toldOutcome(stage, claim)), ...oweBothTold(stage, 'cancelled')],
  };
}

/** What somebody chose since then stays. */
function backFromRedirect(act: Act & { weights: Weights }, stage: Stage, why: string): DecideTool[] {
  const { before } = transferOf(stage);
  if (before === null) return [];
  const { label } = categoryOf(before.category);
  return [
    (tool) => {
      const again = tool.category === 'redirect' && !isGone(tool);
      const fields = again ? { category: before.category, categoryReason: before.reason } : {};
      const change = {
        actor: act.roles.person.id,
        action: `category: ${label} again`,
        why: `Its transfer was cancelled: ${why}`,
        fields,
      };
      return { ok: true, value: { change, priority: priorityOf({ ...tool, ...fields }, act.weights), answer: '' } };
    },
  ];
}
