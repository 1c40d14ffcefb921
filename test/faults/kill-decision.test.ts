import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assess, fillProposal, inDatabase } from '../journeys/deciding.ts';
import { fillHandover, fillNetNew } from '../journeys/fill.ts';
import { ALL_DONE_MS, type Arm, gitlab, inTurn, isCard, isDirect, slack } from './killing.ts';
import { buildApp, openRealWorld, type RealWorld } from './real-app.ts';

/** A decision that is final at once, and one that two people have to agree to. */
type Deciding = 'accept-improve' | 'build-product';
type Moment = Arm | 'at commit' | 'at acknowledgement' | 'never';
/** `during`: as it is proposed, or as the last of those who have to agrees. */
type Point = { name: string; outcome: Deciding; during: 'proposing' | 'agreeing'; moment: Moment };

const note = /\/issues\/1\/notes$/;
const workItem = /\/issues\/1$/;
const newIssue = /\/issues$/;

const at = (outcome: Deciding, during: Point['during'], moments: [string, Moment][]): Point[] =>
  moments.map(([name, moment]) => ({ name, outcome, during, moment }));

const NEVER: Point[] = [
  ...at('accept-improve', 'proposing', [['accept-improve, undisturbed', 'never']]),
  ...at('build-product', 'agreeing', [['build-product, undisturbed', 'never']]),
];

/** Between the steps of what follows from a decision: each kind of delivery once, where what was done could be done again. */
const POINTS: Point[] = [
  ...at('accept-improve', 'proposing', [
    ['once it is kept, before the acknowledgement', 'at commit'],
    ['before the note is written', gitlab('POST', note, 'before')],
    ['once the note is written', gitlab('POST', note, 'done')],
    ['once the work item has its labels', gitlab('PUT', workItem, 'done')],
    ['once a gap has become a work item', gitlab('POST', newIssue, 'done')],
    ['once the thread is told', slack('chat.postMessage', isCard, 'done')],
    ['before the requester is told', slack('chat.postMessage', isDirect, 'before')],
    ['once the requester is told', slack('chat.postMessage', isDirect, 'done')],
  ]),
  ...at('build-product', 'proposing', [
    ['once somebody is asked to agree', slack('chat.postMessage', isDirect, 'done')],
  ]),
  ...at('build-product', 'agreeing', [
    ['once a sign-off says that it is final', slack('chat.update', isDirect, 'done')],
  ]),
];

/** All that is to be seen from outside once everything is done: keys of messages, work items, notes, and what is kept. */
type Seen = { messages: string[]; items: string[]; notes: string[]; kept: unknown[] };
type Ended = { seen: Seen; tookMs: number; killed: boolean; problems: string[] };

let app: ReturnType<typeof buildApp>;
const ends = new Map<string, Ended | Error>();

beforeAll(async () => {
  app = buildApp('kill-decision');
  await Promise.all(
    [...NEVER, ...POINTS].map(async (point) => {
      const end = await goThrough(point).catch((error: unknown) =>
        error instanceof Error ? error : new Error(String(error)),
      );
      ends.set(point.name, end);
    }),
  );
}, 400_000);
afterAll(() => app?.remove());

async function goThrough(point: Point): Promise<Ended> {
  const world = await openRealWorld(app.main);
  try {
    const killed = await inTurn(async () => {
      await world.start();
      await fileAndAssess(world, point.outcome);
      return decide(world, point);
    });
    await untilNothingOwed(world);
    const tookMs = performance.now() - killed.at;
    if (point.outcome === 'build-product' && point.during === 'proposing') await agreeAll(world);
    return { seen: await look(world), tookMs, killed: killed.with === 'SIGKILL', problems: world.standIns.problems() };
  } finally {
    await world.stop();
  }
}

const asSandbox = ({ databasePath }: RealWorld) => ({ dataPath: databasePath });

async function fileAndAssess(world: RealWorld, outcome: Deciding): Promise<void> {
  const requester = world.standIns.person('requester');
  if (outcome === 'build-product') await fillNetNew(requester);
  else await fillHandover(requester, { 'Tool name': 'Keeper' });
  await requester.closeModal({ all: true });
  await untilNothingOwed(world);
  assess(asSandbox(world), 1, outcome);
}

type Killed = { at: number; with: NodeJS.Signals | null };

/** Decides as people do, with the kill at its moment; then the app is there again, and whoever saw no answer acts again. */
async function decide(world: RealWorld, { outcome, during, moment }: Point): Promise<Killed> {
  const engineer = world.standIns.person('engineer');
  await fillProposal(world.standIns, engineer, outcome);
  if (during === 'agreeing') {
    await engineer.submit();
    await untilNothingOwed(world);
    await agrees(world, 'product');
    await untilNothingOwed(world);
    return dying(world, moment, () => agrees(world, 'engineering'));
  }
  const killed = await dying(world, moment, () => engineer.submit());
  if ((await engineer.modal())?.submit !== undefined) await engineer.submit();
  return killed;
}

const agrees = (world: RealWorld, role: string) =>
  world.standIns.person(role).click({ dm: true, textContains: 'agreement' }, 'Agree');

async function agreeAll(world: RealWorld): Promise<void> {
  for (const role of ['product', 'engineering']) {
    await agrees(world, role);
    await untilNothingOwed(world);
  }
}

async function dying(world: RealWorld, moment: Moment, act: () => Promise<unknown>): Promise<Killed> {
  if (typeof moment === 'function') moment(world);
  const first = world.app();
  const acted = act().catch(() => undefined);
  if (moment === 'at commit') await untilDecided(world);
  else await acted;
  if (moment === 'never') return { at: performance.now(), with: null };
  if (typeof moment === 'string') world.kill();
  await first.ended;
  const at = performance.now();
  await acted;
  await world.start();
  return { at, with: first.process.signalCode };
}

/** Looks from outside, as often as it can. */
async function untilDecided({ databasePath }: RealWorld): Promise<void> {
  const outside = new Database(databasePath, { readonly: true });
  const count = outside.prepare<[], number>('SELECT count(*) FROM decision').pluck();
  while (count.get() === 0) await turn();
  outside.close();
}

const owed = (world: RealWorld): number =>
  inDatabase(asSandbox(world), (client) => Number(client.prepare('SELECT count(*) FROM outbox').pluck().get()));

async function untilNothingOwed(world: RealWorld): Promise<void> {
  for (const end = performance.now() + 2 * ALL_DONE_MS; performance.now() < end; await wait(200))
    if (owed(world) === 0) return;
  const kept = 'SELECT kind, key, attempts, error FROM outbox';
  throw new Error(
    `still owed: ${inDatabase(asSandbox(world), (client) => JSON.stringify(client.prepare(kept).all()))}`,
  );
}

/** Keys without what differs from press to press. */
const named = (key: string): string => key.replace(/(view|decision_\w+):.*$/, '…');

type Filed = { title: string; labels: string[] };

/** Without the issue of a value proposition, which a tick files in its own time; one that is there twice is left. */
function twiceOrDecided<T extends Filed>(issues: readonly T[]): T[] {
  const seen = new Set<string>();
  return issues.filter(({ title, labels }) => {
    if (!labels.includes('ProdSecEngMetric::Sunsetting')) return true;
    const again = seen.has(title);
    seen.add(title);
    return again;
  });
}

async function look(world: RealWorld): Promise<Seen> {
  const { slack: workspace } = world.standIns.slack;
  const all = workspace.channels.all().flatMap(({ id }) => workspace.messages.inChannel(id));
  const issues = await world.standIns.gitlab.issues();
  const { notes } = await world.standIns.gitlab.issue(1);
  return {
    messages: all.flatMap(({ metadata }) => (metadata ? [named(String(metadata.event_payload.key))] : [])).sort(),
    items: twiceOrDecided(issues)
      .map(({ title, labels }) => `${title} ${[...labels].sort().join()}`)
      .sort(),
    notes: notes
      .filter(({ system }) => !system)
      .map(({ body }) => named(body.split('\n')[0] ?? ''))
      .sort(),
    kept: inDatabase(asSandbox(world), (client) => [
      client.prepare('SELECT outcome, state FROM decision').all(),
      client.prepare('SELECT name, state, support FROM tool').all(),
      client.prepare(`SELECT kind, state FROM promise ORDER BY kind, state`).all(),
      client.prepare('SELECT title, iid IS NOT NULL AS filed FROM planned_work ORDER BY title').all(),
      client.prepare('SELECT kind FROM entry ORDER BY kind').all(),
    ]),
  };
}

function endOf(name: string): Ended {
  const end = ends.get(name);
  if (end === undefined || end instanceof Error) throw end ?? new Error('it never came to that');
  return end;
}

describe('a kill -9 in the middle of a decision', () => {
  it('is measured by what comes of one that nothing disturbs', () => {
    const [improve, product] = NEVER.map(({ name }) => endOf(name).seen);
    expect(improve?.kept[0]).toEqual([{ outcome: 'accept-improve', state: 'final' }]);
    expect(improve?.kept[1]).toEqual([{ name: 'Keeper', state: 'operational', support: 'improvement-plan' }]);
    expect(improve?.items.filter((each) => each.startsWith('Keeper: '))).toHaveLength(6);
    expect(improve?.items.join('\n')).toContain('ProdSecEngMetric::ProdSecRequirement');
    expect(product?.kept[0]).toEqual([{ outcome: 'build-product', state: 'final' }]);
    for (const key of ['sign:D-1:product:U0PRODUCT', 'sign:D-1:engineering:U0ENGCOUN', 'card:R-1'])
      expect(product?.messages.filter((each) => each === key)).toHaveLength(1);
    for (const seen of [improve, product])
      expect(seen?.messages.filter((each) => each.startsWith('direct:R-1:U0REQUEST:decided'))).toHaveLength(1);
  });

  it.each(POINTS.map((point): [string, Point] => [`${point.outcome}: ${point.name}`, point]))(
    '%s: nothing is lost and nothing is there twice, within 40 s',
    (_title, { name, outcome }) => {
      const end = endOf(name);
      const undisturbed = endOf(NEVER.find((each) => each.outcome === outcome)?.name ?? '').seen;
      expect(end.killed).toBe(true);
      expect(end.seen).toEqual(undisturbed);
      expect(end.problems).toEqual([]);
      expect(end.tookMs).toBeLessThan(ALL_DONE_MS);
    },
  );
});
