import type { Deps } from '../../deps.ts';
import { type Mention, oweMention } from '../../domain/mention.ts';
import { botId, isGeneralTrouble, isOutOfReach } from './gitlab-side.ts';
import { keepMention } from './visit.ts';

const MOST_PAGES = 3;
const MOST_A_TURN = 50;

type Todo = Awaited<ReturnType<Deps['gitlab']['todos']>>['todos'][number];

/** Keeps each mention that the bot has a to-do for, then marks the to-do done (DOOR-10). One that fails stays for the next time. */
export async function workOffTodos(deps: Deps): Promise<void> {
  for (const todo of (await pendingTodos(deps)).slice(0, MOST_A_TURN)) {
    try {
      await keepTodo(deps, todo);
      await deps.gitlab.markTodoDone(todo.id);
    } catch (error) {
      if (isGeneralTrouble(error)) throw error;
      deps.log.warn({ error, projectId: todo.projectId, iid: todo.issueIid }, 'a to-do could not be worked off');
    }
  }
}

async function pendingTodos(deps: Deps): Promise<Todo[]> {
  const found: Todo[] = [];
  let page: number | null = 1;
  for (let read = 0; page !== null && read < MOST_PAGES; read += 1) {
    const answer: Awaited<ReturnType<Deps['gitlab']['todos']>> = await deps.gitlab.todos({ page });
    found.push(...answer.todos);
    page = answer.nextPage;
  }
  return found;
}

/** A mention in a request's own conversation comes over as a comment, not as a mention. */
async function keepTodo(deps: Deps, todo: Todo): Promise<void> {
  const { projectId, issueIid: iid } = todo;
  if (todo.author.id === (await botId(deps))) return;
  if ((await deps.storage.requests.requestOfIssue(projectId, iid)) !== null) return;
  try {
    const issue = await deps.gitlab.issue(projectId, iid);
    const noteId = noteIn(todo.targetUrl);
    await keepMention(deps, issue, noteId === null ? null : await deps.gitlab.note(projectId, iid, noteId));
  } catch (error) {
    if (!isOutOfReach(error)) throw error;
    await deps.storage.mentions.keepMention(unseen(todo), (id) => [oweMention(id)], deps.now());
  }
}

function noteIn(url: string): number | null {
  const id = /#note_(\d{1,15})$/u.exec(url)?.[1];
  return id === undefined ? null : Number(id);
}

/** What the bot may not read is kept with no more than its place. */
function unseen(todo: Todo): Omit<Mention, 'id' | 'state' | 'answer' | 'endedBy' | 'endedAt'> {
  const { projectId, issueIid: iid, targetUrl: url, author, createdAt: at } = todo;
  const place = { kind: 'mention' as const, projectId, iid, noteId: noteIn(url) ?? 0, url, at };
  return {
    ...place,
    title: '',
    text: '',
    confidential: true,
    authorName: author.name,
    authorUsername: author.username,
  };
}
