import { TZDate } from '@date-fns/tz';
import { businessCalendar, memberWindow, type Window } from '../../src/domain/business-time.ts';

const HOUR_MS = 3_600_000;
const ROUNDS = 5;
const START = Date.parse('2026-01-05T07:30:00Z');
/** Starts are spread over two years, so that neither side answers the same question twice in a row. */
const SPREAD_MS = 2 * 365 * 24 * HOUR_MS;
const HALF_YEAR_MS = 182 * 24 * HOUR_MS;

type Span = { from: number; to: number };

const TEAMS = {
  'one zone': [memberWindow('U1', 'Europe/London')],
  'three zones': [
    memberWindow('U1', 'Europe/London'),
    memberWindow('U2', 'America/Los_Angeles'),
    memberWindow('U3', 'Australia/Sydney'),
  ],
};

/** What one would write: from day to day, each member's 9 to 17 on weekdays by @date-fns/tz, merged. */
function* days(windows: readonly Window[], from: number): Generator<Span[]> {
  const cursors = windows.map(({ zone }) => {
    const day = new TZDate(from, zone);
    day.setDate(day.getDate() - 1);
    return day;
  });
  for (;;) {
    const spans: Span[] = [];
    for (const [index, cursor] of cursors.entries()) {
      const window = windows[index];
      if (window !== undefined && cursor.getDay() % 6 !== 0)
        spans.push({ from: cursor.setHours(9, 0, 0, 0), to: cursor.setHours(17, 0, 0, 0) });
      cursor.setDate(cursor.getDate() + 1);
    }
    yield spans.sort((a, b) => a.from - b.from);
  }
}

/** Merged pieces from an instant on; a day's late hours in the west may reach into the next day's early ones in the east. */
function* pieces(windows: readonly Window[], from: number): Generator<Span> {
  let until = from;
  let waiting: Span[] = [];
  for (const spans of days(windows, from)) {
    waiting = [...waiting, ...spans].sort((a, b) => a.from - b.from);
    const settled = (waiting.at(-1)?.from ?? from) - 24 * HOUR_MS;
    while (waiting[0] !== undefined && waiting[0].from <= settled) {
      const span = { from: Math.max(waiting[0].from, until), to: waiting[0].to };
      waiting.shift();
      if (span.from >= span.to) continue;
      until = span.to;
      yield span;
    }
  }
}

function addByWalking(windows: readonly Window[], start: number, ms: number): number {
  let left = ms;
  for (const { from, to } of pieces(windows, start)) {
    if (to - from >= left) return from + left;
    left -= to - from;
  }
  return Number.NaN;
}

function betweenByWalking(windows: readonly Window[], from: number, to: number): number {
  let counted = 0;
  for (const span of pieces(windows, from)) {
    if (span.from >= to) return counted;
    counted += Math.min(span.to, to) - span.from;
  }
  return counted;
}

const STARTS = Array.from({ length: 4_096 }, (_, each) => new Date(START + ((each * 7_919_333_333) % SPREAD_MS)));

/** Nanoseconds of processor time a call: a busy machine then slows neither side. */
function timed(calls: number, one: (start: Date) => unknown): number {
  const begun = process.cpuUsage();
  for (let each = 0; each < calls; each += 1) one(STARTS[each % STARTS.length] ?? new Date(START));
  return (process.cpuUsage(begun).user * 1_000) / calls;
}

const median = (all: number[]): number => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;

type Sides = { walk: (start: Date) => number; app: (start: Date) => number };

/** Alternating rounds, medians; both sides must agree first. */
function compare(title: string, { walk, app }: Sides): void {
  timed(50, (start) => {
    if (walk(start) !== app(start)) throw new Error(`${title}: the sides disagree from ${start.toISOString()} on`);
  });
  timed(100_000, app);
  const figures: [number[], number[]] = [[], []];
  for (let each = 0; each < ROUNDS; each += 1) {
    figures[0].push(timed(20, walk));
    figures[1].push(timed(200_000, app));
  }
  const [slow, fast] = [median(figures[0]), median(figures[1])];
  console.log(
    `business time, ${title}: ${(slow / 1_000).toFixed(0)} µs day by day → ${fast.toFixed(0)} ns (${(slow / fast).toFixed(0)} times faster)`,
  );
}

/** Adding 12 business hours, and the difference over six months, beside a walk from day to day with @date-fns/tz. */
export function benchBusinessTime(): void {
  for (const [name, windows] of Object.entries(TEAMS)) {
    const version = { from: new Date(0), homeZone: 'Europe/London', windows, holidays: [], absences: [] };
    const begun = performance.now();
    const { hours } = businessCalendar([version]);
    hours.add(new Date(START), 12 * HOUR_MS);
    console.log(`business time, ${name}: ready after ${(performance.now() - begun).toFixed(1)} ms`);
    compare(`${name}, add 12 hours`, {
      walk: (start) => addByWalking(windows, start.getTime(), 12 * HOUR_MS),
      app: (start) => hours.add(start, 12 * HOUR_MS)?.getTime() ?? 0,
    });
    compare(`${name}, difference over six months`, {
      walk: (start) => betweenByWalking(windows, start.getTime(), start.getTime() + HALF_YEAR_MS),
      app: (start) => hours.between(start, new Date(start.getTime() + HALF_YEAR_MS)),
    });
  }
}
