import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { dmsOf, fileSomething, threadOf } from './filing.ts';

const INTAKE = 'C0INTAKE1';

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;
let colleague: PersonDriver;
let filed = 0;

beforeAll(async () => {
  const settings = { gitlab: { people: { colleague: 'colleague@example.com', requester: 'requester@example.com' } } };
  sandbox = await startSandbox({ port: 0, settings });
  [requester, engineer, colleague] = [
    sandbox.person('requester'),
    sandbox.person('engineer'),
    sandbox.person('colleague'),
  ];
});
afterAll(() => sandbox?.stop());

let number = '';
let iid = 0;
let card = { channel: INTAKE, textContains: '' };
let thread = '';

beforeEach(async () => {
  await fileSomething(requester, filed);
  await sandbox.settled();
  filed += 1;
  [number, iid] = [`R-${filed}`, filed];
  card = { channel: INTAKE, textContains: `*${number}*` };
  thread = (await engineer.message(card)).ts;
});

const notes = async (): Promise<string> =>
  (await sandbox.gitlab.issue(iid)).notes.map(({ body }) => body).join('\n---\n');

async function comment(person: PersonDriver, text: string): Promise<void> {
  await person.command(`request ${number}`);
  await person.press('Comment');
  await person.fill({ 'Your comment': text });
  await person.submit();
  await sandbox.settled();
}

describe('the message to the requester (NEW-2)', () => {
  it('says the number first, and is brought up to date in place with the link and what happens next', async () => {
    sandbox.gitlabFaults.next({ method: 'POST', path: /\/issues$/, times: 1, behave: { status: 503 } });
    await fileSomething(requester, 700);
    filed += 1;
    const { deps } = sandbox.app();
    for (let tries = 0; tries < 100 && !(await dmsOf(requester)).includes(`*R-${filed}*`); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const first = (await requester.dms()).at(-1);
    expect(screen(first)).toContain(`Your request *R-${filed}* is filed.`);
    expect(screen(first)).toContain('follows');
    for (let tries = 0; tries < 200 && (await deps.storage.requests.request(filed))?.workItem === null; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await sandbox.settled();
    const after = (await requester.dms()).at(-1);
    expect(after?.ts).toBe(first?.ts);
    expect(screen(after)).toMatch(/Work item <http.*\|/);
    expect(screen(after)).toContain('What happens next');
  });

  it('leaves out the link for someone of whom GitLab says that they are no member', async () => {
    await fileSomething(colleague, 800);
    filed += 1;
    await sandbox.settled();
    const dms = await dmsOf(colleague);
    expect(dms).toContain('You have no access to it in GitLab');
    expect(dms).not.toContain('<http');
    await colleague.command(`request R-${filed}`);
    expect(screen(await colleague.modal())).toContain('read it and comment here');
    await colleague.closeModal({ all: true });
    expect(await dmsOf(requester)).toContain('<http');
  });

  it('keeps the link where GitLab cannot say', async () => {
    sandbox.gitlabFaults.next({ path: /\/members\//, times: 5, behave: { status: 500 } });
    await fileSomething(requester, 900);
    filed += 1;
    await sandbox.settled();
    expect(screen((await requester.dms()).at(-1))).toMatch(/Work item <http/);
  });
});

describe('a comment from Slack', () => {
  it('lands on the work item with the name of who wrote it, in the thread, and in the request', async () => {
    const text = 'See <!channel> & <@U0ENGINE1>\n/close\n```\n*not bold*';
    await comment(requester, text);
    const modal = screen(await requester.modal());
    expect(modal).toContain('Conversation');
    expect(modal).toContain(text);
    await requester.closeModal({ all: true });
    const written = (await sandbox.gitlab.issue(iid)).notes.at(-1)?.body ?? '';
    expect(written).toContain('Requester');
    expect(written).toContain('commented from Slack');
    expect((await sandbox.gitlab.issue(iid)).issue.state).toBe('opened');
    const told = (await engineer.messages(INTAKE, { thread })).at(-1);
    expect(screen(told)).toContain(text);
    expect(told?.blocks?.find((block) => block.block_id === 'text')).toMatchObject({
      text: { type: 'plain_text', text },
    });
    expect(told?.text).not.toContain('<!channel>');
  });

  it('of 3,000 characters is kept whole', async () => {
    await requester.command(`request ${number}`);
    await requester.press('Comment');
    await requester.fill({ 'Your comment': '🙂'.repeat(1_500) });
    const sent = await requester.submit();
    expect(sent.errors).toEqual({});
    await sandbox.settled();
    expect(await notes()).toContain('🙂'.repeat(1_500));
    await requester.closeModal({ all: true });
  });

  it('is for the people concerned only', async () => {
    const product = sandbox.person('product');
    await product.command(`request ${number}`);
    expect(screen(await product.modal())).not.toContain('[Comment]');
    await product.closeModal({ all: true });
  });
});

describe('"Record in work item"', () => {
  it('in the thread of a request copies the message with who, when and its link, once', async () => {
    const said = await colleague.say(INTAKE, 'We have 40 of them.', { thread });
    const pick = { channel: INTAKE, thread, ts: said.ts };
    await engineer.messageShortcut('record_in_work_item', pick);
    await sandbox.settled();
    const first = await notes();
    expect(first).toContain('We have 40 of them.');
    expect(first).toContain("Requester's colleague");
    expect(first).toContain('wrote in Slack');
    expect(first).toMatch(/https?:\/\/\S*archives\S*/);
    await engineer.messageShortcut('record_in_work_item', pick);
    await sandbox.settled();
    expect((await notes()).split('We have 40 of them.')).toHaveLength(2);
  });

  it('anywhere else asks for the number first', async () => {
    const long = `A long story ${'x'.repeat(5_000)} that ends here.`;
    const { ts } = await requester.say('general', long);
    await engineer.messageShortcut('record_in_work_item', { channel: 'general', ts });
    await engineer.fill({ 'Which request?': 'nine' });
    expect((await engineer.submit()).errors).toEqual({ number: 'Type the number of a request, such as R-12.' });
    await engineer.fill({ 'Which request?': 'R-9999' });
    expect((await engineer.submit()).errors).toEqual({ number: 'There is no R-9999.' });
    await engineer.fill({ 'Which request?': number });
    expect(screen((await engineer.submit()).modal)).toContain('on its way to the work item');
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    expect(await notes()).toContain('that ends here.');
  });

  it('is refused to someone whom the request does not concern', async () => {
    const { ts } = await requester.say('general', 'Not for everyone to copy.');
    const product = sandbox.person('product');
    await product.messageShortcut('record_in_work_item', { channel: 'general', ts });
    await product.fill({ 'Which request?': number });
    expect((await product.submit()).errors.number).toContain('Only the people concerned');
    await product.closeModal({ all: true });
    await sandbox.settled();
    expect(await notes()).not.toContain('Not for everyone');
  });
});

describe('a comment made in GitLab', () => {
  it('appears in the thread of the request, and an internal note never does', async () => {
    await sandbox.gitlab.comment({ as: 'engineer', iid, body: 'Looks *useful* to me.' });
    await sandbox.gitlab.comment({ as: 'engineer', iid, body: 'Between us only.', internal: true });
    sandbox.clock.advance(120_000);
    await sandbox.tick();
    await sandbox.settled();
    const shown = await threadOf(requester, INTAKE, thread);
    expect(shown).toContain('Looks *useful* to me.');
    expect(shown).not.toContain('Between us only.');
  });
});

describe('a channel that others than members read (INV-2)', () => {
  it('gets who did what and a button, and nothing of what was said', async () => {
    sandbox.directory.joinChannel(INTAKE, 'U0GUEST01');
    await sandbox.settled();
    await comment(requester, 'Only for our ears.');
    await requester.closeModal({ all: true });
    const told = (await engineer.messages(INTAKE, { thread })).at(-1);
    expect(screen(told)).toContain(`commented (${number})`);
    expect(screen(told)).toContain('[Open]');
    expect(JSON.stringify(told)).not.toContain('Only for our ears.');
    sandbox.directory.leaveChannel(INTAKE, 'U0GUEST01');
    await sandbox.settled();
  });

  it('and all of it keeps to the limits of Slack and to the scopes', () => {
    expect(sandbox.problems()).toEqual([]);
  });
});
