import type { ActionsBlock, KnownBlock } from '@slack/types';
import type { HomePart } from '../../deps.ts';
import { actions, button, confirmation, context, section } from '../../slack/blocks.ts';
import type { Answer } from '../../slack/command.ts';
import { date, escapeText, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import type { TroubledRow } from '../../storage/outbox-trouble.ts';
import type { FailedJob, JobRun } from '../../storage/slots.ts';
import { destinationOf, remedyFor, wordsFor } from './words.ts';

/** The value of each is the id of the outbox row; that of `retryAll` is empty. */
export const ACTIONS = { retry: 'status_retry', drop: 'status_drop', retryAll: 'status_retry_all' } as const;

export type Counts = { owed: number; setAside: number; failing: number };

const ERROR_SHOWN = 300;
const JOBS_SHOWN = 10;

/** What could not be delivered, for the team: `rows` are the first of it. Where all is well, one line. */
export function statusAnswer(rows: readonly TroubledRow[], counts: Counts): Answer {
  const summary = summaryOf(counts);
  if (rows.length === 0) return { text: summary };
  const more = counts.setAside + counts.failing - rows.length;
  const blocks = [
    section(summary, { blockId: 'summary' }),
    ...rows.flatMap(rowBlocks),
    ...(more > 0 ? [context(`…and ${more} more. Deal with these first, then ask again.`, 'more')] : []),
    ...(counts.setAside > 1 ? [retryAllButton(counts.setAside)] : []),
  ];
  return { text: summary, blocks };
}

/** The same with the recurring jobs whose last run failed. */
export function withFailedJobs(answer: Answer, failed: readonly FailedJob[]): Answer {
  if (failed.length === 0) return answer;
  const blocks = answer.blocks ?? [section(answer.text, { blockId: 'summary' })];
  const rows = failed.slice(0, JOBS_SHOWN).map(({ job, slot, error, at }) => {
    const text = `:warning: *The job ${job}* failed (${slot}, ${date(at, at.toISOString())})`;
    const hint = '_It is tried again by itself. If it keeps failing, show this to who runs the app._';
    return section([text, asCode(truncate(error, ERROR_SHOWN)), hint].join('\n'), { blockId: `job:${job}` });
  });
  return { text: `${answer.text} Jobs that failed: ${failed.length}.`, blocks: [...blocks, ...rows] };
}

/** The same with when each recurring job ran last. */
export function withRuns(answer: Answer, runs: readonly JobRun[]): Answer {
  if (runs.length === 0) return answer;
  const told = runs.map(({ job, outcome, at }) => {
    const when = date(at, at.toISOString());
    return outcome === 'done' ? `${job} ${when}` : `:warning: ${job} failed ${when}`;
  });
  const blocks = answer.blocks ?? [section(answer.text, { blockId: 'summary' })];
  return { ...answer, blocks: [...blocks, context(`Jobs ran last: ${told.join(' · ')}`, 'runs')] };
}

/** The same with what the workflows add to it. */
export function withParts(answer: Answer, parts: readonly HomePart[]): Answer {
  const added = parts.flatMap(({ blocks }) => blocks);
  if (added.length === 0) return answer;
  return { ...answer, blocks: [...(answer.blocks ?? [section(answer.text, { blockId: 'summary' })]), ...added] };
}

function summaryOf({ owed, setAside, failing }: Counts): string {
  const under = owed - failing;
  const way = `${under} ${under === 1 ? 'is' : 'are'} on the way`;
  if (setAside + failing > 0) {
    const counts = [
      setAside === 0 ? '' : `*${setAside}* set aside until someone retries or drops ${setAside === 1 ? 'it' : 'them'}`,
      failing === 0 ? '' : `*${failing}* being tried again`,
      under === 0 ? '' : way,
    ];
    return `Not delivered: ${counts.filter((count) => count !== '').join(', ')}.`;
  }
  const rest = under === 0 ? '' : `; ${way}`;
  return `All is well: nothing that ProdSecEng owes to Slack or GitLab is stuck${rest}.`;
}

function rowBlocks(row: TroubledRow): KnownBlock[] {
  const shown = section(rowText(row), { blockId: `row:${row.id}` });
  return row.state === 'set aside' ? [shown, buttonsFor(row)] : [shown];
}

function rowText(row: TroubledRow): string {
  const error = row.error ?? '';
  const remedy = remedyFor(error);
  const aside = row.state === 'set aside';
  const facts = [
    aside ? '*set aside*' : 'being tried again',
    `owed since ${date(row.at, row.at.toISOString())}`,
    `${row.attempts} ${row.attempts === 1 ? 'try' : 'tries'}`,
    ...(row.waiting === 0 ? [] : [`${row.waiting} more ${row.waiting === 1 ? 'waits' : 'wait'} for it`]),
  ];
  return [
    `${aside ? ':warning:' : ':hourglass_flowing_sand:'} *${wordsFor(row).what}*, to ${destinationOf(row)}`,
    asCode(truncate(error, ERROR_SHOWN)),
    ...(remedy === null ? [] : [`_${remedy}_`]),
    facts.join(' · '),
  ].join('\n');
}

/** What a peer answered, to be copied as it is: in a code span that it cannot end. */
const asCode = (text: string): string =>
  `\`${escapeText(text.replace(/[\s`\p{Cf}]+/gu, ' ').trim()) || 'no reason given'}\``;

function buttonsFor(row: TroubledRow): ActionsBlock {
  const value = String(row.id);
  const { requestId } = row.payload;
  const open = { text: 'Open the request', actionId: SHARED_ACTIONS.openRequest, value: String(requestId) };
  return actions(
    [
      button({ text: 'Retry', actionId: ACTIONS.retry, value, style: 'primary' }),
      button({ text: 'Drop', actionId: ACTIONS.drop, value, style: 'danger', confirm: dropQuestion(row) }),
      ...(requestId === undefined ? [] : [button(open)]),
    ],
    `buttons:${row.id}`,
  );
}

function dropQuestion(row: TroubledRow) {
  const { waiting } = row;
  const others = `What waits for it (${waiting}) goes on without it, and may fail.`;
  const text = [wordsFor(row).lost, ...(waiting === 0 ? [] : [others]), 'This cannot be taken back.'].join(' ');
  return confirmation({ title: 'Drop this delivery?', text, yes: 'Drop', no: 'Keep', danger: true });
}

const retryAllButton = (count: number): ActionsBlock =>
  actions([button({ text: `Retry all ${count}`, actionId: ACTIONS.retryAll, style: 'primary' })], 'all');
