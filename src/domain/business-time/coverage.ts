import { coveredBy, type Span, type Week } from './week.ts';
import { DAY_MS } from './zone.ts';

/** Covered time is laid out in blocks of this length, each when it is first asked for. */
const BLOCK_DAYS = 256;
const BLOCK_MS = BLOCK_DAYS * DAY_MS;
/** Who has not counted enough after about a hundred years never will. */
const FARTHEST_BLOCKS = 143;

/** The weeks that are in force during a stretch of time. */
export type Era = Span & { weeks: readonly Week[] };

/** Merged spans of a block. `before[i]` is what counts in the block before span `i`; the last entry is the block's total. */
type Block = { from: number; starts: Float64Array; ends: Float64Array; before: Float64Array; firstOfDay: Uint32Array };

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
      const first = Math.floor(start / BLOCK_MS);
      let left = ms + countedIn(blockAt(first), start);
      for (let index = first; index < first + FARTHEST_BLOCKS; index += 1) {
        const block = blockAt(index);
        const total = totalOf(block);
        if (left < total || (left === total && which === 'earliest')) return instantIn(block, left, which);
        left -= total;
      }
      return null;
    },
    between(from, to) {
      const [first, last] = [Math.floor(from / BLOCK_MS), Math.floor(to / BLOCK_MS)];
      let counted = countedIn(blockAt(last), to) - countedIn(blockAt(first), from);
      for (let index = first; index < last; index += 1) counted += totalOf(blockAt(index));
      return counted;
    },
    spans: (from, to) => merged(coveredIn(eras, { from, to })),
  };
}

function layOut(eras: readonly Era[], from: number): Block {
  const spans = merged(coveredIn(eras, { from, to: from + BLOCK_MS }));
  const before = new Float64Array(spans.length + 1);
  const firstOfDay = new Uint32Array(BLOCK_DAYS);
  for (const [index, span] of spans.entries()) before[index + 1] = (before[index] ?? 0) + span.to - span.from;
  for (let day = 0, index = 0; day < BLOCK_DAYS; day += 1) {
    while ((spans[index]?.to ?? Number.POSITIVE_INFINITY) <= from + day * DAY_MS) index += 1;
    firstOfDay[day] = index;
  }
  const [starts, ends] = [spans.map((span) => span.from), spans.map((span) => span.to)];
  return { from, starts: Float64Array.from(starts), ends: Float64Array.from(ends), before, firstOfDay };
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

const totalOf = ({ before }: Block): number => before[before.length - 1] ?? 0;

/** What counts in the block until an instant of it. */
function countedIn({ from, starts, ends, before, firstOfDay }: Block, at: number): number {
  let index = firstOfDay[Math.floor((at - from) / DAY_MS)] ?? 0;
  while ((ends[index] ?? Number.POSITIVE_INFINITY) <= at) index += 1;
  return (before[index] ?? 0) + Math.max(at - (starts[index] ?? at), 0);
}

/** Where so much has counted in the block: at the end of a span (earliest) or at the start of the next (latest). */
function instantIn({ starts, before }: Block, ms: number, which: 'earliest' | 'latest'): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    const until = before[middle + 1] ?? 0;
    if (until > ms || (until === ms && which === 'earliest')) high = middle;
    else low = middle + 1;
  }
  return (starts[low] ?? 0) + ms - (before[low] ?? 0);
}
