import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OTHER_FORM } from '../../src/domain/intake-forms.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { screen } from '../../src/sandbox/screen.ts';
import type { Sandbox } from '../../src/sandbox/start.ts';
import { fillSteps } from '../journeys/fill.ts';
import { fileRequest, INTAKE, messagesWithKey, shown, startBadDay, workItems } from './bad-day.ts';

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;

beforeEach(async () => {
  sandbox = await startBadDay();
  requester = sandbox.person('requester');
  engineer = sandbox.person('engineer');
});
afterEach(async () => {
  const problems = sandbox.problems();
  await sandbox.stop();
  expect(problems).toEqual([]);
});

const TITLE = 'Asked once';
const WORDS = { Title: TITLE, 'Kind of request': 'Something else', 'What it is about': 'Seeing a need once.' };

const countRequests = () => sandbox.app().deps.storage.requests.countQueuedRequests();
const card = { channel: INTAKE, textContains: '*R-1*' };
const notes = async (): Promise<string[]> => (await sandbox.gitlab.issue(1)).notes.map(({ body }) => body);

async function expectOne(): Promise<void> {
  await sandbox.settled();
  expect(await countRequests()).toBe(1);
  expect(await workItems(sandbox, TITLE)).toHaveLength(1);
  expect(messagesWithKey(sandbox, 'card:R-1')).toHaveLength(1);
  expect(messagesWithKey(sandbox, 'direct:R-1:U0REQUEST:filed')).toHaveLength(1);
}

describe('pressing twice', () => {
  it('on Send files one request (NEW-2)', async () => {
    await requester.command('intake other');
    await fillSteps(requester, OTHER_FORM, WORDS);
    const answers = await requester.submitTwice();
    expect(answers.map(({ ok }) => ok)).toContain(true);
    expect(screen(await requester.modal())).toContain('R-1');
    await expectOne();
  });

  it('on Continue, on each Next and on Preview loses nothing and skips nothing', async () => {
    await requester.command('intake');
    await requester.fill({ door: 'other' });
    await requester.submitTwice();
    for (const [index, step] of OTHER_FORM.steps.entries()) {
      expect(screen(await requester.modal())).toContain(`Step ${index + 1} of ${OTHER_FORM.steps.length}`);
      await fillOneStep(index);
      await requester.submitTwice();
      expect(step.fields.length).toBeGreaterThan(0);
    }
    expect(screen(await requester.modal())).toContain('Send request');
    await requester.submitTwice();
    await expectOne();
  });

  it('on Ask posts one question (DOOR-2)', async () => {
    await requester.command('intake question');
    await requester.fill({ Question: 'Who rotates the tokens?' });
    await requester.submitTwice();
    await sandbox.settled();
    const posted = (await engineer.messages(INTAKE)).filter((each) => screen(each).includes('Who rotates the tokens?'));
    expect(posted).toHaveLength(1);
  });

  it('on Join joins once (DOOR-8)', async () => {
    await fileRequest(requester, TITLE);
    await sandbox.settled();
    const product = sandbox.person('product');
    await product.command('request R-1');
    await product.press('Join');
    await product.fill({ 'Your use case': 'Needed here as well.' });
    await product.submitTwice();
    await sandbox.settled();
    expect(shown(messagesWithKey(sandbox, 'card:R-1'))).toContain('1 person joined');
    expect((await notes()).filter((body) => body.includes('Needed here as well.'))).toHaveLength(1);
  });

  it('on Save corrects once', async () => {
    await fileRequest(requester, TITLE);
    await sandbox.settled();
    await requester.command('request R-1');
    await requester.press('Add or correct');
    await requester.fill({ 'Why it matters': 'It matters more than it did.' });
    for (const _ of OTHER_FORM.steps) await requester.submitTwice();
    await sandbox.settled();
    expect((await notes()).filter((body) => body.includes('corrected the request'))).toHaveLength(1);
    expect((await sandbox.gitlab.issue(1)).issue.description.split('It matters more than it did.')).toHaveLength(2);
  });

  it.each<[string, string, string]>([
    ['Ask for information', 'What do you need to know?', 'asked the requester'],
    ['Comment', 'Your comment', 'commented from Slack'],
  ])('on what sends "%s" says it once', async (button, field, says) => {
    await fileRequest(requester, TITLE);
    await sandbox.settled();
    await engineer.command('request R-1');
    await engineer.press(button);
    await engineer.fill({ [field]: 'Only once, please.' });
    await engineer.submitTwice();
    await sandbox.settled();
    expect((await notes()).filter((body) => body.includes(says))).toHaveLength(1);
    const thread = await engineer.messages(INTAKE, { thread: (await engineer.message(card)).ts });
    expect(shown(thread).split('Only once, please.')).toHaveLength(2);
  });

  it('on a button of a card does it once', async () => {
    await fileRequest(requester, TITLE);
    await sandbox.settled();
    await engineer.clickTwice(card, 'Claim');
    await sandbox.settled();
    const { audit } = sandbox.app().deps.storage;
    const claimed = (await audit.auditOf('R-1', 50)).filter(({ action }) => action.includes('claim'));
    expect(claimed).toHaveLength(1);
  });
});

async function fillOneStep(index: number): Promise<void> {
  const form = { ...OTHER_FORM, steps: OTHER_FORM.steps.slice(index, index + 1) };
  const quiet = { ...requester, submit: async () => ({ ok: true, errors: {}, modal: null }) };
  await fillSteps(quiet, form, WORDS);
}

describe('the same draft', () => {
  it('open twice is filed once: the other window says that it was sent', async () => {
    await requester.command('intake other');
    await requester.fill({ 'What it is about': 'Seeing a need once.' });
    await requester.closeModal({ all: true });
    await requester.command('intake');
    await requester.press('Continue');
    const first = await requester.modal();
    await fillSteps(requester, OTHER_FORM, WORDS);
    const sent = await requester.submit();
    expect(screen(sent.modal)).toContain('R-1');
    // The first window as it was: another client of the same person still shows it.
    const { id, callback_id, private_metadata, hash } = first as unknown as Record<string, string>;
    const view = {
      id: `${id}X`,
      type: 'modal',
      hash,
      callback_id,
      private_metadata,
      blocks: [],
      state: { values: {} },
    };
    const payload = {
      type: 'view_submission',
      team: { id: 'T0SANDBOX', domain: 'sandbox' },
      user: { id: 'U0REQUEST', username: 'requester', name: 'requester', team_id: 'T0SANDBOX' },
      api_app_id: 'A0SANDBOX',
      view,
    };
    const ack = await sandbox.slack.dispatcher.deliver({ kind: 'interactive', payload });
    expect(JSON.stringify(ack)).toContain('This was sent already: it is *R-1*');
    await expectOne();
  });
});

describe('a message turned into a request twice', () => {
  it('by one press each makes two drafts, and each is filed once', async () => {
    const { ts } = await requester.say('general', 'Could somebody rotate the tokens?');
    for (const _ of [1, 2]) {
      await requester.messageShortcut('message_to_request', { channel: 'general', ts });
      await requester.fill({ door: 'other' });
      await requester.submit();
      await fillSteps(requester, OTHER_FORM, { Title: TITLE, 'Kind of request': 'Something else' });
      await requester.submitTwice();
      await requester.closeModal({ all: true });
      await sandbox.settled();
    }
    expect(await countRequests()).toBe(2);
  });
});

describe('an event that Slack delivers again', () => {
  it('is taken once, by its id, and acknowledged each time', async () => {
    await requester.home();
    await sandbox.settled();
    const published = () => sandbox.apiCalls().filter(({ method }) => method === 'views.publish').length;
    const before = published();
    expect(before).toBeGreaterThan(0);
    const id = sandbox.lastEventId('app_home_opened');
    expect(await sandbox.redeliver(id)).toMatchObject({ ok: true });
    expect(await sandbox.redeliver(id)).toMatchObject({ ok: true });
    await sandbox.settled();
    expect(published()).toBe(before);
  });

  it('changes nothing that has changed since', async () => {
    sandbox.directory.setGroupMembers('S0PRODSEC', ['U0ENGINE2']);
    await sandbox.settled();
    const left = sandbox.lastEventId('subteam_updated');
    sandbox.directory.setGroupMembers('S0PRODSEC', ['U0ENGINE1', 'U0ENGINE2']);
    await sandbox.settled();
    await sandbox.redeliver(left);
    await sandbox.settled();
    await fileRequest(requester, TITLE);
    await sandbox.settled();
    await engineer.click(card, 'Claim');
    await sandbox.settled();
    expect(shown(messagesWithKey(sandbox, 'card:R-1'))).toContain('<@U0ENGINE1>');
  });
});

describe('two people at the same moment', () => {
  it('who file get a number each', async () => {
    const colleague = sandbox.person('colleague');
    for (const person of [requester, colleague]) {
      await person.command('intake other');
      await fillSteps(person, OTHER_FORM, WORDS);
    }
    const sent = await Promise.all([requester.submit(), colleague.submit()]);
    await sandbox.settled();
    expect(sent.map(({ modal }) => /R-\d/.exec(screen(modal))?.[0]).sort()).toEqual(['R-1', 'R-2']);
    expect(await workItems(sandbox, TITLE)).toHaveLength(2);
    for (const key of ['card:R-1', 'card:R-2']) expect(messagesWithKey(sandbox, key)).toHaveLength(1);
  });

  it('who claim and withdraw end in one state, and each is told what came of it', async () => {
    await fileRequest(requester, TITLE);
    await sandbox.settled();
    await requester.command('request R-1');
    await requester.press('Withdraw');
    await requester.fill({ Reason: 'Solved.' });
    await Promise.all([engineer.click(card, 'Claim'), requester.submit()]);
    await sandbox.settled();
    expect(shown(messagesWithKey(sandbox, 'card:R-1'))).toContain('withdrawn');
    const told = (await engineer.messages(INTAKE)).filter(({ ephemeral }) => ephemeral);
    expect(shown(told)).toMatch(/You lead R-1 now|withdrawn/);
    expect((await sandbox.gitlab.issue(1)).issue.state).toBe('closed');
  });
});
