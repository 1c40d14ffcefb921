import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen } from '../../src/sandbox/start.ts';
import { startBadDay } from '../faults/bad-day.ts';
import { fillNetNew } from './fill.ts';

const INTAKE = 'security-capabilities-engineering';

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;
beforeEach(async () => {
  sandbox = await startBadDay();
  [requester, engineer] = [sandbox.person('requester'), sandbox.person('engineer')];
  await fillNetNew(requester, { Title: 'Rotate expiring tokens', 'Problem statement': 'Tokens expire at night' });
  await requester.closeModal({ all: true });
  await sandbox.settled();
});
afterEach(async () => {
  sandbox.slackFaults.clear();
  const problems = sandbox.problems();
  await sandbox.stop();
  expect(problems).toEqual([]);
});

const TYPED = 'Tell @colleague in #general: a < b && c, @everyone';
const notes = async () => (await sandbox.gitlab.issue(1)).notes.map(({ body }) => body).join('\n---\n');

async function sayInThread(text: string): Promise<{ thread: string; ts: string }> {
  const { ts: thread } = await engineer.message({ channel: INTAKE, textContains: '*R-1*' });
  const { ts } = await requester.say(INTAKE, text, { thread });
  return { thread, ts };
}

describe('“Record in work item”', () => {
  it('writes what people read: names and signs, with when and where, none of Slack’s markup', async () => {
    const { thread, ts } = await sayInThread(TYPED);
    await engineer.messageShortcut('record_in_work_item', { channel: INTAKE, thread, ts });
    await sandbox.settled();
    const said = await notes();
    expect(said).toContain("@Requester's colleague");
    expect(said).toContain('#general');
    expect(said).toContain('a < b && c, @everyone');
    expect(said).not.toMatch(/U0COLLEAG|&amp;|&lt;|C0GENERAL|<!(?!--)/);
    expect(said).toContain(`p${ts.replace('.', '')}`);
    expect(said).toContain(`thread_ts=${thread}`);
  });

  it('records in a thread without waiting for Slack', async () => {
    const { thread, ts } = await sayInThread('Said while Slack hangs.');
    const before = sandbox.apiCalls().length;
    sandbox.slackFaults.next({ method: 'chat.getPermalink', times: 20, behave: 'hang' });
    await engineer.messageShortcut('record_in_work_item', { channel: INTAKE, thread, ts });
    await sandbox.settled();
    expect(await notes()).toContain('Said while Slack hangs.');
    const asked = sandbox.apiCalls().slice(before);
    expect(asked.filter(({ method }) => method === 'chat.getPermalink')).toEqual([]);
  });

  it('opens its window and records elsewhere too, though Slack does not give the address', async () => {
    const { ts } = await requester.say('general', 'Said somewhere else.');
    sandbox.slackFaults.next({ method: 'chat.getPermalink', times: 20, behave: 'hang' });
    const begun = performance.now();
    await engineer.messageShortcut('record_in_work_item', { channel: 'general', ts });
    await engineer.fill({ 'Which request?': 'R-1' });
    await engineer.submit();
    expect(performance.now() - begun).toBeLessThan(4_000);
    await sandbox.settled();
    expect(await notes()).toContain('Said somewhere else.');
    expect(await notes()).toContain(`p${ts.replace('.', '')}`);
  });
});

describe('one’s own request among those that look alike (DOOR-8)', () => {
  it('cannot be joined, and what was typed is kept', async () => {
    await requester.command('intake new');
    await requester.fill({ Title: 'Tokens that rotate', 'Problem statement': 'Expiring tokens wake us up' });
    await requester.press('Join that request');
    await requester.fill({ 'Your use case': 'Mine again' });
    const refused = screen((await requester.submit()).modal);
    expect(refused).toContain('is your own request');
    expect(refused).toContain('Your draft is kept.');
    await requester.closeModal({ all: true });
    await sandbox.settled();
    expect((await sandbox.app().deps.storage.requests.request(1))?.people).toEqual([]);
    expect(await sandbox.app().deps.storage.drafts.draftsOf('U0REQUEST')).toHaveLength(1);
    await requester.command('intake');
    expect(screen(await requester.modal())).toContain('Tokens that rotate');
  });
});
