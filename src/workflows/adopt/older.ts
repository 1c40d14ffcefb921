import type { Deps, Post } from '../../deps.ts';
import { type Mention, oweOlder } from '../../domain/mention.ts';
import { intakeChannel } from '../../slack/places.ts';
import { adoptIssue, isCandidate, isOwn, LABEL_TAKEN, WHOLE_ISSUE } from './adoption.ts';
import {
  firstStart,
  keepOlderChoice,
  keepOlderFound,
  type OlderChoice,
  olderAreFound,
  readOlderChoice,
} from './facts.ts';
import { type Issue, isGeneralTrouble, isOutOfReach } from './gitlab-side.ts';
import { olderMessage } from './mention-messages.ts';
import { requestOf } from './visit.ts';

const ADOPTED_A_TURN = 10;
const LOOKED_AT_A_TURN = 50;

/** Finds the candidates from before the first start, once, and says in one message how many there are (DOOR-9). */
export async function findOlder(deps: Deps): Promise<void> {
  if (await olderAreFound(deps)) return;
  const start = await firstStart(deps);
  const { candidate } = deps.settings.gitlab.labels;
  let page: number | null = 1;
  while (page !== null) {
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
  await deps.storage.mentions.keepMention(
    { ...found, kind: 'older', noteId: WHOLE_ISSUE, text: '' },
    () => [],
    deps.now(),
  );
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
  const waiting = await deps.storage.mentions.openMentions('older', LOOKED_AT_A_TURN);
  let adopted = 0;
  for (const older of waiting) {
    if (adopted >= ADOPTED_A_TURN) break;
    if (await adoptOne(deps, older, chosen.by)) adopted += 1;
  }
  if (adopted > 0) await deps.storage.owe([oweOlder()], deps.now());
}

async function adoptOne(deps: Deps, { id, projectId, iid }: Mention, actor: string): Promise<boolean> {
  try {
    const issue = await deps.gitlab.issue(projectId, iid);
    if (issue.state === 'opened' && isCandidate(deps, issue)) await adoptIssue(deps, issue, { actor });
    else await endOlder(deps, id);
    return true;
  } catch (error) {
    if (isGeneralTrouble(error)) throw error;
    deps.log.warn({ error, projectId, iid }, 'an older candidate could not be adopted');
    if (isOutOfReach(error)) await endOlder(deps, id);
    return false;
  }
}

/** It is no open candidate any more, so there is nothing to adopt. */
async function endOlder(deps: Deps, id: number): Promise<void> {
  const how = { state: 'dismissed' as const, answer: null, endedBy: LABEL_TAKEN };
  await deps.storage.mentions.endMention(id, how, [oweOlder()], deps.now());
}

/** The one message about them, as it is now. */
export async function renderOlder(deps: Deps): Promise<Post | null> {
  const count = await deps.storage.mentions.countOpenMentions('older');
  const chosen = await readOlderChoice(deps);
  if (count === 0 && chosen === null) return null;
  const { id } = await intakeChannel(deps);
  return { to: { channel: id }, message: olderMessage(count, chosen) };
}
