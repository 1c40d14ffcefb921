import { afterEach, expect, test } from 'vitest';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';

const INTAKE = 'security-capabilities-engineering';
let sandbox: Sandbox;

afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

async function pollOnce(): Promise<void> {
  sandbox.clock.advance(61_000);
  await sandbox.tick();
  await sandbox.settled();
}

async function adopted(more: { confidential?: boolean } = {}): Promise<number> {
  const labels = ['ProdSecEng Candidate'];
  const { iid } = await sandbox.gitlab.create({ as: 'requester', title: 'Watch the logs', labels, ...more });
  await sandbox.settled();
  await pollOnce();
  return iid;
}

async function thread(): Promise<string> {
  const engineer = sandbox.person('engineer');
  const card = await engineer.message({ channel: INTAKE, textContains: 'R-1' });
  const messages = await engineer.messages(INTAKE, { thread: card.ts });
  return messages.map((message) => screen(message)).join('\n');
}

const count = (text: string, part: string) => text.split(part).length - 1;

test.each([
  { webhook: true, how: 'webhook' },
  { webhook: false, how: 'poll' },
])(
  'NEW-2: a comment made in GitLab appears in the request’s thread once, by $how; internal notes never do',
  async ({ webhook }) => {
    sandbox = await startSandbox({ webhook });
    const iid = await adopted();
    await sandbox.gitlab.comment({ as: 'engineer', iid, body: 'Which pipelines <!channel> are these?' });
    await sandbox.gitlab.comment({ as: 'engineer', iid, body: 'Only for the team', internal: true });
    await sandbox.settled();
    if (!webhook) await pollOnce();
    const seen = await thread();
    expect(count(seen, 'Which pipelines')).toBe(1);
    expect(seen).toContain('Engineer');
    expect(seen).not.toContain('Only for the team');
    await pollOnce();
    await pollOnce();
    expect(count(await thread(), 'Which pipelines')).toBe(1);
  },
);

test('NEW-2: what the app itself writes on the work item does not come back', async () => {
  sandbox = await startSandbox({ webhook: true });
  const iid = await adopted();
  const requester = sandbox.person('requester');
  await requester.command('request R-1');
  await requester.press('Comment');
  const modal = await requester.modal();
  const field = modal?.blocks.find((block) => block.type === 'input');
  const id = field !== undefined && 'element' in field && field.element ? String(field.element.action_id) : '';
  await requester.fill({ [id]: 'Said in Slack' });
  await requester.submit();
  await sandbox.settled();
  await pollOnce();
  const { notes } = await sandbox.gitlab.issue(iid);
  expect(notes.filter(({ body }) => body.includes('Said in Slack'))).toHaveLength(1);
  expect(count(await thread(), 'Said in Slack')).toBe(1);
});

test('a comment on a sensitive request goes to the people concerned, not to the channel', async () => {
  sandbox = await startSandbox({ webhook: true });
  const iid = await adopted({ confidential: true });
  await sandbox.gitlab.comment({ as: 'engineer', iid, body: 'The leak is closed' });
  await sandbox.settled();
  expect(await thread()).not.toContain('The leak is closed');
  const dms = (await sandbox.person('requester').dms()).map((message) => screen(message)).join('\n');
  expect(dms).toContain('The leak is closed');
});
