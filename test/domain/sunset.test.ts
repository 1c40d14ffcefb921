import { describe, expect, it } from 'vitest';
import type { Stage, StageFile, StageVoice } from '../../src/domain/stage.ts';
import { SUNSET } from '../../src/domain/sunset.ts';
import { wrongWithDates } from '../../src/domain/sunset-dates.ts';
import { endSunset, rollBackSunset } from '../../src/domain/sunset-end.ts';
import { noticesFor, planOf } from '../../src/domain/sunset-plan.ts';
import { openObjections, userTeams } from '../../src/domain/sunset-voices.ts';
import type { ValueProposition } from '../../src/domain/value-proposition.ts';
import { NOW } from './people-fixtures.ts';
import { acting, tool } from './tool-fixtures.ts';

const STAGE: Stage = {
  ...{
    id: 1,
    kind: 'sunset',
    toolId: 1,
    requestId: null,
    fromId: null,
    name: 'VulnMapper',
    state: 'open',
    phase: 'open',
  },
  ...{ details: { trigger: 'direct' }, ownerId: 'U0ENGINE1', draftId: null, projectId: null, iid: null, url: null },
  ...{ reference: null, trouble: null, readAt: null, startedBy: null, startedAt: NOW, endedBy: null, endedAt: null },
  why: null,
};
const file = (details: Record<string, unknown> = {}, more: Partial<StageFile> = {}): StageFile => ({
  stage: { ...STAGE, details: { ...STAGE.details, ...details } },
  ...{ items: [], voices: [], tool: tool({ state: 'sunsetting' }), values: [] },
  ...more,
});
const titles = (trigger: 'direct' | 'post-cocreate', id: string): string[] =>
  SUNSET.lists({ ...STAGE, details: { trigger } })
    .find((list) => list.id === id)
    ?.items.map(({ title }) => title) ?? [];

describe('the lists of Transition & Sunset', () => {
  it('have the activities of both triggers, in the words of the process document (SUN-1, SUN-2, SUN-3)', () => {
    expect(titles('post-cocreate', 'activities')).toEqual([
      'Plan migration: timeline, communication plan, success criteria',
      'Migrate internal users to the product feature',
      'Validate feature parity, address gaps',
      'Monitor adoption: tool against feature',
      'Communicate the sunset timeline',
    ]);
    expect(titles('direct', 'activities')).toEqual([
      'Validate the sunset decision with stakeholders',
      'Identify alternatives: what users do instead',
      'Communicate the sunset timeline',
    ]);
    expect(titles('direct', 'decommission')).toEqual([
      'Shut down the infrastructure',
      'Archive the repositories',
      'Update the documentation',
    ]);
    expect(titles('post-cocreate', 'decommission')).toEqual(titles('direct', 'decommission'));
  });

  it('have the considerations (SUN-4) and the outputs (SUN-5)', () => {
    expect(titles('direct', 'considerations')).toEqual([
      'Feature parity',
      'Notice period',
      'Dependencies',
      'Rollback plan',
    ]);
    expect(titles('direct', 'outputs')).toEqual([
      'Tool sunsetted, infrastructure decommissioned',
      'Teams use the feature, or what they were told to use instead',
      'Documentation updated',
      'Lessons learned documented',
    ]);
  });
});

const DATES = { announcement: '2026-03-02', decommission: '2026-03-30', rollback: '2026-04-10' };
const given = (dates: Record<string, string>, noticeDays: number | null = 28) => ({ dates, noticeDays, instead: 'X' });

describe('the dates of a sunset (SUN-4)', () => {
  const wrong = (dates: Record<string, string>, days: number | null = 28, before = {}) =>
    wrongWithDates(given({ ...DATES, ...dates }, days), before, '2026-03-02')?.field ?? null;

  it.each([
    ['all in order', {}, 28, null],
    ['on one day without notice', { decommission: '2026-03-02', rollback: '2026-03-02' }, 0, null],
    ['read-only before the migration', { migration: '2026-03-20', 'read-only': '2026-03-19' }, 28, 'read-only'],
    ['a migration before the announcement', { migration: '2026-03-01' }, 28, 'migration'],
    ['a window that ends before the decommission', { rollback: '2026-03-29' }, 28, 'rollback'],
    ['a decommission within the notice period', {}, 29, 'decommission'],
    ['no whole number of days', {}, null, 'noticeDays'],
    ['days without end', {}, 731, 'noticeDays'],
  ])('%s', (_, dates, days, field) => {
    expect(wrong(dates, days)).toBe(field);
  });

  it('may stay in the past where they were, and not be put there', () => {
    expect(wrong({ announcement: '2026-02-01' })).toBe('announcement');
    expect(wrong({ announcement: '2026-02-01' }, 28, { announcement: '2026-02-01' })).toBe(null);
  });

  it('that are asked for are named when they are missing', () => {
    expect(wrongWithDates(given({ announcement: '2026-03-02' }), {}, '2026-03-02')).toMatchObject({
      field: 'decommission',
    });
    expect(wrongWithDates({ ...given(DATES), instead: '' }, {}, '2026-03-02')).toMatchObject({ field: 'instead' });
  });
});

describe('the notices of a sunset (SUN-2, SUN-3)', () => {
  const days = (dates: Record<string, string>, today = '2026-03-02', before = [28, 14, 7, 1]) =>
    noticesFor(dates, { before, today, zone: 'Etc/UTC' }).map(
      ({ date, daysBefore, dueAt }) => `${date} -${daysBefore} ${dueAt.toISOString().slice(0, 10)}`,
    );

  it('are on the day of the announcement, and before each later date on weekdays, never before the announcement, one a day', () => {
    expect(days({ ...DATES, 'read-only': '2026-03-31', decommission: '2026-03-31' }, '2026-03-02', [14, 1])).toEqual([
      'announcement/2026-03-02 -0 2026-03-02',
      'read-only/2026-03-31 -14 2026-03-17',
      'read-only/2026-03-31 -1 2026-03-30',
      'rollback/2026-04-10 -14 2026-03-27',
      'rollback/2026-04-10 -1 2026-04-09',
    ]);
    // The day before a Monday is the Friday before it.
    expect(days(DATES, '2026-03-02', [1])[1]).toBe('decommission/2026-03-30 -1 2026-03-27');
  });

  it('that lie behind are not made up for', () => {
    expect(days(DATES, '2026-03-20', [14, 7, 1])).toEqual([
      'decommission/2026-03-30 -7 2026-03-23',
      'decommission/2026-03-30 -1 2026-03-27',
      'rollback/2026-04-10 -7 2026-04-03',
      'rollback/2026-04-10 -1 2026-04-09',
    ]);
  });
});

const voice = (more: Partial<StageVoice>): StageVoice => ({
  ...{ id: 1, stageId: 1, gate: 'decision', role: 'Stakeholder', personId: 'U0REQUEST', team: null },
  ...{ state: 'declined', note: 'We need it', askedAt: NOW, at: NOW },
  ...more,
});
const value = (state: ValueProposition['state'], what: string): ValueProposition => ({
  ...{ id: 1, toolId: 1, stageId: null, what, parity: 'all', matches: '', state, reason: null, links: [] },
  ...{ projectId: null, iid: null, url: null, shippedAt: null, at: NOW },
});
const done = (list: string, key: string) => ({
  ...{ id: 1, stageId: 1, list, key, state: 'done' as const, assigneeId: null, dueOn: null },
  ...{ link: null, note: null, by: null, at: null },
});

describe('what decommissioning waits for (SUN-4)', () => {
  const lock = (of: StageFile): string | null => {
    const list = SUNSET.lists(of.stage).find(({ id }) => id === 'decommission');
    const [row] = list?.items ?? [];
    if (list === undefined || row === undefined) throw new Error('no step');
    return SUNSET.locked?.(of, list, row, 'done') ?? null;
  };
  const answered = [done('considerations', 'dependencies')];

  it('parity gaps, by name; shipped and dropped ones are settled', () => {
    const open = file(
      { dates: DATES },
      { items: answered, values: [value('proposed', 'Export'), value('tool', 'API')] },
    );
    expect(lock(open)).toContain('Parity gaps are open: “Export”, “API”.');
    const settled = file({ dates: DATES }, { items: answered, values: [value('shipped', 'A'), value('dropped', 'B')] });
    expect(lock(settled)).toBeNull();
  });

  it('dependencies, the rollback window, and objections', () => {
    expect(lock(file({ dates: DATES }))).toContain('Dependencies are not answered');
    expect(lock(file({}, { items: answered }))).toContain('No rollback window is stated');
    expect(lock(file({ dates: DATES }, { items: answered, voices: [voice({})] }))).toContain('An objection');
  });

  it('an objection in other words is another one', () => {
    const answers = { 1: { to: 'We need it', text: 'No', by: 'U0ENGINE1', at: NOW.toISOString() } };
    expect(openObjections(file({ answers }, { voices: [voice({})] }))).toEqual([]);
    expect(openObjections(file({ answers }, { voices: [voice({ note: 'We still do' })] }))).toHaveLength(1);
  });
});

describe('user teams (SUN-2)', () => {
  it('are spoken for by whoever was asked last', () => {
    const later = new Date(NOW.getTime() + 1_000);
    const first = voice({ id: 1, gate: 'moved', role: 'AppSec', team: 'AppSec', state: 'declined' });
    const second = voice({
      id: 2,
      gate: 'moved',
      role: 'appsec',
      team: 'appsec ',
      personId: 'U0COLLEAG',
      state: 'agreed',
      askedAt: later,
    });
    expect(userTeams({ voices: [second, first] }).map(({ personId }) => personId)).toEqual(['U0COLLEAG']);
  });
});

describe('the end and the way back', () => {
  it('end with all of it there, and after the rollback window (SUN-5)', () => {
    const items = SUNSET.lists(STAGE).flatMap((list) => list.items.map(({ key }) => done(list.id, key)));
    const end = (today: string, of: StageFile) => endSunset({ ...acting(), today })(of);
    expect(end('2026-04-11', file({ dates: DATES }))).toMatchObject({
      text: expect.stringContaining('Still open: Valid'),
    });
    expect(end('2026-04-10', file({ dates: DATES }, { items }))).toMatchObject({
      text: expect.stringContaining('open until the end of Fri, 10 Apr 2026'),
    });
    expect(end('2026-04-11', file({ dates: DATES }, { items }))).toMatchObject({ ok: true });
  });

  it('goes back on the last day of the window, not after it, and only to a category that is maintained (SUN-4)', () => {
    const back = (today: string, category: string) =>
      rollBackSunset({ ...acting(), today }, { category, why: 'It lacks Go' })(file({ dates: DATES })).ok;
    expect(back('2026-04-10', 'maintain')).toBe(true);
    expect(back('2026-04-11', 'maintain')).toBe(false);
    expect(back('2026-04-10', 'sunset')).toBe(false);
  });

  it('reads a plan that somebody broke as far as it can be read', () => {
    expect(planOf({ details: { dates: 'soon', noticeDays: 'x', answers: 1 } })).toMatchObject({
      dates: {},
      noticeDays: null,
    });
  });
});
