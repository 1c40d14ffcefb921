import type { OutageEntry } from '../../src/domain/outage.ts';
import type { NewOutage } from '../../src/storage/outages.ts';
import { later, NOW, type testStorage } from './storage-file.ts';

export const DAY_MS = 24 * 3_600_000;

const entry = (key: string, event: OutageEntry['event']): OutageEntry => ({ key, event, by: 'test' });

/** When outages are looked at: a response is breached by then, a recovery is not. */
const TIME = { shares: [0.5, 0.75], now: later(5 * DAY_MS) };

/** An outage of T-1 opened at NOW, changed as told, with three days for the response and two weeks for the recovery; gives its id. */
export async function fileOutage(
  storage: ReturnType<typeof testStorage>['storage'],
  { closedAfter, ...more }: Partial<NewOutage> & { closedAfter?: number } = {},
  time = TIME,
): Promise<number> {
  const target = { slo: { amount: 3, unit: 'd' }, rto: { amount: 2, unit: 'w' } } as const;
  const closed =
    closedAfter === undefined ? [] : [entry('closed', { kind: 'closed', at: later(closedAfter * DAY_MS) })];
  const { id } = await storage.outages.fileOutage(
    {
      outage: {
        ...{ draftId: null, toolId: 1, projectId: null, iid: null, url: null, title: 'Broken', what: '', since: null },
        ...{ blocks: null, confidential: false, reportedBy: 'U0REQUEST', author: null, openedAt: NOW, state: 'opened' },
        ...{ assignees: [], assigneeId: null, triaged: false, notBlocking: null, readAt: null, ...more },
      },
      entries: [
        entry('opened', { kind: 'opened', at: NOW }),
        entry('committed', { kind: 'committed', at: NOW, level: 'medium', ...target }),
        ...closed,
      ],
      ...{ actor: 'test', owed: () => [] },
    },
    time,
  );
  return id;
}
