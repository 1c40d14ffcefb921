import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';

const INTAKE = 'security-capabilities-engineering';
const HANDLE = '@product-security-engineering';
const PRODUCT = 303;
let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ webhook: true });
  sandbox.gitlabStandIn.addProject({ id: PRODUCT, path: 'product/gateway', visibility: 'public', memberIds: [] });
  await mentionTheTeam();
});

afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

async function mentionTheTeam(): Promise<void> {
  await sandbox.gitlab.create({
    as: 'colleague',
    project: PRODUCT,
    title: 'Scopes of job tokens',
    description: 'Too wide.',
  });
  await sandbox.gitlab.comment({ as: 'colleague', project: PRODUCT, iid: 1, body: `Could ${HANDLE} look at this?` });
  await sandbox.settled();
}

async function tick(): Promise<void> {
  sandbox.clock.advance(61_000);
  await sandbox.tick();
  await sandbox.settled();
}

const channel = async () => (await sandbox.person('engineer').messages(INTAKE)).map((message) => screen(message));
const mentions = async () => (await channel()).filter((text) => text.includes('M-1'));
const press = (role: string, button: string) =>
  sandbox.person(role).click({ channel: INTAKE, textContains: 'M-1' }, button);
const notes = async () =>
  (await sandbox.gitlab.issue(1, { as: 'colleague', project: PRODUCT })).notes.map(({ body }) => body);

test('DOOR-10: a mention appears once in the channel and in the team’s Home, and nobody else’s', async () => {
  await tick();
  expect(await mentions()).toHaveLength(1);
  expect((await mentions())[0]).toContain('Scopes of job tokens');
  const team = await sandbox.person('engineer').home();
  expect(team === null ? '' : screen(team)).toContain('Scopes of job tokens');
  const requester = await sandbox.person('requester').home();
  expect(requester === null ? '' : screen(requester)).not.toContain('Scopes of job tokens');
});

test('DOOR-10: only the team may press; the answer is a comment on the issue', async () => {
  await press('requester', 'Answer');
  expect(await sandbox.person('requester').modal()).toBeNull();
  const engineer = sandbox.person('engineer');
  await press('engineer', 'Answer');
  await engineer.fill({ 'Your answer': 'Yes, next week.\n/close' });
  await engineer.submit();
  await sandbox.settled();
  expect((await notes()).at(-1)).toContain('Yes, next week.');
  expect((await sandbox.gitlab.issue(1, { as: 'colleague', project: PRODUCT })).issue.state).toBe('opened');
  expect((await mentions())[0]).toContain('Answered on the issue');
  await expect(press('engineer', 'Answer')).rejects.toThrow();
});

test('DOOR-10: adopting takes one click: number, card, thread, queue, and its author as requester', async () => {
  await press('engineer', 'Adopt');
  await sandbox.settled();
  await tick();
  const card = (await channel()).filter((text) => text.includes('R-1') && !text.includes('M-1'));
  expect(card).toHaveLength(1);
  expect(card[0]).toContain('Scopes of job tokens');
  expect((await mentions())[0]).toContain('R-1');
  const filed = (await sandbox.gitlab.issues()).filter(({ projectId }) => projectId !== PRODUCT);
  expect(filed).toHaveLength(1);
  expect(filed[0]?.description).toContain('product/gateway/-/issues/1');
  const dms = (await sandbox.person('colleague').dms()).map((message) => screen(message)).join('\n');
  expect(dms).toContain('R-1');
});

test('DOOR-10: clicked twice it is still one request, and the app’s own issue is not adopted again (DOOR-9)', async () => {
  await sandbox.person('engineer').clickTwice({ channel: INTAKE, textContains: 'M-1' }, 'Adopt');
  await sandbox.settled();
  await tick();
  expect((await channel()).filter((text) => text.includes('R-2'))).toEqual([]);
  expect((await sandbox.gitlab.issues()).filter(({ projectId }) => projectId !== PRODUCT)).toHaveLength(1);
});

test('DOOR-10: the owning team is named on the issue', async () => {
  const engineer = sandbox.person('engineer');
  await press('engineer', 'Name the owning team');
  expect((await engineer.submit()).errors).not.toEqual({});
  await engineer.fill({ 'Owning team': 'AppSec', 'What they should know': 'They own job tokens.' });
  await engineer.submit();
  await sandbox.settled();
  expect((await notes()).at(-1)).toContain('AppSec');
  expect((await mentions())[0]).toContain('AppSec');
});

test('DOOR-10: dismissed with a reason, nothing is written in GitLab', async () => {
  const engineer = sandbox.person('engineer');
  const before = (await notes()).length;
  await press('engineer', 'Dismiss');
  await engineer.fill({ Reason: 'Talked about it already' });
  await engineer.submit();
  await sandbox.settled();
  expect((await notes()).length).toBe(before);
  expect((await mentions())[0]).toContain('Talked about it already');
  const home = await engineer.home();
  expect(home === null ? '' : screen(home)).not.toContain('M-1');
});
