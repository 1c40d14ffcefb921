import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OUT_OF_SCOPE } from '../../src/domain/doors.ts';
import { NEW_FORM } from '../../src/domain/intake-forms.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { fillSteps } from './fill.ts';

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

const INTAKE = 'security-capabilities-engineering';
const TEXT = 'Who owns the token scanner? *really* <!channel>';
const card = { channel: INTAKE, textContains: 'token scanner' };

async function ask(text = TEXT): Promise<string> {
  await requester.command('intake question');
  await requester.fill({ Question: text });
  const { modal } = await requester.submit();
  await requester.closeModal({ all: true });
  await sandbox.settled();
  return screen(modal);
}

const told = async (person: PersonDriver): Promise<string> =>
  (await person.messages(INTAKE))
    .filter(({ ephemeral }) => ephemeral)
    .map((each) => screen(each))
    .join('\n');

describe('a general question (DOOR-2)', () => {
  it('is posted in the intake channel, tags the team, shows the text as typed, and makes no work item', async () => {
    expect(await ask()).toContain(`#${INTAKE}`);
    const posted = screen(await requester.message(card));
    expect(posted).toContain('<@U0REQUEST>');
    expect(posted).toContain('<!subteam^S0PRODSEC>');
    expect(posted).toContain(TEXT);
    expect(await sandbox.gitlab.issues()).toEqual([]);
  });

  it('ends by its button, pressed by whoever asked or by the team, and by nobody else', async () => {
    await ask();
    await sandbox.person('colleague').click(card, 'Answered');
    expect(await told(sandbox.person('colleague'))).toContain('Only ProdSecEng, or whoever asked');
    await requester.click(card, 'Answered');
    await sandbox.settled();
    const after = screen(await requester.message(card));
    expect(after).toContain('Answered, says <@U0REQUEST>');
    expect(after).not.toContain('[Answered]');
    await ask('Another token scanner question');
    await engineer.click({ channel: INTAKE, textContains: 'Another token scanner' }, 'Answered');
    await sandbox.settled();
    expect(screen(await engineer.message({ channel: INTAKE, textContains: 'Another' }))).toContain('says <@U0ENGINE1>');
  });

  it('DOOR-2: the team turns it into a request without retyping; who asked becomes the requester and is told', async () => {
    await ask();
    await engineer.click(card, 'Turn into a request');
    const chooser = screen(await engineer.modal());
    expect(chooser).toContain('token scanner');
    expect(chooser).toContain('You file it for <@U0REQUEST>');
    expect(chooser).not.toContain('General question');
    await engineer.fill({ 'What kind of request is it?': 'Net-new request' });
    await engineer.submit();
    const values = JSON.stringify(await engineer.values());
    expect(values).toContain('token scanner');
    await fillSteps(engineer, NEW_FORM, { 'Problem statement': TEXT, Title: 'Own the scanner' });
    expect(screen(await engineer.modal())).toContain('Its requester is <@U0REQUEST>');
    const { modal } = await engineer.submit();
    expect(screen(modal)).toContain('is its requester and gets the link');
    await sandbox.settled();
    const [issue] = await sandbox.gitlab.issues();
    expect(issue?.description).toContain('requester: Requester');
    expect(issue?.description).toMatch(/## Contact\n\nRequester/);
    expect(issue?.description).toContain('token scanner');
    const posted = screen(await requester.message(card));
    expect(posted).toContain('It became request *R-1*');
    expect(posted).toContain('[Open R-1]');
    expect((await requester.dms()).map((each) => screen(each)).join('\n')).toContain('*R-1*');
  });

  it('is turned by the team only, and once', async () => {
    await ask();
    await requester.click(card, 'Turn into a request');
    expect(screen(await requester.modal())).toContain('Only ProdSecEng can turn a question into a request');
    const second = sandbox.person('second-engineer');
    for (const person of [engineer, second]) {
      await person.click(card, 'Turn into a request');
      await person.fill({ 'What kind of request is it?': 'Net-new request' });
      await person.submit();
      await fillSteps(person, NEW_FORM, { Title: 'Own the scanner' });
    }
    await engineer.submit();
    expect(screen((await second.submit()).modal)).toContain('it is *R-1*');
    await sandbox.settled();
    expect(await sandbox.gitlab.issues()).toHaveLength(1);
  });

  it('the message shortcut on its card turns the question, not the words around it', async () => {
    await ask();
    await engineer.messageShortcut('message_to_request', card);
    const chooser = screen(await engineer.modal());
    expect(chooser).toContain('token scanner');
    expect(chooser).toContain('You file it for <@U0REQUEST>');
  });

  it('DOOR-3: a topic of someone else’s gets its DRI, posts nothing, and leads back to the question', async () => {
    for (const { label, dri } of OUT_OF_SCOPE) {
      await requester.command('intake question');
      await requester.fill({ Question: 'Who reviews this?', Topic: label });
      expect(screen((await requester.submit()).modal)).toContain(`Please ask ${dri}`);
      await requester.press('Back to your question');
      expect(JSON.stringify(await requester.values())).toContain('Who reviews this?');
      await requester.closeModal({ all: true });
    }
    await sandbox.settled();
    expect((await requester.messages(INTAKE)).filter(({ bot }) => bot)).toEqual([]);
  });

  it('asked twice at the same moment it is posted once', async () => {
    await requester.command('intake question');
    await requester.fill({ Question: TEXT });
    await requester.submitTwice();
    await sandbox.settled();
    expect((await requester.messages(INTAKE)).filter((each) => screen(each).includes('token scanner'))).toHaveLength(1);
  });
});
