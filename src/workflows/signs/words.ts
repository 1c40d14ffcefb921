import { everyInWords, type Sign, signLabel } from '../../domain/sign.ts';
import { date, inline, truncate } from '../../slack/escape.ts';

/** An instant for readers in any time zone. */
export const moment = (at: Date): string => date(at, `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`);

/** What is looked for: with the address or ref for the team, who set it (`whole`). */
export function signTitle({ kind, target }: Sign, whole: boolean): string {
  const of = whole && target !== '' ? ` ${inline(truncate(target, 200))}` : '';
  return `*${signLabel(kind)}*${of}`;
}

/** Where a sign of life stands, in a line or two of markup. */
export function signLines(sign: Sign, whole: boolean, now: Date): string {
  const { missingSince, seenAt, everyMinutes, trouble } = sign;
  const icon = missingSince !== null ? ':red_circle:' : seenAt === null ? ':white_circle:' : ':large_green_circle:';
  const seen = seenAt === null ? 'not seen yet' : `seen ${moment(seenAt)}`;
  const why = whole && trouble !== null ? [inline(truncate(trouble, 300))] : [];
  const facts = [seen, `each ${everyInWords(everyMinutes)}`, ...missingFacts(sign, now)];
  return [`${icon} ${signTitle(sign, whole)}`, facts.join(' · '), ...why].join('\n');
}

/** What is said of one that is missing. */
export function missingFacts({ missingSince, known, mutedUntil }: Sign, now: Date): string[] {
  if (missingSince === null) return [];
  const muted = mutedUntil !== null && mutedUntil > now ? [`muted until ${moment(mutedUntil)}`] : [];
  const why = known === null ? muted : [`known: ${inline(truncate(known, 300))}`];
  return [`*missing* since ${moment(missingSince)}`, ...why];
}
