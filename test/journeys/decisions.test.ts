import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import {
  ASKED,
  CARD,
  cardOf,
  fileFor,
  fillProposal,
  INTAKE,
  inDatabase,
  notesOn,
  openPromises,
  propose,
  stateOf,
} from './deciding.ts';
import { dmsOf, threadOf } from './filing.ts';

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;
let second: PersonDriver;
let manager: PersonDriver;
let product: PersonDriver;
beforeEach(async () => {
  sandbox = await startSandbox();
  requester = sandbox.person('requester');
  engineer = sandbox.person('engineer');
  second = sandbox.person('second-engineer');
  manager = sandbox.person('manager');
  product = sandbox.person('product');
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

/** The request's modal, something pressed in it, a form filled in and sent; gives what is shown then. */
async function act(person: PersonDriver, button: string, given: Record<string, string>): Promise<string> {
  await person.command('request R-1');
  await person.press(button);
  return sent(person, given);
}

async function sent(person: PersonDriver, given: Record<string, string>): Promise<string> {
  await person.fill(given);
  const { errors, modal } = await person.submit();
  const shown = `${JSON.stringify(errors)}\n${modal === null ? '' : screen(modal)}`;
  await person.closeModal({ all: true });
  await sandbox.settled();
  return shown;
}

const lastTold = async (person: PersonDriver): Promise<string> =>
  screen((await person.dms()).filter(({ ephemeral }) => ephemeral).at(-1));
const press = (value: string) => ({ type: 'button', action_id: 'decision_agree', block_id: 'buttons', value });
const states = (): string[] =>
  inDatabase(sandbox, (client) => client.prepare<[], string>('SELECT state FROM decision ORDER BY id').pluck().all());

describe('answers of those who are asked', () => {
  beforeEach(async () => {
    await fileFor(sandbox, 'build-product');
    await engineer.click(CARD, 'Claim');
    await propose(sandbox, engineer, 'build-product');
  });

  it('a decline takes the request back to assessment with its reason, and the proposer is told', async () => {
    await product.click(ASKED, 'Decline…');
    expect(await sent(product, { Reason: 'No room before autumn' })).toContain('goes back to assessment');
    expect([stateOf(sandbox), states(), openPromises(sandbox)]).toEqual(['in assessment', ['declined'], []]);
    expect(await dmsOf(engineer)).toContain('No room before autumn');
    expect(await notesOn(sandbox)).toContain('No room before autumn');
    expect(await dmsOf(sandbox.person('engineering'))).toContain('did not agree. The request is in assessment again');
    expect(await dmsOf(sandbox.person('engineering'))).not.toContain('[Agree]');
    expect(await cardOf(sandbox)).not.toContain('Proposed:');
    expect(await propose(sandbox, second, 'redirect')).toContain('R-1 is decided');
  });

  it('DEC-14: delegating asks someone else in one’s place, who reads the request and decides', async () => {
    await product.click(ASKED, 'Delegate…');
    await product.fill({ 'Who answers instead?': 'guest' });
    expect((await product.submit()).errors.person).toContain('full member');
    await product.fill({ 'Who answers instead?': 'engineer' });
    expect((await product.submit()).errors.person).toContain('proposed it');
    expect(await sent(product, { 'Who answers instead?': 'colleague' })).toContain('asked now');
    expect(await dmsOf(product)).toContain('Somebody else is asked in your place');
    await sandbox.person('colleague').click(ASKED, 'Agree');
    await sandbox.person('engineering').click(ASKED, 'Agree');
    await sandbox.settled();
    expect(stateOf(sandbox)).toBe('decided');
  });

  it('a question reaches the proposer, and the one who asked can still agree', async () => {
    await product.click(ASKED, 'Ask…');
    expect(await sent(product, { 'Your question': 'Which group owns it?' })).toContain('Asked.');
    expect(await dmsOf(engineer)).toContain('Which group owns it?');
    expect(await notesOn(sandbox)).toContain('Which group owns it?');
    await product.click(ASKED, 'Agree');
    expect(states()).toEqual(['proposed']);
    expect(await lastTold(product)).toContain('You agreed');
  });

  it('takes a double click on Agree as one, and tells what it was', async () => {
    await product.clickTwice(ASKED, 'Agree');
    await sandbox.settled();
    const given = inDatabase(sandbox, (client) =>
      client.prepare(`SELECT count(*) FROM entry WHERE kind = 'agreed'`).pluck().get(),
    );
    expect(given).toBe(1);
    expect(stateOf(sandbox)).toBe('proposed');
  });

  it('shows on Home what waits for someone, until they have answered', async () => {
    expect(screen(await product.home())).toContain('*Your agreement is asked for*, on behalf of Product.');
    await product.clickHome('Agree');
    await sandbox.settled();
    expect(screen(await product.home())).not.toContain('Your agreement is asked for');
    expect(screen(await requester.home())).not.toContain('Your agreement is asked for');
  });

  it.each([
    ['U0REQUEST', 'You are not asked about this decision'],
    ['U0ENGINE1', 'You are not asked about this decision'],
    ['U0ENGINE2', 'You are not asked about this decision'],
    ['U0MANAGER', 'You are not asked about this decision'],
    ['U0GUEST01', 'full members of this workspace only'],
    ['U0PRODUCT', 'You agreed'],
  ])('%s presses the very button that Product got, and is told: %s', async (id, told) => {
    const { ts, channel } = await product.message(ASKED);
    const actions = [{ ...press('1:1:product'), action_ts: '1.1' }];
    const { triggers, responseUrls } = sandbox.slack.slack;
    const payload = {
      type: 'block_actions',
      team: { id: 'T0SANDBOX', domain: 'sandbox' },
      user: { id, username: 'x', name: 'x', team_id: 'T0SANDBOX' },
      api_app_id: 'A0SANDBOX',
      trigger_id: triggers.issue(id),
      response_url: responseUrls.issue({ userId: id, channel: 'C0GENERAL', messageTs: null }),
      container: { type: 'message', message_ts: ts, channel_id: channel },
      channel: { id: channel, name: 'x' },
      message: { ts, type: 'message', text: '' },
      actions,
    };
    await sandbox.slack.dispatcher.deliver({ kind: 'interactive', payload });
    await sandbox.settled();
    await expect.poll(() => JSON.stringify(sandbox.apiCalls().slice(-12))).toContain(told);
    const open = openPromises(sandbox);
    expect(open).toEqual(id === 'U0PRODUCT' ? ['sign-off'] : ['sign-off', 'sign-off']);
  });

  it('withdraws a proposal by its proposer or the manager, and an old button agrees to nothing', async () => {
    const value = JSON.stringify((await product.message(ASKED)).blocks).match(/\d+:\d+:product/)?.[0] ?? '';
    await second.command('request R-1');
    expect(screen(await second.modal())).not.toContain('Withdraw proposal');
    await second.closeModal({ all: true });
    expect(await act(engineer, 'Withdraw proposal', { Reason: 'Wrong group' })).toContain('The proposal is withdrawn');
    expect(await dmsOf(product)).toContain('The proposal was withdrawn');
    const old = await product.message({ dm: true, textContains: 'The proposal was withdrawn' });
    const container = { type: 'message', channel: old.channel, ts: old.ts };
    const press = {
      blockId: 'buttons',
      actionId: 'decision_agree',
      element: { type: 'button', value },
      state: { values: {} },
    };
    await product.page.post('action', { container, ...press });
    await sandbox.settled();
    await propose(sandbox, second, 'build-product');
    await product.page.post('action', { container, ...press });
    await sandbox.settled();
    expect(states()).toEqual(['withdrawn', 'proposed']);
    expect(openPromises(sandbox)).toEqual(['sign-off', 'sign-off']);
    expect(await act(manager, 'Withdraw proposal', { Reason: 'Later' })).toContain('The proposal is withdrawn');
    expect(states()).toEqual(['withdrawn', 'withdrawn']);
    expect(await dmsOf(second)).toContain('Later');
  });

  it('DEC-14: the manager puts someone in the place of a signer who is away', async () => {
    await manager.command('request R-1');
    await manager.press('Replace a signer');
    await manager.fill({ 'In the place of': 'Product counterpart (Product)', 'Who answers instead?': 'colleague' });
    expect(await sent(manager, {})).toContain('asked now');
    await sandbox.person('colleague').click(ASKED, 'Agree');
    await sandbox.settled();
    expect(await cardOf(sandbox)).toContain(':white_check_mark: Product: <@U0COLLEAG>');
  });

  it('a request that is withdrawn takes its proposal along: nobody is asked any more', async () => {
    await act(requester, 'Withdraw', { Reason: 'Solved' });
    expect([stateOf(sandbox), states(), openPromises(sandbox)]).toEqual(['withdrawn', ['withdrawn'], []]);
    expect(await dmsOf(product)).toContain('The request is withdrawn: nothing is asked of you any more');
    expect(screen(await product.home())).not.toContain('Your agreement is asked for');
  });
});

describe('proposing', () => {
  it('two at once: one wins, and the other is told what there is now', async () => {
    await fileFor(sandbox, 'wait');
    await fillProposal(sandbox, engineer, 'wait');
    await fillProposal(sandbox, second, 'redirect');
    const answers = await Promise.all([engineer.submit(), second.submit()]);
    await sandbox.settled();
    const told = answers.map(({ modal }) => screen(modal));
    expect(states()).toHaveLength(1);
    const lost = told.findIndex((text) => !text.includes(':white_check_mark:'));
    const [winner, label] = lost === 0 ? ['U0ENGINE2', 'Redirect'] : ['U0ENGINE1', 'Wait'];
    expect(told[lost]).toContain(`already, by <@${winner}>: *${label}`);
    expect(told[1 - lost]).toContain(':white_check_mark:');
    const person = lost === 0 ? engineer : second;
    await person.press('Open R-1');
    expect(screen(await person.modal())).toMatch(/Proposed: Wait|Decision: Redirect/);
  });

  it.each(['wait', 'redirect'] as const)('pressed twice it proposes once, and shows what is there: %s', async (id) => {
    await fileFor(sandbox, id);
    await fillProposal(sandbox, engineer, id);
    const told = (await engineer.submitTwice()).map(({ modal }) => screen(modal));
    await sandbox.settled();
    expect(states()).toHaveLength(1);
    expect(told.some((text) => text.includes(':white_check_mark:'))).toBe(true);
    for (const text of told) expect(text).toMatch(/:white_check_mark:|already, by you: \*/);
    expect(told.join()).not.toContain('Not possible');
    const proposed = inDatabase(sandbox, (client) =>
      client.prepare(`SELECT count(*) FROM entry WHERE kind IN ('proposed', 'decided')`).pluck().get(),
    );
    expect(proposed).toBe(1);
  });

  it('pressed on an old screen it says who has proposed what, and whom it waits for', async () => {
    await fileFor(sandbox, 'build-product');
    await second.command('request R-1');
    await propose(sandbox, engineer, 'build-product');
    await second.press('Propose a decision');
    const told = screen(await second.modal());
    expect(told).toContain('by <@U0ENGINE1>: *Build directly into the product*');
    expect(told).toContain('It waits for Product (<@U0PRODUCT>) and Engineering (<@U0ENGCOUN>)');
  });

  it('says what is not possible and why, and keeps what was typed of another outcome', async () => {
    await fileFor(sandbox, 'wait');
    await engineer.command('request R-1');
    await engineer.press('Propose a decision');
    expect(screen(await engineer.modal())).toContain('The assessment names another path forward');
    await engineer.fill({ outcome: 'wait' });
    await engineer.submit();
    await engineer.fill({ Basis: 'Because of the roadmap' });
    await engineer.press('Back to the outcomes');
    await engineer.submit();
    expect(JSON.stringify(await engineer.values())).toContain('Because of the roadmap');
    await engineer.fill({ 'Product work that is waited for': 'https://elsewhere.example.com/a/-/issues/1' });
    await engineer.fill({ Conditions: 'None', 'Metric label': 'Pending', 'Who speaks for the team': 'engineer' });
    const { errors } = await engineer.submit();
    expect(errors['f:watched']).toContain('in http');
    expect(errors['f:requesting']).toContain('you cannot agree');
    await engineer.closeModal({ all: true });
  });

  it('is for the team only, and not for a request whose assessment lacks something', async () => {
    await fileFor(sandbox, 'wait');
    await requester.command('request R-1');
    expect(screen(await requester.modal())).not.toContain('Propose a decision');
    await requester.closeModal({ all: true });
    inDatabase(sandbox, (client) => client.exec('DELETE FROM assessment_answer WHERE request_id = 1'));
    await engineer.command('request R-1');
    expect(screen(await engineer.modal())).not.toContain('Propose a decision');
    await engineer.closeModal({ all: true });
  });

  it('a question to the requester, once answered, leads back to the assessment that was begun', async () => {
    await fileFor(sandbox, 'wait');
    await act(engineer, 'Ask for information', { 'What do you need to know?': 'How many?' });
    expect(stateOf(sandbox)).toBe('needs information');
    await act(requester, 'Answer', { 'Your answer': 'Forty' });
    expect(stateOf(sandbox)).toBe('in assessment');
  });
});

describe('who reads a decision (INV-2, DEC-13)', () => {
  it('DEC-13: everyone reads outcome, reason, who and when; only the people concerned its details', async () => {
    await fileFor(sandbox, 'redirect');
    await propose(sandbox, engineer, 'redirect');
    await product.command('request R-1');
    const shown = screen(await product.modal());
    for (const text of [
      'Decision: Redirect to an existing solution',
      'Basis of the proposal',
      'Decided by <@U0ENGINE1>',
    ])
      expect(shown).toContain(text);
    for (const text of ['Existing solution of the proposal', 'Conditions of the proposal'])
      expect(shown).not.toContain(text);
    expect(shown.split('Basis of the proposal'), 'the basis stands there once').toHaveLength(2);
    await requester.command('request R-1');
    expect(screen(await requester.modal())).toContain('Existing solution of the proposal');
  });

  it('of a sensitive request nothing of it stands in the channel, and the people concerned are told once', async () => {
    await fileFor(sandbox, 'redirect');
    await act(engineer, 'Mark sensitive', {});
    await propose(sandbox, engineer, 'redirect');
    expect(await cardOf(sandbox)).not.toMatch(/Redirect|Decided:|of the proposal/);
    const { ts } = await engineer.message(CARD);
    expect(await threadOf(engineer, INTAKE, ts)).not.toMatch(/Redirect|of the proposal/);
    expect((await dmsOf(requester)).split('Basis of the proposal')).toHaveLength(2);
    await product.command('request R-1');
    expect(screen(await product.modal())).not.toMatch(/Redirect|of the proposal/);
  });

  it('DEC-12: a new decision supersedes the one before, and both stay readable', async () => {
    await fileFor(sandbox, 'redirect');
    await propose(sandbox, engineer, 'defer');
    await act(second, 'Decide anew', { Reason: 'There is room now' });
    expect([stateOf(sandbox), states()]).toEqual(['in assessment', ['final']]);
    await propose(sandbox, second, 'redirect');
    expect([stateOf(sandbox), states(), openPromises(sandbox)]).toEqual(['decided', ['superseded', 'final'], []]);
    await requester.command('request R-1');
    const shown = screen(await requester.modal());
    for (const text of ['Decision: Redirect', 'Earlier decision, superseded: Defer', 'There is room now'])
      expect(shown).toContain(text);
  });
});
