import { copyFileSync } from 'node:fs';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStorage } from '../../src/storage/storage.ts';
import { ALL_DONE_MS, type Args, type Arm, gitlab, inTurn, slack } from './killing.ts';
import { buildApp, openRealWorld, type RealWorld } from './real-app.ts';

const SUNDAY = new Date('2026-03-01T15:00:00Z');
/** 10:00 where the engineer is. */
const MONDAY = new Date('2026-03-02T15:00:00Z');

const isReminder = ({ text }: Args) => String(text).includes('Documentation checklist');
const isEnding = ({ text }: Args) => String(text).includes('capacity constraint has ended');

type Moment = Arm | 'at commit';

const POINTS: [string, Moment][] = [
  ['once the reminder is decided', 'at commit'],
  ['before the reminder is posted', slack('chat.postMessage', isReminder, 'before')],
  ['once the reminder is posted', slack('chat.postMessage', isReminder, 'done')],
  ['before what the recurring job owes is posted', slack('chat.postMessage', isEnding, 'before')],
  ['once what the recurring job owes is posted', slack('chat.postMessage', isEnding, 'done')],
];

/** While a recurring job is at work: its slot is held, and nobody is left to end it. */
const IN_A_SLOT = gitlab('GET', /\/milestones/, 'before');
/** The lease of a slot is over by then (5 minutes). */
const AFTER_THE_LEASE_MS = 6 * 60_000;

type Found = { reminders: number; told: number; owed: number; reminded: number; slots: string };
/** `slot`: of the newest reading of milestones, as the kill left it and as it ended. */
type Outcome = { found: Found; tookMs: number; problems: string[]; killed: boolean; slot: [string, string] };

const DONE: Found = { reminders: 1, told: 1, owed: 0, reminded: 1, slots: 'done' };

let app: ReturnType<typeof buildApp>;
let before: RealWorld;
const outcomes = new Map<string, Outcome | Error>();

beforeAll(async () => {
  app = buildApp('kill-jobs');
  before = await openRealWorld(app.main);
  await seed(before);
  const through = async ([name, point]: [string, Moment]) =>
    outcomes.set(
      name,
      await goThrough(point).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error)))),
    );
  await Promise.all([...POINTS, ['in a slot', IN_A_SLOT] as [string, Moment]].map(through));
}, 300_000);
afterAll(async () => {
  await before?.stop();
  app?.remove();
});

/** A clock that is elsewhere by as much as this moment is, and goes on from there. */
function from(moment: Date): Record<string, string> {
  const ahead = moment.getTime() - Date.now();
  const shifted = `const Real = Date; globalThis.Date = class extends Real {
    constructor(...given) { if (given.length === 0) super(Real.now() + ${ahead}); else super(...given); }
    static now() { return Real.now() + ${ahead}; } };`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(shifted)}` };
}

/** The day before: the app comes to know who is who, and then a promise and a constraint are kept that end over night. */
async function seed(world: RealWorld): Promise<void> {
  world.standIns.clock.set(SUNDAY);
  const { ended } = await world.start(from(SUNDAY));
  await untilIn(world, "SELECT count(*) = 2 AS n FROM fact WHERE name IN ('people-known', 'milestones:read')");
  world.kill();
  await ended;
  const storage = openStorage({ path: world.databasePath, migrations: 'migrations', onOwed: () => {} });
  const promise = { kind: 'documentation', key: 'documentation:D-1', what: 'README names the new owner' } as const;
  await storage.promises.makePromises([{ ...promise, ownerId: 'U0ENGINE1', dueAt: SUNDAY, items: ['README'] }], SUNDAY);
  const constraint = {
    what: 'On incident duty',
    until: '2026-03-01',
    toolIds: [],
    reportedBy: 'U0ENGINE1',
    at: SUNDAY,
  };
  await storage.capacity.reportConstraint({ constraint, owed: () => [], actor: 'U0ENGINE1' }, SUNDAY);
  storage.close();
}

async function goThrough(moment: Moment): Promise<Outcome> {
  const world = await openRealWorld(app.main);
  try {
    copyFileSync(before.databasePath, world.databasePath);
    world.standIns.clock.set(MONDAY);
    const env = from(MONDAY);
    const { killed, at } = await inTurn(() => startAndDie(world, moment, env));
    const left = newestReading(world);
    await world.start(moment === IN_A_SLOT ? from(new Date(MONDAY.getTime() + AFTER_THE_LEASE_MS)) : env);
    const found = await untilDone(world, at, moment === IN_A_SLOT);
    const slot: Outcome['slot'] = [left, newestReading(world)];
    return { found, tookMs: performance.now() - at, killed, slot, problems: world.standIns.problems() };
  } finally {
    await world.stop();
  }
}

async function startAndDie(world: RealWorld, moment: Moment, env: Record<string, string>) {
  if (moment !== 'at commit') moment(world);
  // It may be dead before it is ready.
  const ready = world.start(env).catch(() => null);
  if (moment === 'at commit') {
    await untilIn(world, 'SELECT count(*) AS n FROM promise WHERE reminded_at IS NOT NULL');
    world.kill();
  }
  await ready;
  const first = world.app();
  await first.ended;
  return { killed: first.process.signalCode === 'SIGKILL', at: performance.now() };
}

function newestReading({ databasePath }: RealWorld): string {
  const newest = "SELECT outcome FROM job_slot WHERE job = 'milestones' ORDER BY at DESC LIMIT 1";
  return rowsIn<{ outcome: string }>(databasePath, newest)[0]?.outcome ?? '';
}

/** Looks from outside, as often as it can. */
async function untilIn({ databasePath }: RealWorld, query: string): Promise<void> {
  for (const end = performance.now() + 60_000; performance.now() < end; await turn()) {
    const [found] = rowsIn<{ n: number }>(databasePath, query);
    if ((found?.n ?? 0) > 0) return;
  }
  throw new Error(`it never came to that: ${query}`);
}

/** None while the tables are not there yet. */
function rowsIn<T>(path: string, query: string): T[] {
  try {
    const outside = new Database(path, { readonly: true });
    const rows = outside.prepare<[], T>(query).all();
    outside.close();
    return rows;
  } catch {
    return [];
  }
}

async function untilDone(world: RealWorld, since: number, read: boolean): Promise<Found> {
  for (;;) {
    const found = look(world);
    const done = JSON.stringify(found) === JSON.stringify(DONE) && (!read || newestReading(world) === 'done');
    if (done || performance.now() - since > ALL_DONE_MS + 5_000) return found;
    await wait(1_000);
  }
}

function look({ standIns, databasePath }: RealWorld): Found {
  const { channels, messages } = standIns.slack.slack;
  const keys = channels.all().flatMap(({ id }) => messages.inChannel(id).map((each) => keyOf(each)));
  const [kept] = rowsIn<Pick<Found, 'owed' | 'reminded' | 'slots'>>(
    databasePath,
    `SELECT (SELECT count(*) FROM outbox) AS owed,
      (SELECT count(*) FROM audit WHERE action = 'reminded') AS reminded,
      (SELECT group_concat(outcome) FROM job_slot WHERE job = 'constraints') AS slots`,
  );
  return {
    reminders: keys.filter((key) => /^reminder:P-\d+:/u.test(key)).length,
    told: keys.filter((key) => key.startsWith('constraint:C-1:')).length,
    ...(kept ?? { owed: -1, reminded: 0, slots: '' }),
  };
}

const keyOf = ({ metadata }: { metadata?: { event_payload: Record<string, unknown> } | null }): string =>
  String(metadata?.event_payload.key ?? '');

function outcomeOf(name: string): Outcome {
  const outcome = outcomes.get(name);
  if (outcome === undefined || outcome instanceof Error) throw outcome ?? new Error('it never came to that');
  return outcome;
}

describe('a kill -9 of reminders and of a recurring job', () => {
  it.each(POINTS.map(([name]) => name))(
    '%s leaves one reminder, one run of the job and one message of it, all done within 40 s',
    (name) => {
      const outcome = outcomeOf(name);
      expect(outcome).toMatchObject({ killed: true, found: DONE, problems: [] });
      expect(outcome.tookMs).toBeLessThan(ALL_DONE_MS);
    },
  );

  it('while a job is at work leaves its slot held, until the lease is over: then it is run and ended', () => {
    const outcome = outcomeOf('in a slot');
    expect(outcome).toMatchObject({ killed: true, slot: ['running', 'done'], found: DONE, problems: [] });
  });
});
