import { webAddress } from './links.ts';
import type { Owed } from './owed.ts';
import type { NewPromise } from './promise.ts';
import type { Act } from './request-act.ts';
import { TEAM_ONLY } from './request-act.ts';
import {
  type ItemEdit,
  itemOf,
  oweStageIssue,
  type Stage,
  type StageFile,
  type StageItem,
  type StageKind,
  type StageVerdict,
  stageRefusal,
} from './stage.ts';

/**
 * A row of a list of a stage. `optional`: it may stay open. `link`: it is done only with one (an output, COC-3). `hint`: what is
 * asked, where the title does not say all.
 */
export type ItemRow = { key: string; title: string; hint?: string; optional?: boolean; link?: boolean };

/** Activities are ticked, in Slack or in GitLab; outputs have a link; considerations an answer on record. */
export type ListOf = 'activity' | 'output' | 'consideration' | 'responsibility';
/** `phase`: in which it has to be complete; null: at the end. */
export type ListRow = { id: string; title: string; of: ListOf; phase: string | null; items: readonly ItemRow[] };

/** One workflow of a tool's way, as data: a table of its lists, and what its rules say. */
export type StageKindRow = {
  kind: StageKind;
  /** As the process documents name it. */
  label: string;
  phases: readonly { id: string; label: string }[];
  lists(stage: Stage): readonly ListRow[];
  /** What has to happen next, in one sentence for whoever opens it. */
  next(file: StageFile): string;
  /** Why this item cannot be answered so now; null where it can. */
  locked?(file: StageFile, list: ListRow, row: ItemRow, state: StageItem['state']): string | null;
  /** Whether it has a work item where it stands now; always, unless it says otherwise. */
  filesIssue?(stage: Stage): boolean;
  /** What is owed and promised from its beginning; its work item alone, unless it says otherwise. */
  begins?(stage: Stage, now: Date): { owed: Owed[]; promises: NewPromise[] };
};

export type Found = { list: ListRow; row: ItemRow };

export function rowOf(kind: StageKindRow, stage: Stage, list: string, key: string): Found | null {
  const found = kind.lists(stage).find(({ id }) => id === list);
  const row = found?.items.find((each) => each.key === key);
  return found === undefined || row === undefined ? null : { list: found, row };
}

/** Whether nothing more is to be done about it. What a receiver declined is still to be settled. */
export const isAnswered = ({ state }: Pick<StageItem, 'state'>): boolean =>
  state === 'done' || state === 'not doing' || state === 'accepted';

/** What is missing of the lists of a phase, each by its title; empty where it is complete. */
export function missingIn(kind: StageKindRow, file: StageFile, phase: string | null): string[] {
  return kind
    .lists(file.stage)
    .filter((list) => list.phase === phase)
    .flatMap((list) => list.items.filter((row) => !row.optional && !isAnswered(itemOf(file, list.id, row.key))))
    .map(({ title }) => title);
}

/** How many of a list are answered. */
export function progressIn(file: StageFile, list: ListRow): { answered: number; total: number } {
  const answered = list.items.filter((row) => isAnswered(itemOf(file, list.id, row.key))).length;
  return { answered, total: list.items.length };
}

/** What somebody says of an item. Empty texts are nothing. */
export type ItemAnswer = {
  list: string;
  key: string;
  state: 'open' | 'done' | 'not doing';
  assigneeId: string | null;
  dueOn: string | null;
  link: string;
  note: string;
};

/** Null where this person may work on this stage. */
export function mayNotWorkOn({ roles }: Pick<Act, 'roles'>, { stage }: Pick<StageFile, 'stage'>): string | null {
  if (!roles.team) return TEAM_ONLY;
  if (stage.state === 'open') return null;
  return `It has ${stage.state === 'ended' ? 'ended' : 'been cancelled'}: what was done stays on record, and nothing is changed any more.`;
}

/**
 * Answers an item of a list. Not doing one needs a reason; an output is done only with its link (COC-3), a consideration with its
 * answer (COC-4, SUN-4). Refused where the stage is over, or the item is locked.
 */
export const answerItem =
  (kind: StageKindRow, act: Act, given: ItemAnswer) =>
  (file: StageFile): StageVerdict => {
    const not = mayNotWorkOn(act, file);
    if (not !== null) return stageRefusal(not);
    const found = rowOf(kind, file.stage, given.list, given.key);
    if (found === null) return stageRefusal('That is not part of it any more. Open it again.');
    if (found.list.of === 'responsibility')
      return stageRefusal('It is offered to the receiver, who accepts it.', 'state');
    const wrong = wrongWith(found, given) ?? lockedFor(kind, file, found, given.state);
    if (wrong !== null) return wrong;
    const edit: ItemEdit = {
      ...{ list: given.list, key: given.key, state: given.state, assigneeId: given.assigneeId, dueOn: given.dueOn },
      ...{ link: given.link || null, note: given.note || null, by: act.roles.person.id, at: act.now },
    };
    return {
      ok: true,
      value: {
        actor: act.roles.person.id,
        action: `${found.row.title}: ${given.state}`,
        ...(given.note === '' ? {} : { why: given.note }),
        items: [edit],
        owed: [oweStageIssue(file.stage)],
        answer: `${found.row.title}: ${given.state}.`,
      },
    };
  };

function lockedFor(kind: StageKindRow, file: StageFile, { list, row }: Found, state: StageItem['state']) {
  const locked = kind.locked?.(file, list, row, state) ?? null;
  return locked === null ? null : stageRefusal(locked, 'state');
}

function wrongWith({ list, row }: Found, given: ItemAnswer) {
  const { state, link, note } = given;
  if (link !== '' && webAddress(link) === null)
    return stageRefusal('Give an address that begins with http:// or https://.', 'link');
  if (state === 'not doing' && note === '')
    return stageRefusal('Say why it is not done: that stays on record.', 'note');
  if (state !== 'done') return null;
  if ((list.of === 'output' || row.link === true) && link === '')
    return stageRefusal('It is done only with its link: give the address where it can be seen.', 'link');
  if (list.of === 'consideration' && note === '') return stageRefusal('Answer it here: that stays on record.', 'note');
  return null;
}
