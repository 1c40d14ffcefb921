import { tzOffset } from '@date-fns/tz';

const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;
/** No zone is further from UTC than 15 hours: two days hold every reading of a local time. */
const AROUND_MS = 2 * DAY_MS;
/** Zones are read in pieces of this length, each once. A power of two of days. */
const PIECE_MS = 256 * DAY_MS;

/** A stretch of time, half-open, during which a zone keeps one distance from UTC. All in milliseconds. */
export type Stretch = { from: number; to: number; offset: number };

/** What was read of the zones so far; the time zone data never change while the process runs. */
const readSoFar = new Map<string, Map<number, Stretch[]>>();

function offsetAt(zone: string, at: number): number {
  const minutes = tzOffset(zone, new Date(at));
  return Number.isNaN(minutes) ? 0 : minutes * MINUTE_MS;
}

/** The stretches of a zone that cover [from, to), cut to it, in order. */
export function stretchesOf(zone: string, from: number, to: number): Stretch[] {
  const all: Stretch[] = [];
  for (let piece = Math.floor(from / PIECE_MS); piece * PIECE_MS < to; piece += 1)
    for (const stretch of pieceOf(zone, piece))
      if (stretch.from < to && stretch.to > from)
        all.push({
          from: Math.max(stretch.from, from),
          to: Math.min(stretch.to, to),
          offset: stretch.offset,
        });
  return all;
}

function pieceOf(zone: string, piece: number): Stretch[] {
  const pieces = readSoFar.get(zone) ?? new Map<number, Stretch[]>();
  readSoFar.set(zone, pieces);
  const known = pieces.get(piece) ?? readPiece(zone, piece * PIECE_MS);
  pieces.set(piece, known);
  return known;
}

/** Day by day, once: no zone has gone there and back within one. */
function readPiece(zone: string, begin: number): Stretch[] {
  const all: Stretch[] = [];
  let current = { from: begin, to: begin + PIECE_MS, offset: offsetAt(zone, begin) };
  for (let day = begin; day < begin + PIECE_MS; day += DAY_MS) {
    const offset = offsetAt(zone, day + DAY_MS);
    if (offset === current.offset) continue;
    const change = changeBetween(zone, day, day + DAY_MS);
    all.push({ ...current, to: change });
    current = { from: change, to: begin + PIECE_MS, offset };
  }
  return [...all, current].filter((stretch) => stretch.from < stretch.to);
}

/** The first minute with another offset than that of `low`: found by halves. */
function changeBetween(zone: string, low: number, high: number): number {
  const old = offsetAt(zone, low);
  let [before, after] = [low / MINUTE_MS, high / MINUTE_MS];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(zone, middle * MINUTE_MS) === old) before = middle;
    else after = middle;
  }
  return after * MINUTE_MS;
}

/** What the wall shows, as if it were UTC. */
export const wallOf = (zone: string, at: number): number => at + offsetAt(zone, at);

/** The first instant at which the wall shows this; of a time that is skipped, the first after the gap. */
export function instantOf(zone: string, wall: number): number {
  for (const { from, to, offset } of stretchesOf(zone, wall - AROUND_MS, wall + AROUND_MS)) {
    const at = wall - offset;
    if (at < from) return from;
    if (at < to) return at;
  }
  return wall;
}

const canonicalNames = new Map<string, string>();

/** Whether two names are of one zone (Asia/Kolkata is Asia/Calcutta). */
export const isSameZone = (one: string, other: string): boolean => one === other || canonical(one) === canonical(other);

function canonical(zone: string): string {
  const name = canonicalNames.get(zone) ?? resolved(zone);
  canonicalNames.set(zone, name);
  return name;
}

function resolved(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return zone;
  }
}
