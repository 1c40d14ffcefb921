import { expect, it } from 'vitest';
import { NOW, testStorage } from './storage-file.ts';

it('stops counting the queue at 1,000+, and lists those that wait longest first', async () => {
  const { storage, client } = testStorage();
  client.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
    INSERT INTO request (door, title, answers, state, origin, author_name, created_at, updated_at)
    SELECT 'new', 'Scan', '{}', CASE i % 2 WHEN 0 THEN 'new' ELSE 'proposed' END, 'slack', 'X', ${NOW.getTime()} - i, 1 FROM n`);
  expect(await storage.requests.countQueuedRequests()).toBe(1_001);
  const first = await storage.requests.queuedRequests(3);
  expect(first.map(({ request }) => request.id)).toEqual([1500, 1499, 1498]);
});
