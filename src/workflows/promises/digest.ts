import type { Deps, DigestPart } from '../../deps.ts';
import { requestNumber } from '../../domain/owed.ts';
import { type Promised, promiseKind } from '../../domain/promise.ts';
import { toolNumber } from '../../domain/tool.ts';
import { mentionPerson } from '../../slack/escape.ts';
import { moment } from './reminder-view.ts';

const AT_ONCE = 200;

/** Promises whose date is over: sign-offs, deferred requests, reviews, checklists and the rest; what each is about is behind its number. */
export async function promisesInDigest(deps: Deps): Promise<DigestPart[]> {
  const due = await deps.storage.promises.overduePromises(deps.now(), AT_ONCE);
  // Signals are the team's own: they stand in its part, with their evidence (SLO-11).
  const lines = due.filter(({ kind }) => kind !== 'signal').map(lineOf);
  return [{ order: 30, where: 'channel', title: 'Promises due', lines, hidden: lines, calls: lines.length > 0 }];
}

function lineOf(promise: Promised): string {
  const { requestId, toolId, ownerId, dueAt, kind } = promise;
  const about =
    requestId !== null ? ` · ${requestNumber(requestId)}` : toolId === null ? '' : ` · ${toolNumber(toolId)}`;
  const whose = ownerId === null ? 'the team’s' : mentionPerson(ownerId);
  const since = dueAt === null ? '' : `, due since ${moment(dueAt)}`;
  return `*${promiseKind(kind).label}*${about}: ${whose}${since}`;
}
