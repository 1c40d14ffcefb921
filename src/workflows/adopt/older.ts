import type { Deps, Post } from '../../deps.ts';
import { oweOlder } from '../../domain/mention.ts';
import { adoptIssue, isCandidate, isOwn, WHOLE_ISSUE } from './adoption.ts';
import { firstStart, keepOlderChoice, keepOlderFound, olderAreFound, type OlderChoice, readOlderChoice } from './facts.ts';
import { type Issue, isGeneralTrouble, isOutOfReach } from './gitlab-side.ts';
import { olderMessage } from './mention-messages.ts';
import { intakeChannel } from './places.ts';
import { requestOf } from './visit.ts';

const MOST_PAGES = 50;
const ADOPTED_A_TURN = 10;

/** Finds the candidates from before the first start, once, and says in one message how many there are (DOOR-9). */
export async function findOlder(deps: Deps): Promise<void> {
  if (await olderAreFound(deps)) return;
  const start = await firstStart(deps);
  const { candidate } = deps.settings.gitlab.labels;
  let page: number | null = 1;
  for (let read = 0; page !== null && read < MOST_PAGES; read += 1) {
    const answer: Awaited<ReturnType<Deps['gitlab']['issuesWithLabel']>> = await deps.gitlab.issuesWithLabel({
      project: deps.gitlabProject,
      label: candidate,
      createdBefore: start,
      page,
    });
    for (const issue of answer.issues.filter(({ createdAt }) => createdAt < start)) await keepOlder(deps, issue);
    page = answer.nextPage;
  }
  const count = await deps.storage.mentions.countOpenMentions('older');
  await keepOlderFound(deps, count);
  if (count > 0) await deps.storage.owe([oweOlder()], deps.now());
}

async function keepOlder(deps: Deps, issue: Issue): Promise<void> {
  if ((await requestOf(deps, issue)) !== null || (await isOwn(deps, issue))) return;
  const { projectId, iid, title, webUrl: url, confidential, author, createdAt: at } = issue;
  const { name: authorName, username: authorUsername } = author;
  const found = { projectId, iid, title, url, confidential, authorName, authorUsername, at };
  await deps.storage.mentions.keepMention({ ...found, kind: 'older', noteId: WHOLE_ISSUE, text: '' }, () => [], deps.now());
}

/** Keeps what the team chose; the adopting itself follows in batches. */
export async function chooseOlder(deps: Deps, choice: OlderChoice): Promise<void> {
  await keepOlderChoice(deps, choice);
  await deps.storage.owe([oweOlder()], deps.now());
}

/** Adopts the next few of the older candidates, once the team wants that. One that fails does not stop the others. */
export async function adoptOlder(deps: Deps): Promise<void> {
  const chosen = await readOlderChoice(deps);
  if (chosen?.choice !== 'adopt') return;
  const waiting = await deps.storage.mentions.openMentions('older', ADOPTED_A_TURN + (await skipped(deps)));
  for (const { id, projectId, iid } of waiting) await adoptOne(deps, { id, projectId, iid }, chosen.by);
  if (waiting.length > 0) await deps.storage.owe([oweOlder()], deps.now());
}

/** The one message about them, as it is now. */
export async function renderOlder(deps: Deps): Promise<Post | null> {
  const count = await deps.storage.mentions.countOpenMentions('older');
  const chosen = await readOlderChoice(deps);
  if (count === 0 && chosen === null) return null;
  const { id } = await intakeChannel(deps);
  return { to: { channel: id }, message: olderMessage(count, chosen) };
}
