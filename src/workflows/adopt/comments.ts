import type { Deps } from '../../deps.ts';
import type { RequestFile, WorkItem } from '../../domain/request.ts';
import { commentFromGitLab } from '../../domain/request-conversation.ts';
import { truncate } from '../../slack/escape.ts';
import { keepComments, readComments } from './facts.ts';
import { botId, type Note } from './gitlab-side.ts';

/** GitLab's notes may show up a little out of order. */
const OVERLAP_MS = 2 * 60 * 1_000;
/** What was said on an adopted issue shortly before comes along; what is older stays on the issue. */
const BEFORE_ADOPTION_MS = 24 * 60 * 60 * 1_000;
const MOST_PAGES = 10;
const LONGEST = 10_000;
const OUR_MARKER = /<!--\s*prodseceng:/iu;

/**
 * Brings the comments that others made in GitLab since the last look into the request's conversation, oldest first, each once.
 * GitLab's internal notes and what the app itself wrote stay where they are.
 */
export async function bringComments(deps: Deps, file: RequestFile): Promise<void> {
  const { request, workItem } = file;
  if (workItem === null) return;
  const last = await readComments(deps, request.id);
  const since = Math.max(startOf(workItem), last === null ? 0 : last.getTime() - OVERLAP_MS);
  const notes = await notesSince(deps, workItem, since);
  const bot = await botId(deps);
  for (const note of notes.filter((each) => isComment(each, bot))) {
    await keepComment(deps, request.id, workItem, note);
  }
  const newest = notes.at(-1);
  if (newest !== undefined && newest.createdAt.getTime() !== last?.getTime()) {
    await keepComments(deps, request.id, newest.createdAt);
  }
}

const startOf = ({ adopted, at }: WorkItem): number => (adopted ? at.getTime() - BEFORE_ADOPTION_MS : 0);

/** Oldest first. The newest page is read first, and no page beyond the first note that is too old. */
async function notesSince(deps: Deps, { projectId, iid }: WorkItem, since: number): Promise<Note[]> {
  const found = new Map<number, Note>();
  let page: number | null = 1;
  for (let read = 0; page !== null && read < MOST_PAGES; read += 1) {
    const answer: Awaited<ReturnType<Deps['gitlab']['notes']>> = await deps.gitlab.notes(projectId, iid, {
      page,
      sort: 'desc',
      orderBy: 'created_at',
    });
    const fresh = answer.notes.filter(({ createdAt }) => createdAt.getTime() >= since);
    for (const note of fresh) found.set(note.id, note);
    page = fresh.length < answer.notes.length ? null : answer.nextPage;
  }
  return [...found.values()].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || a.id - b.id);
}

/** True for what a person wrote in GitLab for everyone who reads the issue. */
export function isComment(note: Note, bot: number): boolean {
  return !note.system && !note.internal && note.author.id !== bot && !OUR_MARKER.test(note.body);
}

async function keepComment(deps: Deps, requestId: number, { url }: WorkItem, note: Note): Promise<void> {
  const { id: noteId, author, body, createdAt: saidAt } = note;
  if ((await deps.storage.requests.entry(`gitlab:${noteId}`)) !== null) return;
  const text = truncate(body, LONGEST);
  const comment = { noteId, authorName: author.name, text, url: `${url}#note_${noteId}`, saidAt };
  await deps.storage.requests.changeRequest(requestId, commentFromGitLab(comment), deps.now());
}
