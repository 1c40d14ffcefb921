import { afterAll, beforeAll, expect, it } from 'vitest';
import { fileRequest } from '../faults/bad-day.ts';
import { buildApp, openRealWorld } from '../faults/real-app.ts';

let app: ReturnType<typeof buildApp>;
beforeAll(() => {
  app = buildApp('socket');
});
afterAll(() => app?.remove());

it('the built app connects in Socket Mode, with the receiver that is read in only then, and files a request', async () => {
  const world = await openRealWorld(app.main, { mode: 'socket' });
  try {
    await world.start();
    await fileRequest(world.standIns.person('requester'), 'Over the socket');
    await expect
      .poll(async () => (await world.standIns.gitlab.issues()).map(({ title }) => title))
      .toEqual(['Over the socket']);
    expect(world.standIns.problems()).toEqual([]);
  } finally {
    await world.stop();
  }
});
