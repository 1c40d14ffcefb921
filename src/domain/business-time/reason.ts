import type { Interval, Uncounted } from '../business-time.ts';
import type { Coverage, Era } from './coverage.ts';
import { dayOff, daysTouching, type Span, type Week, wallHours } from './week.ts';
import { DAY_MS, stretchesOf, wallOf } from './zone.ts';

/** The more telling first: what would have counted but for this. */
const TELLING = ['holiday', 'absence', 'weekend'] as const;

/** All of [from, to) in order: what counts, and what does not and why. */
export function intervalsOf(coverage: Coverage, eras: readonly Era[], { from, to }: Span): Interval[] {
  const pieces: { from: number; to: number; why: Uncounted | null }[] = [];
  let until = from;
  for (const span of coverage.spans(from, to)) {
    pieces.push(...gap(eras, { from: until, to: span.from }), { ...span, why: null });
    until = span.to;
  }
  pieces.push(...gap(eras, { from: until, to }));
  return joined(pieces).map((piece) => ({ from: new Date(piece.from), to: new Date(piece.to), why: piece.why }));
}

function joined<Piece extends Span & { why: Uncounted | null }>(pieces: readonly Piece[]): Piece[] {
  const all: Piece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (last !== undefined && last.why === piece.why && last.to === piece.from) last.to = piece.to;
    else if (piece.from < piece.to) all.push({ ...piece });
  }
  return all;
}

/** Time in which nothing counts, cut where the reason may change. */
function gap(eras: readonly Era[], whole: Span): (Span & { why: Uncounted })[] {
  return eras.flatMap((era) => {
    const span = { from: Math.max(era.from, whole.from), to: Math.min(era.to, whole.to) };
    if (span.from >= span.to) return [];
    const cuts = [...new Set([span.from, ...era.weeks.flatMap((week) => edgesOf(week, span))])].sort((a, b) => a - b);
    return cuts.map((from, index) => ({ from, to: cuts[index + 1] ?? span.to, why: reasonAt(era.weeks, from) }));
  });
}

/** Where a week's days and hours begin and end within a span. */
function edgesOf(week: Week, span: Span): number[] {
  return stretchesOf(week.zone, span.from, span.to)
    .flatMap(({ from, to, offset }) => [
      from,
      ...daysTouching({ from: from + offset, to: to + offset })
        .flatMap((day) => [day * DAY_MS, ...wallHours(week, day).flatMap((hours) => [hours.from, hours.to])])
        .map((wall) => wall - offset)
        .filter((at) => at > from && at < to),
    ])
    .filter((at) => at > span.from && at < span.to);
}

function reasonAt(weeks: readonly Week[], at: number): Uncounted {
  if (weeks.length === 0) return 'empty';
  const but = weeks.flatMap((week) => hindrancesAt(week, at));
  const daysOff = weeks.map((week) => dayOff(week, Math.floor(wallOf(week.zone, at) / DAY_MS)));
  const reasons = but.length > 0 || daysOff.includes(null) ? but : daysOff;
  return TELLING.find((reason) => reasons.includes(reason)) ?? 'night';
}

/** Why the week does not cover an instant that its hours would. */
function hindrancesAt(week: Week, at: number): Uncounted[] {
  const wall = wallOf(week.zone, at);
  const today = Math.floor(wall / DAY_MS);
  return [today - 1, today]
    .filter((day) => wallHours(week, day).some(({ from, to }) => from <= wall && wall < to))
    .flatMap((day) => dayOff(week, day) ?? []);
}
