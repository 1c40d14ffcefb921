import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDotEnv, readSettings } from '../../src/config/files.ts';
import { defaultSettings, parseSettings, type Settings } from '../../src/config/settings.ts';

/** The settings that the contract shows, word for word but for what its comments say in prose. */
const CONTRACT = `
slack:
  channels: { intake: security-capabilities-engineering, digest: security-capabilities-engineering, internal: prod-sec-eng-team-internal }
  team: "@product-security-engineering"
people:
  manager: [manager@example.com]
  leadership: ["@prodsec-leadership"]
  product: []
  engineering: []
gitlab:
  confidential: true
  teamHandle: "@product-security-engineering"
  labels:
    candidate: "ProdSecEng Candidate"
    outage: "ProdSecEng Tool Outage"
    workflow: { validationBacklog: "workflow::validation backlog" }
    metric: { prodSecRequirement: "ProdSecEngMetric::ProdSecRequirement" }
  people: {}
calendar:
  homeTimeZone: Etc/UTC
  coverage: follow-team
  holidays: [{ date: 2026-12-25 }, { date: 2027-01-26, timeZone: Australia/Sydney }]
commitments:
  critical: { slo: 4bh, rto: 12bh }
  high: { slo: 1bd, rto: 2bd }
  medium: { slo: 3bd, rto: 2w }
  low: { slo: none, rto: none }
inventory: { visibleTo: members }
reminders: { shares: [0.5, 0.75], signalAfter: { misses: 3, days: 90 } }
health: {}
priorities: {}
digest: { quietDay: line }
planning: { overhead: 0.2 }
signs: { hosts: [] }
reviews: { every: 3 months }
sunset: { noticePeriod: 28, notices: [28, 14, 7, 1] }
charter: { nextReview: 2026-05-01 }
schedule:
  digest: { cron: "0 9 * * 1-5", timeZone: Etc/UTC }
  gitlabPoll: { everySeconds: 60 }
`;

function settings(yaml: string): Settings {
  const read = parseSettings(yaml);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.settings;
}

function problems(yaml: string): string[] {
  const read = parseSettings(yaml);
  return read.ok ? [] : read.problems;
}

describe('the defaults are the process documents', () => {
  test("SLO-1's table", () => {
    expect(defaultSettings().commitments).toEqual({
      critical: { slo: { amount: 4, unit: 'bh' }, rto: { amount: 12, unit: 'bh' } },
      high: { slo: { amount: 1, unit: 'bd' }, rto: { amount: 2, unit: 'bd' } },
      medium: { slo: { amount: 3, unit: 'bd' }, rto: { amount: 2, unit: 'w' } },
      low: { slo: null, rto: null },
    });
  });

  test("LOG-2's and LOG-3's labels", () => {
    const { workflow, metric, candidate } = defaultSettings().gitlab.labels;
    expect(candidate).toBe('ProdSecEng Candidate');
    expect(Object.values(workflow)).toEqual(
      ['validation backlog', 'ready for development', 'in dev', 'in review', 'complete'].map(
        (name) => `workflow::${name}`,
      ),
    );
    expect(Object.values(metric)).toEqual(
      [
        ...['ProdSecRequirement', 'Defense in Depth', 'Paved Road', 'Tooling Integration', 'Custom Tooling'],
        ...['Sunsetting', 'Pending', 'Internal'],
      ].map((name) => `ProdSecEngMetric::${name}`),
    );
  });

  test('CHA-1, CHA-5: the date of the charter’s review, and the year’s two focus areas', () => {
    expect(defaultSettings().charter).toEqual({
      nextReview: '2026-05-01',
      focusAreas: [
        'Vulnerability management product features and automation',
        'Active maintenance, sunsetting, and integration of tools into the product',
      ],
    });
    expect(settings('charter: { focusAreas: [] }').charter.focusAreas).toEqual([]);
  });

  test('what the contract shows is what an empty file means, but for its examples', () => {
    const shown = settings(CONTRACT);
    const defaults = defaultSettings();
    expect(shown).toEqual({
      ...defaults,
      people: { ...defaults.people, manager: ['manager@example.com'], leadership: ['@prodsec-leadership'] },
      calendar: {
        ...defaults.calendar,
        holidays: [{ date: '2026-12-25' }, { date: '2027-01-26', timeZone: 'Australia/Sydney' }],
      },
    });
  });

  test.each(['', '# only a comment\n', '{}', 'health:\nslack:\n  channels:\n'])('%j is the defaults', (yaml) => {
    expect(settings(yaml)).toEqual(defaultSettings());
  });

  test('each reading is its own: changing one changes no other', () => {
    defaultSettings().calendar.holidays.push({ date: '2026-01-01' });
    expect(defaultSettings().calendar.holidays).toEqual([]);
  });
});

describe('a value of ours', () => {
  test('stands beside the defaults of what is left out', () => {
    const read = settings('gitlab: { labels: { workflow: { inDev: doing } } }\ncommitments: { high: { rto: 1w } }');
    expect(read.gitlab.labels.workflow).toMatchObject({ inDev: 'doing', complete: 'workflow::complete' });
    expect(read.commitments.high).toEqual({ slo: { amount: 1, unit: 'bd' }, rto: { amount: 1, unit: 'w' } });
  });

  test('may name channels and groups with or without their sign, or by id', () => {
    const read = settings('slack: { channels: { intake: "#requests", digest: C0INTAKE1 }, team: S0PRODSEC }');
    expect(read.slack).toMatchObject({ channels: { intake: 'requests', digest: 'C0INTAKE1' }, team: 'S0PRODSEC' });
    expect(settings('slack: { team: the-team }').slack.team).toBe('@the-team');
  });

  test('may be a calendar of windows', () => {
    const windows = '[{ timeZone: Europe/London, days: [mon, fri], from: "09:00", to: "17:00" }]';
    expect(settings(`calendar: { coverage: { windows: ${windows} } }`).calendar.coverage).toEqual({
      windows: [{ timeZone: 'Europe/London', days: ['mon', 'fri'], from: '09:00', to: '17:00' }],
    });
  });

  test.each([
    ['90 days', { amount: 90, unit: 'days' }],
    ['1 month', { amount: 1, unit: 'months' }],
    ['1 year', { amount: 12, unit: 'months' }],
  ])('a review every %s', (every, cadence) => {
    expect(settings(`reviews: { every: ${every} }`).reviews.every).toEqual(cadence);
  });
});

describe('an unknown key names the nearest known one', () => {
  test.each([
    ['slack: { chanels: {} }', 'slack.chanels', 'slack.channels'],
    ['channels: {}', 'channels', 'slack.channels'],
    [
      'gitlab: { labels: { workflow: { readyForDev: x } } }',
      'gitlab.labels.workflow.readyForDev',
      'gitlab.labels.workflow.readyForDevelopment',
    ],
    ['commitments: { criticl: { slo: 4bh } }', 'commitments.criticl', 'commitments.critical'],
    [
      'calendar: { holidays: [{ date: 2026-12-25, timezone: Etc/UTC }] }',
      'calendar.holidays[0].timezone',
      'calendar.holidays.timeZone',
    ],
    ['calendar: { coverage: { window: [] } }', 'calendar.coverage.window', 'calendar.coverage.windows'],
    ['pepole: {}', 'pepole', 'people'],
    ['__proto__: {}', '__proto__', ''],
  ])('%s', (yaml, key, nearest) => {
    const line = problems(yaml).find((problem) => problem.includes('unknown key'));
    expect(line).toContain(`${key} is an unknown key: the nearest known one is ${nearest}`);
    expect(line).toContain('. Example: ');
  });
});

describe('a wrong value is one line: key, what is wrong, example', () => {
  test.each([
    ['commitments: { critical: { slo: 4h } }', 'commitments.critical.slo'],
    ['commitments: { critical: { slo: 0bh } }', 'commitments.critical.slo'],
    ['commitments: { critical: { slo: 4 } }', 'commitments.critical.slo'],
    ['slack: { channels: { intake: General Talk } }', 'slack.channels.intake'],
    ['people: { manager: manager@example.com }', 'people.manager'],
    ['people: { leadership: [prodsec-leadership] }', 'people.leadership[0]'],
    ['gitlab: { people: { engineer: nobody } }', 'gitlab.people.engineer'],
    ['gitlab: { labels: { candidate: "a,b" } }', 'gitlab.labels.candidate'],
    ['gitlab: { confidential: "yes" }', 'gitlab.confidential'],
    ['calendar: { homeTimeZone: Mars/Base }', 'calendar.homeTimeZone'],
    ['calendar: { homeTimeZone: "+01:00" }', 'calendar.homeTimeZone'],
    ['calendar: { holidays: [{ date: 2026-02-30 }] }', 'calendar.holidays[0].date'],
    ['calendar: { coverage: never }', 'calendar.coverage'],
    [
      'calendar: { coverage: { windows: [{ timeZone: Etc/UTC, days: [mon], from: "9", to: "17:00" }] } }',
      'calendar.coverage.windows[0].from',
    ],
    [
      'calendar: { coverage: { windows: [{ timeZone: Etc/UTC, days: [mon], from: "09:00", to: "09:00" }] } }',
      'calendar.coverage.windows[0].to',
    ],
    ['reminders: { shares: [0.75, 0.5] }', 'reminders.shares'],
    ['reminders: { shares: [1.5] }', 'reminders.shares[0]'],
    ['planning: { overhead: 1 }', 'planning.overhead'],
    ['inventory: { visibleTo: everyone }', 'inventory.visibleTo'],
    ['reviews: { every: sometimes }', 'reviews.every'],
    ['sunset: { notices: [0] }', 'sunset.notices[0]'],
    ['charter: { nextReview: soon }', 'charter.nextReview'],
    ['charter: { focusAreas: [Paved roads, ""] }', 'charter.focusAreas[1]'],
    ['charter: { focusAreas: Paved roads }', 'charter.focusAreas'],
    ['signs: { hosts: ["https://x.example.com"] }', 'signs.hosts[0]'],
    ['schedule: { digest: { cron: "0 9 * *" } }', 'schedule.digest.cron'],
    ['schedule: { digest: { cron: "0 0 9 * * 1" } }', 'schedule.digest.cron'],
    ['schedule: { digest: { cron: "61 9 * * *" } }', 'schedule.digest.cron'],
    ['schedule: { gitlabPoll: { everySeconds: 0 } }', 'schedule.gitlabPoll.everySeconds'],
    ['slack: [1]', 'slack'],
    ['- 1', 'the file'],
    ['text', 'the file'],
  ])('%s', (yaml, key) => {
    const lines = problems(yaml);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.startsWith(`${key} `)).toBe(true);
    expect(lines[0]).toMatch(/\. Example: \S+: \S/);
  });

  test('a name that YAML took for a comment is told apart from one that is left out', () => {
    expect(problems('slack: { channels:\n  { intake: #requests\n  } }')[0]).toContain('must be in quotes');
  });

  test.each([
    ['slack:\n  team: @team', 'line 2, column 9'],
    ['a: 1\na: 2', 'line 2, column 1'],
    ['slack: [', 'line 1'],
    ['slack: *nowhere', 'the file refers'],
    ['slack: !!js/function x', 'line 1'],
  ])('what is no YAML says where: %j', (yaml, where) => {
    expect(problems(yaml)[0]).toContain(where);
    expect(problems(yaml)[0]).toContain('Example: ');
  });

  test('and no value is repeated: a token in the wrong place stays unseen', () => {
    const yaml = 'slack: { team: "xoxb secret", channels: { intake: "xoxb secret" } }\ngitlab: { token: glpat-secret }';
    expect(problems(yaml)).toHaveLength(3);
    expect(problems(yaml).join()).not.toContain('secret');
  });
});

describe('the files', () => {
  const directory = mkdtempSync(join(tmpdir(), 'prodseceng-settings-'));

  test('neither needs to be there', () => {
    expect(readDotEnv(directory)).toBeUndefined();
    expect(readSettings(null, directory)).toEqual({ ok: true, settings: defaultSettings() });
  });

  test('a settings file that is named has to be', () => {
    const read = readSettings('missing.yml', directory);
    expect(read).toMatchObject({ ok: false, problems: [expect.stringContaining('PRODSECENG_CONFIG')] });
  });

  test('prodseceng.yml is read where it is, and its name stands before each problem', () => {
    writeFileSync(join(directory, '.env'), 'PORT=1\n');
    expect(readDotEnv(directory)).toBe('PORT=1\n');
    writeFileSync(join(directory, 'prodseceng.yml'), 'digest: { quietDay: nothing }');
    expect(readSettings(null, directory)).toMatchObject({ settings: { digest: { quietDay: 'nothing' } } });
    writeFileSync(join(directory, 'prodseceng.yml'), 'digest: { quietDay: never }');
    expect(readSettings(null, directory)).toMatchObject({
      problems: [expect.stringMatching(/^prodseceng\.yml: digest\.quietDay /)],
    });
  });
});
