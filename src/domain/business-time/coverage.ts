import { coveredBy, type Span, type Week } from './week.ts';
import { DAY_MS } from './zone.ts';

/** Covered time is laid out in blocks of this length, each when it is first asked for. */
const BLOCK_DAYS = 256;
const BLOCK_MS = BLOCK_DAYS * DAY_MS;
/** Who has not counted enough after about a hundred years never will. */
const FARTHEST_BLOCKS = 143;
/** So many are looked at one by one, as most answers are near; then by halves. */
const NEAR_SPANS = 6;

/** The weeks that are in force during a stretch of time. */
export type Era = Span & { weeks: readonly Week[] };

/** Merged spans of a block, and one behind them that never comes. `before[i]` is what counts in the block before span `i`. */
type Block = {
  from: number;
  total: number;
  starts: Float64Array;
  ends: Float64Array;
  before: Float64Array;
  /** For each day of the block, the first span that ends after the day's beginning. */
  firstOfDay: Uint32Array;
};

/** The union of the windows over all eras, in epoch milliseconds. */
export type Coverage = {
  /** The earliest instant by which `ms` have counted, or the latest; null when it never is. */
  add(start: number, ms: number, which: 'earliest' | 'latest'): number | null;
  between(from: number, to: number): number;
  /** What counts of [from, to), merged, in order. */
  spans(from: number, to: number): Span[];
};

export function coverageOf(eras: readonly Era[]): Coverage {
  const blocks: Block[] = [];
  const blockAt = (index: number): Block => {
    blocks[index] ??= layOut(eras, index * BLOCK_MS);
    return blocks[index];
  };
  return {
    add(start, ms, which) {
      let index = Math.floor(start / BLOCK_MS);
      const last = index + FARTHEST_BLOCKS;
      let block = blockAt(index);
      let span = spanAt(block, start);
      let left = ms + countedIn(block, span, start);
      while (left > block.total || (left === block.total && which === 'latest')) {
        if (index === last) return null;
        left -= block.total;
        index += 1;
        block = blockAt(index);
        span = 0;
      }
      return instantIn(block, span, left, which);
    },
    between(from, to) {
      const [first, last] = [Math.floor(from / BLOCK_MS), Math.floor(to / BLOCK_MS)];
      const [begin, end] = [blockAt(first), blockAt(last)];
      let counted = countedIn(end, spanAt(end, to), to) - countedIn(begin, spanAt(begin, from), from);
      for (let index = first; index < last; index += 1) counted += blockAt(index).total;
      return counted;
    },
    spans: (from, to) => merged(coveredIn(eras, { from, to })),
  };
}

function layOut(eras: readonly Era[], from: number): Block {
  const spans = merged(coveredIn(eras, { from, to: from + BLOCK_MS }));
  const before = new Float64Array(spans.length + 1);
  for (const [index, span] of spans.entries()) before[index + 1] = (before[index] ?? 0) + span.to - span.from;
  return {
    ...{ from, total: before[spans.length] ?? 0, before },
    starts: Float64Array.from([...spans.map((span) => span.from), Number.POSITIVE_INFINITY]),
    ends: Float64Array.from([...spans.map((span) => span.to), Number.POSITIVE_INFINITY]),
    firstOfDay: firstOfDays(spans, from),
  };
}

function firstOfDays(spans: readonly Span[], from: number): Uint32Array {
  const first = new Uint32Array(BLOCK_DAYS);
  for (let day = 0, index = 0; day < BLOCK_DAYS; day += 1) {
    while ((spans[index]?.to ?? Number.POSITIVE_INFINITY) <= from + day * DAY_MS) index += 1;
    first[day] = index;
  }
  return first;
}

function coveredIn(eras: readonly Era[], { from, to }: Span): Span[] {
  return eras
    .map((era) => ({ weeks: era.weeks, from: Math.max(era.from, from), to: Math.min(era.to, to) }))
    .filter((era) => era.from < era.to)
    .flatMap((era) => era.weeks.flatMap((week) => coveredBy(week, era)));
}

/** Spans that touch or overlap become one. */
function merged(spans: Span[]): Span[] {
  const all: Span[] = [];
  for (const span of spans.sort((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last !== undefined && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else all.push({ ...span });
  }
  return all;
}

// The arrays are read within their bounds; the `?? 0` below only says so to the compiler.

/** The span that an instant of the block is in, or else the next one. */
function spanAt({ from, ends, firstOfDay }: Block, at: number): number {
  let span = firstOfDay[Math.floor((at - from) / DAY_MS)] ?? 0;
  while ((ends[span] ?? 0) <= at) span += 1;
  return span;
}

/** What counts in the block until an instant, which `span` is the span of. */
function countedIn({ starts, before }: Block, span: number, at: number): number {
  const within = at - (starts[span] ?? 0);
  return within > 0 ? (before[span] ?? 0) + within : (before[span] ?? 0);
}

/** Where so much has counted in the block, from a span on: at the end of a span (earliest) or at the start of the next (latest). */
function instantIn({ starts, before }: Block, from: number, ms: number, which: 'earliest' | 'latest'): number {
  // Whole milliseconds: half of one more tells "at least" from "more than".
  const needed = which === 'latest' ? ms + 0.5 : ms;
  const last = before.length - 2;
  let low = from;
  for (const near = Math.min(from + NEAR_SPANS, last); low < near && (before[low + 1] ?? 0) < needed; ) low += 1;
  let high = (before[low + 1] ?? 0) < needed ? last : low;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((before[middle + 1] ?? 0) < needed) low = middle + 1;
    else high = middle;
  }
  return (starts[low] ?? 0) + ms - (before[low] ?? 0);
}
