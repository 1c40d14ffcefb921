import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OTHER_FORM } from '../../src/domain/intake-forms.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { fillOther, fillSteps } from './fill.ts';

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0 });
  [requester, engineer] = [sandbox.person('requester'), sandbox.person('engineer')];
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const TEXT = 'Could someone add a <dry run> to the scanner & report? `code`';

async function turn(person: PersonDriver, channel: string, ts: string): Promise<void> {
  await person.messageShortcut('message_to_request', { channel, ts });
  await person.fill({ 'What kind of request is it?': 'Other request' });
  await person.submit();
}

describe('the message shortcut', () => {
  it('DOOR-2: turns a message into a request with the text carried in and a link to the message', async () => {
    const { ts } = await requester.say('security-capabilities-engineering', TEXT);
    await turn(engineer, 'security-capabilities-engineering', ts);
    expect(JSON.stringify(await engineer.values())).toContain(TEXT);
    await fillSteps(engineer, OTHER_FORM, { 'What it is about': TEXT, 'Kind of request': 'Something else' });
    await engineer.submit();
    await sandbox.settled();
    const [issue] = await sandbox.gitlab.issues();
    expect(issue?.description).toContain('requester: Requester');
    expect(issue?.description).toContain(TEXT);
    expect(issue?.description).toMatch(/## Raised in Slack\n\n<https?:\/\/\S+p\d+>/);
  });

  it('of someone outside the team makes their own request, whoever wrote the message', async () => {
    const { ts } = await engineer.say('general', 'The scanner needs a dry run');
    await turn(requester, 'general', ts);
    expect(JSON.stringify(await requester.values())).toContain('The scanner needs a dry run');
    await fillSteps(requester, OTHER_FORM, { 'Kind of request': 'Something else' });
    await requester.submit();
    await sandbox.settled();
    expect((await sandbox.gitlab.issues())[0]?.description).toContain('requester: Requester');
  });

  it('a guest’s message becomes the request of the team member who brings it in', async () => {
    const { ts } = await sandbox.person('guest').say('general', 'The scanner needs a dry run');
    await turn(engineer, 'general', ts);
    await fillSteps(engineer, OTHER_FORM, { 'Kind of request': 'Something else' });
    await engineer.submit();
    await sandbox.settled();
    expect((await sandbox.gitlab.issues())[0]?.description).toContain('requester: Engineer');
  });

  it('works where the app cannot see the conversation: the request is filed all the same', async () => {
    const { ts } = await requester.say('general', 'The scanner needs a dry run');
    sandbox.slackFaults.next({ method: 'chat.getPermalink', behave: { error: 'channel_not_found' } });
    await turn(requester, 'general', ts);
    await fillSteps(requester, OTHER_FORM, { 'Kind of request': 'Something else' });
    expect(screen((await requester.submit()).modal)).toContain('*R-1* is filed');
    await sandbox.settled();
    expect((await sandbox.gitlab.issues())[0]?.description).toContain(`p${ts.replace('.', '')}`);
  });

  it('on the card of a request says which one it is', async () => {
    await fillOther(requester, { 'Kind of request': 'Something else' });
    await requester.closeModal({ all: true });
    await sandbox.settled();
    const card = { channel: 'security-capabilities-engineering', textContains: '*R-1*' };
    await engineer.messageShortcut('message_to_request', card);
    expect(screen(await engineer.modal())).toContain('This message is the card of *R-1*');
  });

  it('a message as long as Slack allows is carried as far as a field goes, and says so', async () => {
    const { ts } = await requester.say('general', `Begin ${'word '.repeat(700)}`);
    await turn(requester, 'general', ts);
    expect(screen(await requester.modal())).toContain('the text has');
  });
});
