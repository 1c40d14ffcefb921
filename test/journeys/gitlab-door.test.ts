import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startStandIns } from '../../src/sandbox/stand-ins.ts';
import { type Sandbox, type SandboxOptions, screen, startSandbox } from '../../src/sandbox/start.ts';

const INTAKE = 'security-capabilities-engineering';
const CANDIDATE = 'ProdSecEng Candidate';
let sandbox: Sandbox;

async function start(options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox(options);
}

afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

/** Lets the next poll come. */
async function pollOnce(): Promise<void> {
  sandbox.clock.advance(61_000);
  await sandbox.tick();
  await sandbox.settled();
}

const cards = async () => (await sandbox.person('engineer').messages(INTAKE)).map((message) => screen(message));
const cardsOf = async (number: string) => (await cards()).filter((text) => text.includes(number));

async function openFromTemplate(as: string, title: string): Promise<number> {
  const template = sandbox.hooks.templates().find(({ name }) => name.includes('net-new'));
  const description = (template?.body ?? '').replace(
    /(## Problem statement\n\n<!--.*?-->)/s,
    '$1\n\nTokens expire and nobody notices.',
  );
  return (await sandbox.gitlab.create({ as, title, description })).iid;
}

test.each([
  { webhook: true, how: 'webhook' },
  { webhook: false, how: 'poll' },
])('DOOR-9: an issue opened from the template becomes a request, found by $how', async ({ webhook }) => {
  await start({ webhook });
  const iid = await openFromTemplate('requester', 'Watch expiring tokens');
  await sandbox.settled();
  await pollOnce();
  const [card, ...more] = await cardsOf('R-1');
  expect(more).toEqual([]);
  expect(card).toContain('Watch expiring tokens');
  const { issue } = await sandbox.gitlab.issue(iid);
  expect(issue.labels).toEqual(
    expect.arrayContaining([CANDIDATE, 'workflow::validation backlog', 'ProdSecEngMetric::Pending']),
  );
  expect(issue.description).toContain('R-1');
  const dms = (await sandbox.person('requester').dms()).map((message) => screen(message)).join('\n');
  expect(dms).toContain('R-1');
  const { modal, text } = await sandbox.person('requester').command('request R-1');
  expect(`${text}\n${modal === null ? '' : screen(modal)}`).toContain('Watch expiring tokens');
  expect((await sandbox.gitlab.issues()).length).toBe(1);
});

test('DOOR-9: a candidate label makes an issue a request, once', async () => {
  await start({ webhook: true });
  const { iid } = await sandbox.gitlab.create({ as: 'second-engineer', title: 'Not one yet' });
  await sandbox.settled();
  expect(await cardsOf('R-1')).toEqual([]);
  await sandbox.gitlab.label({ as: 'engineer', iid, add: [CANDIDATE] });
  await sandbox.settled();
  expect(await cardsOf('R-1')).toHaveLength(1);
  await pollOnce();
  await pollOnce();
  expect(await cardsOf('R-2')).toEqual([]);
  const queue = await sandbox.person('engineer').home();
  expect(queue === null ? '' : screen(queue)).toContain('R-1');
});

test('DOOR-9: candidates from before the first start are one message, and adopted on a click by the team only', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'prodseceng-older-'));
  const data = join(folder, 'sandbox.db');
  const before = await startStandIns({ data, now: () => new Date(Date.now() - 3_600_000) });
  for (const title of ['Old wish one', 'Old wish two']) {
    await before.gitlab.create({ as: 'requester', title, labels: [CANDIDATE] });
  }
  await before.stop();
  await start({ data });
  expect((await cards()).filter((text) => text.includes('2 candidates'))).toHaveLength(1);
  expect(await cardsOf('R-1')).toEqual([]);
  await sandbox.person('requester').click({ channel: INTAKE, textContains: '2 candidates' }, 'Adopt them');
  await pollOnce();
  expect(await cardsOf('R-1')).toEqual([]);
  await sandbox.person('engineer').click({ channel: INTAKE, textContains: '2 candidates' }, 'Adopt them');
  await pollOnce();
  expect(await cardsOf('Old wish one')).toHaveLength(1);
  expect(await cardsOf('Old wish two')).toHaveLength(1);
  expect((await cards()).filter((text) => text.includes('candidates are adopted, as'))).toHaveLength(1);
  rmSync(folder, { recursive: true, force: true });
});

test('INV-2: a confidential issue that its author opened is a sensitive request: its card shows no title', async () => {
  await start({ webhook: true });
  await sandbox.gitlab.create({ as: 'requester', title: 'A leak in tool X', labels: [CANDIDATE], confidential: true });
  await sandbox.settled();
  const [card] = await cardsOf('R-1');
  expect(card).toBeDefined();
  expect(card).not.toContain('A leak in tool X');
});
