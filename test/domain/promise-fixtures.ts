import type { ChecklistItem } from '../../src/domain/checklist.ts';
import type { Promised } from '../../src/domain/promise.ts';
import { NOW } from './people-fixtures.ts';

/** An open promise of the engineer's, due now; changed as told. */
export const promised = (more: Partial<Promised> = {}): Promised => ({
  ...{ id: 1, kind: 'documentation', key: 'documentation:D-1', requestId: 1, toolId: 1, decisionId: 1 },
  ...{ ownerId: 'U0ENGINE1', what: 'Its documentation says who owns it', dueAt: NOW, watch: null, state: 'open' },
  ...{ acknowledgedBy: null, snoozedUntil: null, remindedAt: null, createdAt: NOW, endedAt: null, endedBy: null },
  ...more,
});

/** An open item of it; changed as told. */
export const item = (id: number, more: Partial<ChecklistItem> = {}): ChecklistItem => ({
  ...{ id, promiseId: 1, what: `Item ${id}`, state: 'open', note: null, by: null, at: null },
  ...more,
});
