import { describe, expect, it } from 'vitest';
import { later, NOW, testStorage } from './storage-file.ts';

const MINUTE = 60_000;

/** The facts as two processes on one database see them. */
function twoSides() {
  const one = testStorage();
  return [one.storage.facts, testStorage(one.path).storage.facts] as const;
}

describe('a lease', () => {
  it('is given to one of two who ask for it, and to the other once it is given back', async () => {
    const [mine, yours] = twoSides();
    const taken = await Promise.all([mine.takeLease('poll', NOW, MINUTE), yours.takeLease('poll', NOW, MINUTE)]);
    expect(taken).toEqual([true, false]);
    expect(await mine.takeLease('poll', later(MINUTE - 1), MINUTE)).toBe(false);
    await mine.giveLeaseBack('poll');
    expect(await yours.takeLease('poll', later(1), MINUTE)).toBe(true);
  });

  it('of another name is another lease', async () => {
    const [mine, yours] = twoSides();
    expect(await mine.takeLease('poll', NOW, MINUTE)).toBe(true);
    expect(await yours.takeLease('something', NOW, MINUTE)).toBe(true);
  });

  it('whose holder died runs out', async () => {
    const [mine, yours] = twoSides();
    await mine.takeLease('poll', NOW, MINUTE);
    expect(await yours.takeLease('poll', later(MINUTE - 1), MINUTE)).toBe(false);
    expect(await yours.takeLease('poll', later(MINUTE), MINUTE)).toBe(true);
  });

  it('is made longer by its holder for as long as it takes', async () => {
    const [mine, yours] = twoSides();
    await mine.takeLease('poll', NOW, MINUTE);
    await mine.holdLease('poll', later(50_000), MINUTE);
    expect(await yours.takeLease('poll', later(MINUTE), MINUTE)).toBe(false);
    expect(await yours.takeLease('poll', later(110_000), MINUTE)).toBe(true);
  });

  it('that was given back is not held by being made longer', async () => {
    const [mine, yours] = twoSides();
    await mine.takeLease('poll', NOW, MINUTE);
    await mine.giveLeaseBack('poll');
    await mine.holdLease('poll', NOW, MINUTE);
    expect(await yours.takeLease('poll', NOW, MINUTE)).toBe(true);
  });
});
