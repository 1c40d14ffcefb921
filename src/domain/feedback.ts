import { type Feature, type FieldVerdict, type Interlocked, LEADERS_ONLY, mayLead } from './interlock.ts';
import { issueAt } from './links.ts';
import type { Owed } from './owed.ts';
import type { Roles } from './people.ts';
import { no, type Verdict, yes } from './verdict.ts';

/** How much it hurts, the worst first. */
export const HURTS = [
  { id: 'blocks', label: 'It blocks us: we cannot use the feature for this', short: 'it blocks them' },
  { id: 'workaround', label: 'We work around it each time', short: 'they work around it' },
  { id: 'slows', label: 'It slows us down', short: 'it slows them down' },
  { id: 'small', label: 'It is small, but we notice it', short: 'a small thing' },
] as const;

export const hurtsOf = (id: string): string => HURTS.find((each) => each.id === id)?.short ?? id;
const rankOf = (id: string): number => HURTS.findIndex((each) => each.id === id);

/** What somebody in security says of a feature (LOCK-4). */
export type Feedback = {
  id: number;
  featureId: number;
  personId: string;
  team: string;
  useCase: string;
  happened: string;
  hurts: string;
  evidence: string;
  /** The first of those like it that they joined. */
  sameAs: number | null;
  itemId: number | null;
  /** What they said when they were asked whether it meets their use case. */
  validated: 'asked' | 'yes' | 'no' | null;
  note: string | null;
  draftId: string | null;
  at: Date;
};

export type FeedbackGiven = Pick<Feedback, 'team' | 'useCase' | 'happened' | 'hurts' | 'evidence'>;

/** Like feedback as one actionable work item for the product team. */
export type FeedbackItem = {
  id: number;
  featureId: number;
  title: string;
  body: string;
  projectId: number | null;
  iid: number | null;
  /** Until it is filed: the issue that is there already, where one was given. */
  url: string | null;
  state: 'opened' | 'closed';
  draftId: string | null;
  by: string;
  at: Date;
  shippedAt: Date | null;
};

export const itemNumber = (id: number): string => `I-${id}`;

/** Feedback that people said is the same: the first of it and those who joined. */
export type Group = { first: Feedback; all: readonly Feedback[]; people: number; teams: number; worst: string };

/** Like with like, as people confirmed it (LOCK-4): where most asked and it hurts most first. */
export function grouped(feedback: readonly Feedback[]): Group[] {
  const groups = new Map<number, Feedback[]>();
  for (const each of feedback) {
    const root = each.sameAs ?? each.id;
    groups.set(root, [...(groups.get(root) ?? []), each]);
  }
  return [...groups.values()]
    .flatMap((all) => groupOf(all) ?? [])
    .sort((a, b) => b.people - a.people || rankOf(a.worst) - rankOf(b.worst) || a.first.id - b.first.id);
}

function groupOf(all: readonly Feedback[]): Group | null {
  const first = all[0];
  return first === undefined ? null : { first, all, ...counted(all) };
}

/** `1 piece of feedback`, `2 pieces of feedback`. */
export const pieces = (count: number): string => (count === 1 ? '1 piece of feedback' : `${count} pieces of feedback`);

/** How many people of how many teams, and how much it hurts the one whom it hurts most. */
export function counted(all: readonly Feedback[]): { people: number; teams: number; worst: string } {
  const worst = [...all].sort((a, b) => rankOf(a.hurts) - rankOf(b.hurts))[0];
  return {
    people: new Set(all.map(({ personId }) => personId)).size,
    teams: new Set(all.map(({ team }) => team.trim().toLowerCase())).size,
    worst: worst?.hurts ?? '',
  };
}

/** `3 people of 2 teams`. */
export const askedBy = ({ people, teams }: { people: number; teams: number }): string =>
  `${people === 1 ? '1 person' : `${people} people`} of ${teams === 1 ? '1 team' : `${teams} teams`}`;

/** What is known when feedback is given: what it joins, with all who are with it, and the item that carries those. */
export type GivenAt = {
  feature: Feature | null;
  joins: { first: Feedback; all: readonly Feedback[]; item: FeedbackItem | null } | null;
};
export type NewFeedback = FeedbackGiven & Pick<Feedback, 'personId' | 'sameAs' | 'itemId'>;

/**
 * LOCK-4: any full member gives feedback on a target feature, by itself or joined to like feedback with a use case of their own. Joined to what
 * is in an open work item already, it is in that too; one that is closed is not what they need, so the leaders consolidate it anew. Nobody
 * joins what they gave or joined themselves.
 */
export const giveFeedback =
  ({ person }: Pick<Roles, 'person'>, given: FeedbackGiven) =>
  ({ feature, joins }: GivenAt): Verdict<NewFeedback> => {
    if (feature === null || feature.state === 'ended')
      return no('This feature is no target of the Security Interlock any more, so no feedback is collected on it.');
    if (joins === null) return yes({ ...given, personId: person.id, sameAs: null, itemId: null });
    if (joins.first.featureId !== feature.id) return no('That is feedback on another feature.');
    if (joins.all.some(({ personId }) => personId === person.id))
      return no('You are among those who gave this already. Give what is new as feedback of its own.');
    const itemId = joins.item?.state === 'opened' ? joins.item.id : null;
    return yes({ ...given, personId: person.id, sameAs: joins.first.id, itemId });
  };

/** What is consolidated: feedback by its ids, into an item that is there or a new one. */
export type ConsolidateGiven = { title: string; body: string; url: string };

/**
 * LOCK-4: like feedback becomes one work item for the product team. `picked`: the feedback as it is now. `gitlabUrl`: an address that is given
 * must be an issue there. Refuses what is in an item already, or is of another feature.
 */
export const consolidate =
  (by: Interlocked, given: ConsolidateGiven, gitlabUrl: string) =>
  (feature: Feature, picked: readonly Feedback[]): FieldVerdict<ConsolidateGiven> => {
    const not = mayNotPick(by, feature, picked);
    if (not !== null) return { ok: false, text: not };
    if (given.title === '') return { ok: false, field: 'title', text: 'Give the work item a title.' };
    if (given.url !== '' && issueAt(given.url, gitlabUrl) === null)
      return { ok: false, field: 'url', text: `That is no issue of ${gitlabUrl}. Leave it empty to file a new one.` };
    return { ok: true, value: given };
  };

/** LOCK-4: like feedback is added to an open work item of the same feature. */
export const addToItem =
  (by: Interlocked, item: FeedbackItem | null) =>
  (feature: Feature, picked: readonly Feedback[]): FieldVerdict<FeedbackItem> => {
    const not = mayNotPick(by, feature, picked);
    if (not !== null) return { ok: false, text: not };
    if (item === null || item.featureId !== feature.id || item.state !== 'opened')
      return { ok: false, field: 'item', text: 'That work item is closed. Choose another, or a new one.' };
    return { ok: true, value: item };
  };

function mayNotPick(by: Interlocked, feature: Feature, picked: readonly Feedback[]): string | null {
  if (!mayLead(by)) return LEADERS_ONLY;
  if (picked.length === 0) return 'Pick the feedback that says the same.';
  if (picked.some(({ featureId }) => featureId !== feature.id)) return 'Some of that is feedback on another feature.';
  return picked.some(({ itemId }) => itemId !== null)
    ? 'Some of that is in a work item already: somebody was faster. Look at the list again.'
    : null;
}

/** What the leaders start from: each use case with what happened and the evidence, each cut so that all have room in `max` characters. */
export function consolidatedText(picked: readonly Feedback[], max: number): string {
  const head = 'What should hold when it is done:\n- …\n\nUse cases:';
  const room = Math.floor((max - head.length) / Math.max(picked.length, 1)) - 2;
  const parts = picked.map(({ team, useCase, happened, hurts, evidence }) =>
    shortened(
      [
        `- ${useCase.trim()} (${team.trim()}, ${hurtsOf(hurts)})`,
        `  What happened: ${happened.trim()}`,
        ...(evidence.trim() === '' ? [] : [`  Evidence: ${evidence.trim()}`]),
      ].join('\n'),
      room,
    ),
  );
  return [head, ...parts].join('\n\n');
}

/** As Slack counts characters; never half of one. */
function shortened(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, Math.max(max - 1, 0)).replace(/[\uD800-\uDBFF]$/u, '')}…`;
}

/** What becomes of an item and its feedback when GitLab closes or reopens its issue. */
export type Followed = { state: FeedbackItem['state']; shippedAt: Date | null; asks: number[]; forgets: number[] };

/**
 * LOCK-4: closed in GitLab, whoever gave the feedback is asked whether it meets their use case, those who said yes before excepted. Opened again,
 * what was asked and not answered is asked no more, and who said no is asked anew the next time. Null where nothing has changed.
 */
export function followItem(
  item: FeedbackItem,
  seen: FeedbackItem['state'],
  feedback: readonly Feedback[],
  now: Date,
): Followed | null {
  if (seen === item.state) return null;
  const open = feedback.filter(({ validated }) => validated !== 'yes').map(({ id }) => id);
  return seen === 'closed'
    ? { state: seen, shippedAt: now, asks: open, forgets: [] }
    : { state: seen, shippedAt: null, asks: [], forgets: open };
}

export type Validation = { validated: 'yes' | 'no'; note: string | null };

/** LOCK-4: whoever gave the feedback says whether what shipped meets their use case; with a no goes what is missing. */
export const validateFeedback =
  ({ person }: Pick<Roles, 'person'>, said: Validation) =>
  (feedback: Feedback, item: FeedbackItem | null): FieldVerdict<Validation> => {
    if (feedback.personId !== person.id) return { ok: false, text: 'Only who gave the feedback can say so.' };
    if (item === null || item.state !== 'closed')
      return {
        ok: false,
        text: 'The work item is open, so there is nothing to validate yet. You are asked when it ships.',
      };
    if (said.validated === 'no' && (said.note ?? '').trim() === '')
      return { ok: false, field: 'missing', text: 'Say what is missing, so that the product team knows what to do.' };
    return { ok: true, value: said.validated === 'yes' ? { validated: 'yes', note: null } : said };
  };

/** How many were asked, and what they said. */
export function validations(feedback: readonly Feedback[]): { asked: number; yes: number; no: number } {
  const count = (wanted: Feedback['validated']): number =>
    feedback.filter(({ validated }) => validated === wanted).length;
  return { asked: count('asked') + count('yes') + count('no'), yes: count('yes'), no: count('no') };
}

const LATE_MS = 14 * 24 * 3_600_000;

/** Feedback given before this instant and in no work item yet is late: two weeks. */
export const lateBefore = (now: Date): Date => new Date(now.getTime() - LATE_MS);

const itemKey = (itemId: number): string => `feedback-item:${itemNumber(itemId)}`;

/** The GitLab issue of an item: made unless it is there, then kept in line with who asked and what they said. */
export const oweItem = (itemId: number): Owed => ({
  ...{ kind: 'feedback-item', lane: `${itemNumber(itemId)}/gitlab`, key: itemKey(itemId), payload: { itemId } },
});

/** Whoever gave feedback is told which work item carries it and how it stands: one message, brought up to date in place. */
export const oweTold = (feedbackId: number, itemId: number): Owed => ({
  ...{
    kind: 'feedback-told',
    lane: `B-${feedbackId}/told`,
    key: `feedback-told:B-${feedbackId}:${itemNumber(itemId)}`,
  },
  payload: { feedbackId, itemId },
});

/** Whoever gave feedback is asked whether what shipped at that instant meets it; brought up to date in place. */
export const oweAsk = (feedbackId: number, shippedAt: Date): Owed => ({
  ...{ kind: 'feedback-ask', lane: `B-${feedbackId}/ask` },
  key: `feedback-ask:B-${feedbackId}:${shippedAt.toISOString()}`,
  payload: { feedbackId, shippedAt: shippedAt.toISOString() },
});

/** A leader is told that what shipped does not meet a use case. */
export const oweMissed = (feedbackId: number, personId: string, shippedAt: Date): Owed => ({
  ...{ kind: 'feedback-missed', lane: `B-${feedbackId}/${personId}` },
  key: `feedback-missed:B-${feedbackId}:${personId}:${shippedAt.toISOString()}`,
  payload: { feedbackId, personId, shippedAt: shippedAt.toISOString() },
});
