import type { Answers } from './form.ts';
import { PRIORITY_CRITERIA } from './prioritization.ts';
import { type DecideReview, mayAnswerReview, ONLY_OWNER, oweAsked, type Review, type ReviewAct } from './review.ts';
import { toldOf } from './review-zombie.ts';
import { type Tool, toolNumber } from './tool.ts';
import { answer, change, type DecideTool, mayNotChange, refuse, type ToolAct } from './tool-act.ts';
import { changeCategory, scoreTool } from './tool-acts.ts';

/** `nextAt`: when the tool is reviewed next; `managerId`: who is told of an unused tool beside its owner. */
export type EndOfReview = { nextAt: Date; managerId: string | null };

/** A correction, and what it is about. */
type Correction = { label: string; rule: DecideTool };

/** Who uses the tool, in words (INV-1), by whoever may change it. */
const correctUsers =
  (act: ToolAct, users: string, why: string): DecideTool =>
  (tool) => {
    const not = mayNotChange(act, tool);
    if (not !== null) return refuse(not);
    return change(act, tool, why, { action: 'edited', fields: { users }, answer: `${tool.name} is changed.` });
  };

/** What was changed in the form, as changes of the tool by the inventory's own rules; each says why. */
function correctionsOf(act: ToolAct, tool: Tool, given: Answers): Correction[] {
  const why = `Review of ${act.today}`;
  const users = answer(given, 'users');
  const category = answer(given, 'category');
  const scored = PRIORITY_CRITERIA.some(
    ({ id }) => answer(given, id) !== '' && answer(given, id) !== String(tool.scores[id] ?? ''),
  );
  return [
    ...(users === tool.users.trim() ? [] : [{ label: 'who uses it', rule: correctUsers(act, users, why) }]),
    ...(scored ? [{ label: 'the criteria', rule: scoreTool(act, { ...given, why }) }] : []),
    ...(category === tool.category ? [] : [{ label: 'the category', rule: changeCategory(act, { category, why }) }]),
  ];
}

const ENDS = { confirm: 'confirmed', correct: 'corrected', unused: 'unused' } as const;
type End = keyof typeof ENDS;

const asEnd = (text: string): End => (text === 'correct' || text === 'unused' ? text : 'confirm');

/** What does not fit together in the answers, at its field. */
function misfit(end: End, given: Answers, corrections: readonly Correction[]): { text: string; field: string } | null {
  const used = answer(given, 'stillUsed') === 'yes';
  if (end === 'unused')
    return used ? { text: 'To flag it as unused, say that it is not used.', field: 'stillUsed' } : null;
  if (!used) return { text: 'It is not used: flag it as unused.', field: 'end' };
  if (end === 'confirm' && corrections.length > 0) {
    const what = corrections.map(({ label }) => label).join(', ');
    return { text: `You changed ${what}. Choose Correct to keep that, or set it back.`, field: 'end' };
  }
  if (end === 'correct' && corrections.length === 0)
    return { text: 'Nothing was changed. Choose Confirm, or change what is wrong.', field: 'end' };
  return null;
}

/**
 * A review ends (REV-1): confirmed; corrected, where what was changed is applied by the rules of the inventory; or flagged as unused, which
 * flags the tool as a zombie at once and changes nothing else (REV-2). The next review gets its date. `given` as reviewForm asks.
 */
export const endReview =
  (act: ToolAct & ReviewAct, given: Answers, { nextAt, managerId }: EndOfReview): DecideReview =>
  ({ review, tool }) => {
    if (!mayAnswerReview(act.roles, tool)) return { ok: false, text: ONLY_OWNER };
    if (tool.state !== 'operational')
      return { ok: false, text: `${toolNumber(tool.id)} is ${tool.state}: there is nothing to review.` };
    const end = asEnd(answer(given, 'end'));
    const corrections = correctionsOf(act, tool, given);
    const wrong = misfit(end, given, corrections);
    if (wrong !== null) return { ok: false, ...wrong };
    const unused = end === 'unused';
    const by = act.roles.person.id;
    const ended = { state: ENDS[end], answers: given, endedAt: act.now, endedBy: by };
    return {
      ok: true,
      value: {
        ...{ actor: by, action: `review ${ENDS[end]}`, detail: { review: review.id, next: nextAt.toISOString() } },
        edit: { ...ended, zombieAt: unused ? act.now : null },
        rules: end === 'correct' ? corrections.map(({ rule }) => rule) : [],
        nextAt,
        owed: [
          ...oweAsked(review, act.dayOf),
          ...(unused ? toldOf(review, toldOfUnused(review, tool, managerId, by)) : []),
        ],
        answer: answerOf(end, tool, corrections),
      },
    };
  };

/** Its owner and the manager, but for who said so. */
const toldOfUnused = (review: Review, { ownerId }: Tool, managerId: string | null, by: string): string[] =>
  [ownerId ?? review.ownerId, managerId].flatMap((id) => (id === null || id === by ? [] : [id]));

function answerOf(end: End, { name, category }: Tool, corrections: readonly Correction[]): string {
  if (end === 'confirm') return `${name} is confirmed.`;
  if (end === 'correct') return `${name} is corrected: ${corrections.map(({ label }) => label).join(', ')}.`;
  const already =
    category === 'sunset' ? ' It is in Sunset already.' : ' Sunset can be proposed; nothing is changed by itself.';
  return `${name} is flagged as unused.${already}`;
}

/** How a review ended, as people read it. */
export const reviewStateLabel = (state: Review['state']): string =>
  ({
    open: 'open',
    confirmed: 'confirmed',
    corrected: 'corrected',
    unused: 'flagged as unused',
    dropped: 'not needed any more',
  })[state];
