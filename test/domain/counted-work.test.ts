import { expect, test } from 'vitest';
import { defaultSettings } from '../../src/config/settings.ts';
import { countedWork, hasAcceptance, isCounted, type WorkRead } from '../../src/domain/counted-work.ts';

const names = defaultSettings().gitlab.labels;
const AT = new Date('2026-03-02T10:00:00Z');
const work = (own: Partial<WorkRead>): WorkRead => ({
  ...{
    kind: 'merge_request',
    gitlabId: 1,
    projectId: 4,
    iid: 7,
    reference: 'a/b!7',
    url: 'https://g/a/b/-/merge_requests/7',
  },
  ...{
    title: 'T',
    description: '',
    state: 'merged',
    confidential: false,
    author: 'engineer',
    assignees: [],
    labels: [],
  },
  ...{ weight: null, milestone: null, epicIid: null, movedTo: null, duplicateOf: null, head: 'abc', createdAt: AT },
  ...{ mergedAt: AT, closedAt: null, updatedAt: AT, ...own },
});

test.each([
  [['ProdSecEngMetric::Paved Road'], 'pavedRoad'],
  [['ProdSecEngMetric::Pending', 'ProdSecEngMetric::Sunsetting'], 'sunsetting'],
  [['ProdSecEngMetric::Pending'], 'pending'],
  [['other::thing'], null],
])('LOG-3: the metric of %j is %s: one that says what it is stands before Pending', (labels, metric) => {
  expect(countedWork(work({ labels }), names).metric).toBe(metric);
});

test('LOG-2: the workflow label, the candidate and a weight by label, where GitLab has no weights', () => {
  const labels = ['workflow::in dev', 'ProdSecEng Candidate', 'weight::5'];
  expect(countedWork(work({ kind: 'issue', labels }), names)).toMatchObject({
    workflow: 'inDev',
    candidate: true,
    weight: 5,
  });
  expect(countedWork(work({ kind: 'issue', labels, weight: 3 }), names).weight).toBe(3);
});

test.each([
  ['## Acceptance criteria\n\n- It works', true],
  ['### 3. Acceptance Criteria (required)\nIt works', true],
  ['**Acceptance criteria:**\n- [ ] It works', true],
  ['Acceptance criteria\n\n```\nIt works\n```', true],
  ['## Acceptance criteria\n\n- [ ] \n- [ ]\n\n## Notes\nsome', false],
  ['## Acceptance criteria\n<!-- say when it is done -->\n', false],
  ['It is acceptance criteria in a sentence', false],
  ['', false],
])('LOG-2: acceptance criteria in %j: %s', (description, there) => {
  expect(hasAcceptance(description)).toBe(there);
});

test.each([
  ['the same commits, merged into a second branch', work({}), 'head:abc'],
  [
    'picked into another branch',
    work({ head: 'def', description: 'See merge request a/b!3\n\n(cherry picked from commit 0123456789abcdef)' }),
    'a/b!3',
  ],
  ['moved', work({ kind: 'issue', head: null, movedTo: 92 }), 'issue:92'],
  [
    'a duplicate',
    work({ kind: 'issue', head: null, duplicateOf: 'https://g/api/v4/projects/5/issues/11' }),
    'issue:5#11',
  ],
  ['an issue by itself', work({ kind: 'issue', head: null }), null],
])('KPI-6: what is the same work is known by it: %s', (_what, read, same) => {
  expect(countedWork(read, names).sameAs).toBe(same);
});

test('KPI-1: of merge requests those that are merged are kept, of issues and epics all', () => {
  expect(isCounted({ kind: 'merge_request', state: 'opened' })).toBe(false);
  expect(isCounted({ kind: 'merge_request', state: 'merged' })).toBe(true);
  expect(isCounted({ kind: 'issue', state: 'opened' })).toBe(true);
});
