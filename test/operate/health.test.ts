import { describe, expect, test } from 'vitest';
import { type HealthFacts, readiness } from '../../src/operate/health.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);

const FINE: HealthFacts = {
  mode: 'http',
  migrated: true,
  lastTickAt: ago(30),
  slackAnswered: true,
  socketConnected: false,
  slackReachedAt: ago(5),
  gitlabReachedAt: null,
};

describe('ready', () => {
  test('with the database migrated, a tick in the last two minutes and Slack heard once', () => {
    expect(readiness(FINE, NOW)).toEqual({
      ready: true,
      body: {
        ready: true,
        waitingFor: [],
        lastTick: '2026-11-21T11:59:30.000Z',
        slack: { lastReached: '2026-11-21T11:59:55.000Z' },
        gitlab: { lastReached: null },
      },
    });
  });

  test.each<[string, Partial<HealthFacts>, boolean]>([
    ['GitLab never reached', { gitlabReachedAt: null }, true],
    ['Slack out of reach since', { slackReachedAt: ago(9_999) }, true],
    ['a tick two minutes ago', { lastTickAt: ago(120) }, true],
    ['a tick longer ago', { lastTickAt: ago(121) }, false],
    ['no tick yet', { lastTickAt: null }, false],
    ['a clock that was set back', { lastTickAt: ago(-600) }, true],
    ['no migration', { migrated: false }, false],
    ['no answer of Slack yet', { slackAnswered: false }, false],
    ['Socket Mode, connected', { mode: 'socket', socketConnected: true }, true],
    ['Socket Mode, not connected', { mode: 'socket', socketConnected: false }, false],
  ])('%s', (_case, facts, ready) => {
    const verdict = readiness({ ...FINE, ...facts }, NOW);
    expect(verdict.ready).toBe(ready);
    expect(verdict.body.waitingFor).toHaveLength(ready ? 0 : 1);
  });
});
