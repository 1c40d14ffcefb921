import type { Deps, Job } from '../../deps.ts';
import type { Owed } from '../../domain/owed.ts';
import { chaseIsDue, oweEvidence, oweReviewAsk, oweVoiceAsk, type ReviewFile } from '../../domain/review.ts';
import { needsLook } from '../../domain/review-zombie.ts';
import type { Tool } from '../../domain/tool.ts';
import { toldOf } from '../../domain/tool-people.ts';
import type { Opening } from '../../storage/reviews.ts';
import { askedAbout, dayOf } from './asked.ts';

const PAGE = 50;
const MOST_PEOPLE = 1_000;
/** Projects that GitLab is asked about in one round; the others come with the next. */
const LOOKS = 100;

/** Each working day: reviews that are due begin, those that wait are chased weekly, and what nobody confirms is looked into (REV-1…3). */
export const reviewsJob: Job = {
  name: 'reviews',
  when: ({ calendar }) => ({ cron: '30 8 * * 1-5', timeZone: calendar.homeTimeZone }),
  catchUp: 'once, if still the same day',
  run: reviewRound,
};

/** One round. What it began and chased is kept with what is owed by it, so another round the same day finds nothing to do. */
export async function reviewRound(deps: Deps): Promise<Owed[]> {
  await beginReviews(deps);
  return chaseAndLook(deps);
}

/** People who press something wait for no more than a page. */
const letOthersIn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Resolves once who is asked about the tools of each owner. */
function asking(deps: Deps): (tool: Tool) => Promise<string | null> {
  const known = new Map<string | null, Promise<string | null>>();
  return (tool) => {
    const found = known.get(tool.ownerId) ?? askedAbout(deps, tool);
    known.set(tool.ownerId, found);
    return found;
  };
}

async function beginReviews(deps: Deps): Promise<void> {
  const { reviews, tools } = deps.storage;
  const [now, asked] = [deps.now(), asking(deps)];
  const day = dayOf(deps)(now);
  for (;;) {
    const due = await reviews.toolsToReview(now, PAGE);
    const openings: Opening[] = [];
    for (const { tool, dueAt } of due) {
      const ownerId = await asked(tool);
      const named = toldOf(await tools.peopleOfTool(tool.id, MOST_PEOPLE)).filter((id) => id !== tool.ownerId);
      const owed = [
        ...(ownerId === null ? [] : [oweReviewAsk(ownerId, day)]),
        ...named.map((id) => oweVoiceAsk(id, day)),
      ];
      openings.push({ toolId: tool.id, ownerId, dueAt, owed });
    }
    await reviews.beginReviews(openings, now);
    if (due.length < PAGE) return;
    await letOthersIn();
  }
}

async function chaseAndLook(deps: Deps): Promise<Owed[]> {
  const { reviews } = deps.storage;
  const [now, asked, looks] = [deps.now(), asking(deps), [] as Owed[]];
  const waiting = new Map<string, { ids: number[]; due: boolean }>();
  for (let page: ReviewFile[] = []; ; ) {
    page = await reviews.openReviewsAfter(page.at(-1)?.review.id ?? 0, PAGE);
    for (const file of page) {
      if (file.tool.state !== 'operational') await drop(deps, file);
      else {
        const personId = await asked(file.tool);
        if (personId !== null && !(await isPutOff(deps, file))) gather(waiting, personId, file, now);
        if (needsLook(file, now) && looks.length < LOOKS) looks.push(oweEvidence(file.review));
      }
    }
    if (page.length < PAGE) break;
    await letOthersIn();
  }
  const day = dayOf(deps)(now);
  for (const [personId, { ids, due }] of waiting)
    if (due) await reviews.chaseReviews(ids, personId, [oweReviewAsk(personId, day)], now);
  return looks;
}

/** All of one person are chased together, once a week (REV-3). */
function gather(
  waiting: Map<string, { ids: number[]; due: boolean }>,
  personId: string,
  { review }: ReviewFile,
  now: Date,
): void {
  const found = waiting.get(personId) ?? { ids: [], due: false };
  found.ids.push(review.id);
  waiting.set(personId, { ids: found.ids, due: found.due || chaseIsDue(review, now) });
}

/** Somebody has acknowledged or snoozed it: it is not chased before then. */
async function isPutOff({ storage, now }: Deps, { tool: { id } }: ReviewFile): Promise<boolean> {
  const promised = await storage.promises.openPromisesOfTool(id);
  return promised.some(({ kind, snoozedUntil }) => kind === 'review' && snoozedUntil !== null && snoozedUntil > now());
}

/** The tool is not operational any more: there is nothing to review. */
async function drop({ storage, now }: Deps, { review: { id }, tool }: ReviewFile): Promise<void> {
  const edit = { state: 'dropped' as const, endedAt: now(), endedBy: 'app' };
  const value = { actor: 'app', action: 'review dropped', detail: { review: id }, edit, owed: [], answer: tool.name };
  await storage.reviews.changeReview(id, () => ({ ok: true, value }), now());
}
