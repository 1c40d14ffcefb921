import { describe, expect, it, test } from 'vitest';
import { signAskKey } from '../../src/domain/owed.ts';
import { isSecurityLabel, oldestFirst } from '../../src/domain/security-work.ts';
import { ask, asksNow, everyInWords, looked, nextLook, type Sign } from '../../src/domain/sign.ts';
import { markKnown, muteSign, setSign } from '../../src/domain/sign-act.ts';
import { addressProblem } from '../../src/domain/sign-address.ts';
import { ENGINEER, NOW, REQUESTER } from './people-fixtures.ts';
import { tool } from './tool-fixtures.ts';

const MINUTE_MS = 60_000;
const minutes = (count: number): Date => new Date(NOW.getTime() + count * MINUTE_MS);
const HOSTS = ['status.example.com'];

/** Looked for each quarter of an hour, and seen now. */
const sign = (more: Partial<Sign> = {}): Sign => ({
  ...{ id: 7, toolId: 1, kind: 'address', target: 'https://status.example.com/', everyMinutes: 15, seenAt: NOW },
  ...{
    trouble: null,
    missingSince: null,
    askedAt: null,
    known: null,
    mutedUntil: null,
    nextAt: NOW,
    setBy: 'U0ENGINE1',
  },
  at: minutes(-1_000),
  ...more,
});

const missing = { found: 'missing', trouble: 'It answers with 503.' } as const;

describe('a look (REV-6)', () => {
  it('that fails once is trouble; not seen for its interval it is missing, from the instant that ran out', () => {
    const first = looked(sign(), missing, minutes(5), minutes(5));
    expect(first.edit).toMatchObject({ trouble: 'It answers with 503.', missingSince: null, nextAt: minutes(10) });
    const last = looked(sign(), missing, minutes(15), minutes(15));
    expect(last.edit).toMatchObject({ missingSince: minutes(15), nextAt: minutes(20) });
    expect(last.owed).toEqual([]);
  });

  it('that sees it ends the absence, and what was asked says so', () => {
    const gone = sign({ missingSince: minutes(15), askedAt: minutes(16), known: 'maintenance', trouble: 'x' });
    const { edit, owed } = looked(gone, { found: 'seen', at: minutes(30) }, minutes(30), minutes(30));
    expect(edit).toMatchObject({ seenAt: minutes(30), missingSince: null, askedAt: null, known: null, trouble: null });
    expect(owed.map(({ key }) => key)).toEqual([signAskKey(7, minutes(16))]);
  });

  it('that comes late because the app was down calls nothing missing', () => {
    expect(looked(sign(), missing, minutes(5), minutes(60)).edit.missingSince).toBeNull();
    const heartbeat = sign({ kind: 'heartbeat', target: '' });
    const late = looked(heartbeat, missing, minutes(15), minutes(60)).edit;
    expect(late).toMatchObject({ missingSince: null, trouble: null, nextAt: minutes(75) });
    expect(looked(heartbeat, missing, minutes(75), minutes(75)).edit.missingSince).toEqual(minutes(15));
  });

  it('that could not be made says nothing of the tool', () => {
    const unclear = { found: 'unclear', trouble: 'GitLab could not be asked.' } as const;
    expect(looked(sign({ kind: 'pipeline' }), unclear, minutes(600), minutes(600)).edit.missingSince).toBeNull();
  });

  it('that finds an old pipeline only is missing since that one ran out', () => {
    const pipeline = sign({ kind: 'pipeline', target: 'main', everyMinutes: 60, seenAt: null });
    const found = { found: 'seen', at: minutes(-90), trouble: 'The newest one: failed.' } as const;
    expect(looked(pipeline, found, NOW, NOW).edit).toMatchObject({ missingSince: minutes(-30), seenAt: minutes(-90) });
  });

  it('comes thrice in its interval, at least each hour, and for a heartbeat when its interval is over', () => {
    expect(nextLook(sign({ everyMinutes: 30 }), NOW)).toEqual(minutes(10));
    expect(nextLook(sign({ everyMinutes: 10_000 }), NOW)).toEqual(minutes(60));
    expect(nextLook(sign({ kind: 'heartbeat' }), minutes(3))).toEqual(minutes(15));
  });
});

describe('who is asked (REV-6)', () => {
  test.each<[Partial<Sign>, boolean]>([
    [{}, false],
    [{ missingSince: NOW }, true],
    [{ missingSince: NOW, askedAt: NOW }, false],
    [{ missingSince: NOW, known: 'It moves' }, false],
    [{ missingSince: NOW, mutedUntil: minutes(1) }, false],
    [{ missingSince: NOW, mutedUntil: NOW }, true],
  ])('%o: %s', (more, asks) => expect(asksNow(sign(more), NOW)).toBe(asks));

  it('is asked once, under a key of its own', () => {
    const { edit, owed } = ask(sign({ missingSince: NOW }), minutes(1));
    expect(asksNow({ ...sign({ missingSince: NOW }), ...edit }, minutes(2))).toBe(false);
    expect(owed.map(({ kind, payload }) => [kind, payload.signId])).toEqual([['sign-ask', 7]]);
  });
});

describe('what its owner says', () => {
  const gone = sign({ missingSince: NOW, askedAt: NOW });
  const act = { roles: ENGINEER, now: NOW };

  it('known, and why: by the owner and the team only, while it is missing', () => {
    expect(markKnown(act, 'It moves')(gone, tool())).toMatchObject({
      ok: true,
      value: { edit: { known: 'It moves' } },
    });
    expect(markKnown(act, ' ')(gone, tool()).ok).toBe(false);
    expect(markKnown(act, 'It moves')(sign(), tool()).ok).toBe(false);
    expect(markKnown({ ...act, roles: REQUESTER }, 'It moves')(gone, tool()).ok).toBe(false);
    expect(markKnown({ ...act, roles: REQUESTER }, 'It moves')(gone, tool({ ownerId: 'U0REQUEST' })).ok).toBe(true);
  });

  it('muted until a day to come, after which it is asked about again', () => {
    const muted = muteSign(act, '2026-03-04', minutes(2_280))(gone, tool());
    expect(muted).toMatchObject({ ok: true, value: { edit: { mutedUntil: minutes(2_280), askedAt: null } } });
    expect(muteSign(act, '2026-03-02', minutes(-600))(gone, tool()).ok).toBe(false);
    expect(muteSign(act, '2027-03-02', minutes(500_000))(gone, tool()).ok).toBe(false);
  });
});

describe('setting a sign', () => {
  const act = { roles: ENGINEER, now: NOW };
  const given = {
    kind: 'address',
    target: 'https://status.example.com/healthz',
    every: '15',
    unit: 'minutes',
  } as const;

  it('is for the team, and of operational tools', () => {
    expect(setSign(act, tool(), given, HOSTS)).toMatchObject({ ok: true, value: { everyMinutes: 15, nextAt: NOW } });
    expect(setSign({ ...act, roles: REQUESTER }, tool(), given, HOSTS)).toMatchObject({ ok: false, field: 'tool' });
    expect(setSign(act, tool({ state: 'sunsetting' }), given, HOSTS)).toMatchObject({ ok: false, field: 'tool' });
  });

  test.each([
    ['4', 'minutes', null],
    ['5', 'minutes', 5],
    ['2', 'hours', 120],
    ['90', 'days', 129_600],
    ['91', 'days', null],
    ['1.5', 'hours', null],
    ['1', 'weeks', null],
  ])('%s %s', (every, unit, wanted) => {
    const verdict = setSign(act, tool(), { ...given, every, unit }, HOSTS);
    expect(verdict.ok ? verdict.value.everyMinutes : null).toBe(wanted);
  });

  it('of a pipeline needs a project and a ref', () => {
    const pipeline = { ...given, kind: 'pipeline', target: 'main' } as const;
    expect(setSign(act, tool(), pipeline, []).ok).toBe(true);
    expect(setSign(act, tool({ project: null }), pipeline, []).ok).toBe(false);
    expect(setSign(act, tool(), { ...pipeline, target: 'main branch' }, []).ok).toBe(false);
  });

  test.each([
    ['https://status.example.com/healthz?deep=1', true],
    ['https://status.example.com:443/', true],
    ['http://status.example.com/', false],
    ['https://status.example.com:8443/', false],
    ['https://me:secret@status.example.com/', false],
    ['https://example.com/', false],
    ['https://status.example.com.evil.example/', false],
    ['https://127.0.0.1/', false],
    ['file:///etc/passwd', false],
    ['status.example.com', false],
  ])('address %s: %s', (address, ok) => expect(addressProblem(address, HOSTS) === null).toBe(ok));

  it('says that the settings name no host', () => {
    expect(addressProblem('https://status.example.com/', [])).toContain('signs.hosts');
  });
});

test('an interval in words', () => {
  expect([15, 60, 90, 1_440, 2_880].map(everyInWords)).toEqual([
    '15 minutes',
    '1 hour',
    '90 minutes',
    '1 day',
    '2 days',
  ]);
});

test('labels about dependencies and vulnerabilities, and the oldest work first, each once', () => {
  expect(['dependencies', 'Type::Vulnerability', 'security'].map(isSecurityLabel)).toEqual([true, true, false]);
  const item = (iid: number, since: Date) => ({ iid, title: '', url: '', confidential: false, since });
  const all = oldestFirst([item(2, minutes(2)), item(1, minutes(1)), item(2, minutes(2))]);
  expect(all.map(({ iid }) => iid)).toEqual([1, 2]);
});
