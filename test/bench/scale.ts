// npm run bench:scale: each screen on 100 tools and 1,000 requests beside 10,000 and 100,000, alternating in one run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/storage/database.ts';
import { storageOn } from '../../src/storage/storage.ts';
import { noteQueries, type Ran } from './counted.ts';
import { fillDatabase, type Size } from './filled.ts';
import { depsOn, type Screen, screensOf } from './screens.ts';

const SMALL: Size = { tools: 100, requests: 1_000, clocks: 100 };
const LARGE: Size = { tools: 10_000, requests: 100_000, clocks: 100_000 };
const NOW = new Date('2026-03-02T10:00:00Z');
const ROUNDS = 10;
const PER_ROUND = 20;
/** Anything slower than this at the large size is measured less often. */
const SLOW_MS = 20;
const MOST = 2;
/** However much there is: a screen shows a bounded number of rows. */
const MOST_QUERIES = 150;

const sorted = (all: readonly number[]): number[] => [...all].sort((a, b) => a - b);
const median = (all: readonly number[]): number => sorted(all)[Math.floor(all.length / 2)] ?? 0;
const p99 = (all: readonly number[]): number => sorted(all)[Math.floor(all.length * 0.99)] ?? 0;

type Side = { screens: Screen[]; ran: Ran[] };

async function sideOf(folder: string, size: Size): Promise<Side> {
  const open = openDatabase(join(folder, `${size.requests}.db`), 'migrations');
  fillDatabase(open, size, NOW);
  // To try an index before it is in a migration.
  if (process.env.BENCH_SQL !== undefined) open.client.exec(process.env.BENCH_SQL);
  const ran = noteQueries(open);
  return {
    screens: screensOf(
      await depsOn(
        storageOn(open, () => {}),
        NOW,
      ),
    ),
    ran,
  };
}

async function timed(screen: Screen, times: number): Promise<number[]> {
  const all: number[] = [];
  for (let each = 0; each < times; each += 1) {
    const begun = performance.now();
    await screen.draw();
    all.push(performance.now() - begun);
  }
  return all;
}

async function queriesOf(screen: Screen, ran: Ran[]): Promise<number> {
  ran.length = 0;
  await screen.draw();
  return ran.length;
}

type Pair = [small: Screen, large: Screen];

/** Medians of the rounds' medians and of their 99th percentiles. */
async function measure(pair: Pair): Promise<{ medians: [number, number]; tails: [number, number] }> {
  const medians: [number[], number[]] = [[], []];
  const tails: [number[], number[]] = [[], []];
  const slow = median(await timed(pair[1], 3)) > SLOW_MS;
  for (let round = 0; round < (slow ? 2 : ROUNDS); round += 1) {
    for (const which of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const times = await timed(pair[which], slow ? 5 : PER_ROUND);
      medians[which].push(median(times));
      tails[which].push(p99(times));
    }
  }
  return { medians: [median(medians[0]), median(medians[1])], tails: [median(tails[0]), median(tails[1])] };
}

/** Says what was measured; true where the promise holds. */
async function compare(pair: Pair, queries: [number, number]): Promise<boolean> {
  const { medians, tails } = await measure(pair);
  const [before, after] = medians;
  const holds = after <= before * MOST && queries[1] <= MOST_QUERIES;
  const [from, to, fromTail, toTail] = [...medians, ...tails].map((ms) => ms.toFixed(2));
  console.log(
    `${holds ? 'ok  ' : 'OVER'} ${pair[0].name}: median ${from} → ${to} ms (${(after / before).toFixed(2)}×), p99 ${fromTail} → ${toTail} ms, ${queries[0]} → ${queries[1]} queries`,
  );
  return holds;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'prodseceng-scale-'));
  try {
    const [small, large] = [await sideOf(folder, SMALL), await sideOf(folder, LARGE)];
    let over = 0;
    for (const [index, first] of small.screens.entries()) {
      const second = large.screens[index] ?? first;
      const queries = [await queriesOf(first, small.ran), await queriesOf(second, large.ran)] as const;
      if (!(await compare([first, second], [...queries]))) over += 1;
    }
    console.log(
      over === 0 ? 'Every screen stays within twice its time.' : `${over} are over twice their time or queries.`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.exit(0);
}

await main();
