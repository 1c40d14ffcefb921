import type { Deps, DigestPart } from '../../deps.ts';
import { constraintNumber } from '../../domain/capacity.ts';
import { dayIn } from '../../domain/day.ts';
import { inline, truncate } from '../../slack/escape.ts';

/** The capacity constraints in force (REV-5). What they are is for team, manager and leadership (INV-2): the channel gets number and day. */
export async function constraintsInDigest({ storage, now, settings }: Deps): Promise<DigestPart[]> {
  const inForce = await storage.capacity.constraintsInForce(dayIn(now(), settings.calendar.homeTimeZone));
  const title = 'Capacity constraints';
  const hidden = inForce.map(({ id, until }) => `*${constraintNumber(id)}* until ${until}`);
  const lines = inForce.map(
    ({ id, what, until }) => `*${constraintNumber(id)}* until ${until}: ${inline(truncate(what, 150))}`,
  );
  return [
    { order: 40, where: 'channel', title, lines: hidden, hidden, calls: false },
    { order: 40, where: 'internal', title, lines, hidden, calls: false },
  ];
}
