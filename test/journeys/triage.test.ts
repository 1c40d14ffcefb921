import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { dmsOf, fileSomething } from './filing.ts';

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;
let filed = 0;
let number = '';
let card = { channel: 'C0INTAKE1', textContains: '' };

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  [requester, engineer] = [sandbox.person('requester'), sandbox.person('engineer')];
});
afterAll(() => sandbox?.stop());

beforeEach(async () => {
  await fileSomething(requester, filed);
  await sandbox.settled();
  filed += 1;
  number = `R-${filed}`;
  card = { channel: 'C0INTAKE1', textContains: `*${number}*` };
});

async function triageAs(end: string, text: string): Promise<string> {
  await engineer.click(card, 'Triage');
  await engineer.fill({ 'What becomes of it': end, 'What the requester needs to know': text });
  const shown = screen((await engineer.submit()).modal);
  await engineer.closeModal({ all: true });
  await sandbox.settled();
  return shown;
}

const issue = () => sandbox.gitlab.issue(filed);
const noteTexts = async () => (await issue()).notes.map(({ body }) => body).join('\n');

describe('OTHER-1: an other request ends as one of its ends', () => {
  it.each([
    ['Answered', 'closed'],
    ['Accept to the backlog', 'opened'],
    ['Name the owning team', 'closed'],
    ['Close with a reason', 'closed'],
  ])('%s: the requester is told, and the work item is %s', async (end, state) => {
    expect(await triageAs(end, 'Because of this.')).toContain(end);
    expect(screen(await engineer.message(card))).toContain('_decided_');
    expect(await dmsOf(requester)).toContain(`There is an answer to your request *${number}*`);
    expect(await noteTexts()).toContain('Because of this.');
    expect((await issue()).issue.state).toBe(state);
  });

  it.each([
    ['Turn into a net-new request', 'Net-new request'],
    ['Turn into an ownership transfer', 'Ownership transfer'],
  ])('%s: it goes on under its number, with nothing typed again', async (end, label) => {
    await triageAs(end, 'It needs a tool of its own.');
    expect(screen(await engineer.message(card))).toContain(label);
    const found = await sandbox.app().deps.storage.requests.request(filed);
    expect(found?.request).toMatchObject({ state: 'new', title: `Wish${filed - 1} title${filed - 1}` });
    expect(Object.values(found?.request.answers ?? {})).toContain(`Wish${filed - 1} story${filed - 1}`);
    expect(await dmsOf(requester)).toContain(`*${number}* goes on as another kind of request`);
  });

  it('asks for the end and for what the requester needs to know', async () => {
    await engineer.click(card, 'Triage');
    await engineer.fill({ 'What becomes of it': 'Answered', 'What the requester needs to know': '   ' });
    expect((await engineer.submit()).errors).toEqual({ text: 'Say what the requester needs to know.' });
    await engineer.closeModal({ all: true });
  });

  it('is refused to others than the team', async () => {
    await requester.click(card, 'Triage');
    const told = (await requester.messages('C0INTAKE1')).filter((each) => each.ephemeral).at(-1);
    expect(screen(told)).toContain('Only ProdSecEng can do this.');
  });
});

describe('OTHER-1: reopening', () => {
  it('brings a request back once, with new facts, and its work item with it', async () => {
    await triageAs('Answered', 'Use what there is.');
    await requester.command(`request ${number}`);
    await requester.press('Reopen');
    await requester.fill({ 'What is new': 'It does not cover archived projects.' });
    await requester.submit();
    await requester.closeModal({ all: true });
    await sandbox.settled();
    expect(screen(await engineer.message(card))).toContain('_new_');
    expect((await issue()).issue.state).toBe('opened');
    expect(await noteTexts()).toContain('It does not cover archived projects.');
    await triageAs('Close with a reason', 'It stays so.');
    await requester.command(`request ${number}`);
    expect(screen(await requester.modal())).not.toContain('[Reopen]');
    await requester.closeModal({ all: true });
  });

  it('is not offered to others than requester and contact', async () => {
    await triageAs('Answered', 'Use what there is.');
    await engineer.command(`request ${number}`);
    expect(screen(await engineer.modal())).not.toContain('[Reopen]');
    await engineer.closeModal({ all: true });
  });
});
