import type { KnownBlock, ModalView } from '@slack/types';
import { ageInWords } from '../../domain/age.ts';
import type { BacklogIssue } from '../../domain/backlog.ts';
import { actions, button, context, modal, section } from '../../slack/blocks.ts';
import { inline, mentionPerson } from '../../slack/escape.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { issueTitle, lacksInWords, scopeInWords } from './words.ts';

/** So many issues stand on a page. */
export const ON_A_PAGE = 8;

export type Backlog = {
  issues: readonly BacklogIssue[];
  count: number;
  /** How many come before the first that is shown. */
  offset: number;
  /** The label by which GitLab knows a candidate. */
  candidateLabel: string;
  /** GitLab was not read to the end yet. */
  filling: boolean;
  now: Date;
};

/** The backlog to triage (LOG-1): what is not refined comes first, each the oldest first. */
export function listView(backlog: Backlog, done?: string): ModalView {
  const { issues, count, offset } = backlog;
  const plan = button({ text: 'Plan the next milestone', actionId: ACTIONS.plan, value: 'next' });
  return modal({
    ...{ title: 'Backlog', callbackId: VIEWS.list, close: 'Close' },
    privateMetadata: JSON.stringify({ offset: String(offset) }),
    blocks: [
      ...(done === undefined ? [] : [section(done, { blockId: 'done' })]),
      section(headline(backlog), { blockId: 'count' }),
      ...(backlog.filling
        ? [context(':hourglass_flowing_sand: GitLab is still being read for the first time: more may follow.')]
        : []),
      actions([plan], 'plan'),
      ...issues.flatMap((issue) => row(issue, backlog.now)),
      ...pages(count, offset),
    ],
  });
}

function headline({ count, candidateLabel }: Backlog): string {
  const label = `~${inline(candidateLabel)}`;
  if (count === 0) return `No open issue carries ${label}: the backlog is empty.`;
  const issues = count === 1 ? '1 open issue carries' : `${count} open issues carry`;
  return `*${issues} ${label}.* What is not refined comes first, the oldest at the top.`;
}

function row(issue: BacklogIssue, now: Date): KnownBlock[] {
  const { work, notes, requestId } = issue;
  const facts = [
    `by ${inline(work.author)} ${ageInWords(work.createdAt, now)} ago`,
    scopeInWords(work),
    ...(requestId === null ? [] : [`request R-${requestId}`]),
    ...(notes.committedBy === undefined ? [] : [`committed to by ${mentionPerson(notes.committedBy)}`]),
  ];
  const open = button({
    ...{ text: 'Look at it', actionId: ACTIONS.issue, value: String(work.gitlabId) },
    label: `Look at ${work.reference}`,
  });
  const markup = [issueTitle(work), facts.join(' · '), lacksInWords(issue)].join('\n');
  return [section(markup, { blockId: `issue:${work.gitlabId}`, accessory: open })];
}

function pages(count: number, offset: number): KnownBlock[] {
  if (count <= ON_A_PAGE) return [];
  const to = (from: number, text: string) => button({ text, actionId: ACTIONS.list, value: String(from) });
  const last = Math.min(count, offset + ON_A_PAGE);
  return [
    context(`${offset + 1} to ${last} of ${count}`, 'page'),
    actions(
      [
        ...(offset > 0 ? [to(Math.max(0, offset - ON_A_PAGE), 'Earlier ones')] : []),
        ...(last < count ? [to(offset + ON_A_PAGE, 'Next ones')] : []),
      ],
      'pages',
    ),
  ];
}
