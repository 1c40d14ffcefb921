import { expect, it } from 'vitest';
import { acknowledge, endPromise, snooze } from '../../src/domain/promise-act.ts';
import { ENGINEER, NOW } from '../domain/people-fixtures.ts';
import { filing, later, testStorage } from './storage-file.ts';

const HOUR_MS = 3_600_000;

it('a promise that was dropped and is made again is a new one: nobody has acknowledged it or put it off', async () => {
  const { storage } = testStorage();
  const { promises } = storage;
  await storage.requests.fileRequest(filing(), NOW);
  const made = { kind: 'start-sunset', key: 'start-sunset:T-1', what: 'Start it', dueAt: NOW } as const;
  await promises.makePromises([{ ...made, requestId: 1 }], NOW);
  const act = { roles: ENGINEER, now: NOW };
  await promises.changePromise(1, acknowledge(act), NOW);
  await promises.changePromise(1, snooze(act, later(1_000 * HOUR_MS)), NOW);
  expect(await promises.promisesDueBefore(later(HOUR_MS), 5)).toEqual([]);
  expect(await promises.changePromise(1, endPromise(act, 'dropped', 'Not now'), NOW)).toMatchObject({ ok: true });
  await promises.makePromises([made], later(HOUR_MS));
  const [again] = await promises.promisesDueBefore(later(2 * HOUR_MS), 5);
  expect(again).toMatchObject({ id: 1, state: 'open', acknowledgedBy: null, snoozedUntil: null, requestId: null });
});
