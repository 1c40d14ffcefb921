import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OTHER_FORM } from '../../src/domain/intake-forms.ts';
import { fillSteps } from '../journeys/fill.ts';
import { messagesWithKey, shown, workItems } from './bad-day.ts';
import { ALL_DONE_MS, type Arm, gitlab, inTurn, isCard, isDirect, slack } from './killing.ts';
import { buildApp, openRealWorld, type RealWorld } from './real-app.ts';

const TITLE = 'Filed as the power went';
const always = () => true;

/** Between any two steps of filing. `done`: the other side has done it, and nobody is left to hear so. */
const POINTS: [string, Arm | 'at commit' | 'at acknowledgement'][] = [
  ['once the request is kept, before the acknowledgement', 'at commit'],
  ['once the request is acknowledged', 'at acknowledgement'],
  ['before GitLab is asked for anything', gitlab('GET', /\/labels/, 'before')],
  ['before the work item is made', gitlab('POST', /\/issues$/, 'before')],
  ['once the work item is made', gitlab('POST', /\/issues$/, 'done')],
  ['as GitLab says that it made the work item', gitlab('POST', /\/issues$/, 'answered')],
  ['before the card is posted', slack('chat.postMessage', isCard, 'before')],
  ['once the card is posted', slack('chat.postMessage', isCard, 'done')],
  ['as Slack says that it posted the card', slack('chat.postMessage', isCard, 'answered')],
  ['before the direct message is opened', slack('conversations.open', always, 'before')],
  ['once the direct message is opened', slack('conversations.open', always, 'done')],
  ['before the requester is told', slack('chat.postMessage', isDirect, 'before')],
  ['once the requester is told', slack('chat.postMessage', isDirect, 'done')],
  ['before the card links the work item', slack('chat.update', isCard, 'before')],
  ['once the card links the work item', slack('chat.update', isCard, 'done')],
  ['before the requester gets the link', slack('chat.update', isDirect, 'before')],
  ['once the requester has the link', slack('chat.update', isDirect, 'done')],
];

type Found = { requests: number; items: number; cards: number; told: number; linked: boolean };
type Outcome = { found: Found; tookMs: number; problems: string[]; killed: boolean };

const DONE: Found = { requests: 1, items: 1, cards: 1, told: 1, linked: true };
const isDone = (found: Found): boolean => JSON.stringify(found) === JSON.stringify(DONE);

let app: ReturnType<typeof buildApp>;
const outcomes = new Map<string, Outcome | Error>();

/** All at once: what each waits for is the half minute of a lease. */
beforeAll(async () => {
  app = buildApp('kill');
  await Promise.all(
    POINTS.map(async ([name, point]) => {
      outcomes.set(
        name,
        await goThrough(point).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error)))),
      );
    }),
  );
}, 240_000);
afterAll(() => app?.remove());

async function goThrough(point: (typeof POINTS)[number][1]): Promise<Outcome> {
  const world = await openRealWorld(app.main);
  try {
    const { first, at } = await inTurn(async () => {
      const started = await world.start();
      await fileAndDie(world, point);
      const killedAt = performance.now();
      await started.ended;
      return { first: started, at: killedAt };
    });
    const killed = first.process.signalCode === 'SIGKILL';
    await world.start();
    await sendAgain(world);
    const found = await untilDone(world, at);
    return { found, tookMs: performance.now() - at, killed, problems: world.standIns.problems() };
  } finally {
    await world.stop();
  }
}

async function fileAndDie(world: RealWorld, point: (typeof POINTS)[number][1]): Promise<void> {
  const requester = world.standIns.person('requester');
  await requester.command('intake other');
  await fillSteps(requester, OTHER_FORM, { Title: TITLE, 'Kind of request': 'Something else' });
  if (point === 'at commit') {
    const sent = requester.submit();
    await untilKept(world);
    world.kill();
    await sent;
    return;
  }
  if (point !== 'at acknowledgement') point(world);
  const { ok } = await requester.submit();
  expect(ok).toBe(true);
  if (point === 'at acknowledgement') world.kill();
}

/** Looks from outside, as often as it can. */
async function untilKept({ databasePath }: RealWorld): Promise<void> {
  const outside = new Database(databasePath, { readonly: true });
  const count = outside.prepare<[], { n: number }>('SELECT count(*) AS n FROM request');
  while (count.get()?.n === 0) await turn();
  outside.close();
}

/** Whoever saw no answer presses Send again. */
async function sendAgain({ standIns }: RealWorld): Promise<void> {
  const requester = standIns.person('requester');
  const view = await requester.modal();
  if (view?.submit === undefined) return;
  const { modal } = await requester.submit();
  expect(JSON.stringify(modal)).toContain('R-1');
}

async function untilDone(world: RealWorld, since: number): Promise<Found> {
  for (;;) {
    const found = await look(world);
    if (isDone(found) || performance.now() - since > ALL_DONE_MS + 5_000) return found;
    await wait(1_000);
  }
}

async function look({ standIns, databasePath }: RealWorld): Promise<Found> {
  const outside = new Database(databasePath, { readonly: true });
  const kept = outside.prepare<[], { requests: number; owed: number }>(
    'SELECT (SELECT count(*) FROM request) AS requests, (SELECT count(*) FROM outbox) AS owed',
  );
  const { requests = 0, owed = 1 } = kept.get() ?? {};
  outside.close();
  const items = await workItems(standIns, TITLE);
  const cards = messagesWithKey(standIns, 'card:R-1');
  const told = messagesWithKey(standIns, 'direct:R-1:U0REQUEST:filed');
  const url = items[0]?.webUrl ?? 'none';
  const linked = owed === 0 && shown(cards).includes(url) && shown(told).includes(url);
  return { requests, items: items.length, cards: cards.length, told: told.length, linked };
}

describe('a kill -9', () => {
  it.each(POINTS.map(([name]) => name))(
    '%s leaves one request, one work item, one card and one message, all done within 40 s',
    (name) => {
      const outcome = outcomes.get(name);
      if (outcome === undefined || outcome instanceof Error) throw outcome ?? new Error('it never came to that');
      expect(outcome).toMatchObject({ killed: true, found: DONE, problems: [] });
      expect(outcome.tookMs).toBeLessThan(ALL_DONE_MS);
    },
  );
});
