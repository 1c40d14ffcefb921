import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { oweCard, oweWorkItem } from '../../src/domain/owed.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { fileSomething } from './filing.ts';

const INTAKE = 'C0INTAKE1';

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;
let second: PersonDriver;
let filed = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  [requester, engineer, second] = [
    sandbox.person('requester'),
    sandbox.person('engineer'),
    sandbox.person('second-engineer'),
  ];
});
afterAll(() => sandbox?.stop());

let number = '';
let iid = 0;
let card = { channel: INTAKE, textContains: '' };

beforeEach(async () => {
  await fileSomething(requester, filed);
  await sandbox.settled();
  filed += 1;
  [number, iid] = [`R-${filed}`, filed];
  card = { channel: INTAKE, textContains: `*${number}*` };
});

const cardText = async (): Promise<string> => screen(await engineer.message(card));
const lastDm = async (person: PersonDriver): Promise<string> => screen((await person.dms()).at(-1));
const toldIn = async (person: PersonDriver): Promise<string> =>
  screen((await person.messages(INTAKE)).filter((each) => each.ephemeral).at(-1));
const notes = async (): Promise<string> =>
  (await sandbox.gitlab.issue(iid)).notes.map(({ body }) => body).join('\n---\n');

describe('claiming', () => {
  it('lets one of two who claim at the same moment lead, and tells the other who leads', async () => {
    await Promise.all([engineer.click(card, 'Claim'), second.click(card, 'Claim')]);
    await sandbox.settled();
    const told = [await toldIn(engineer), await toldIn(second)];
    expect(told.filter((text) => text.includes(`You lead ${number} now.`))).toHaveLength(1);
    expect(told.filter((text) => text.includes('claimed'))).toHaveLength(1);
    expect(await cardText()).toMatch(/Claimed by\*\n<@U0ENGINE[12]>/);
    expect(await cardText()).not.toContain('[Claim]');
  });

  it('takes a double click as one claim', async () => {
    await engineer.clickTwice(card, 'Claim');
    await sandbox.settled();
    expect(await cardText()).toContain('*Claimed by*\n<@U0ENGINE1>');
  });

  it('is refused to others than the team', async () => {
    await requester.click(card, 'Claim');
    expect(await toldIn(requester)).toContain('Only ProdSecEng can do this.');
  });

  it('can be given up, and handed on to someone of the team, who is told', async () => {
    await engineer.click(card, 'Claim');
    await engineer.command(`request ${number}`);
    await engineer.press('Release');
    expect(screen(await engineer.modal())).toContain('free to be claimed again');
    await engineer.press('Reassign');
    await engineer.fill({ 'Who leads it now?': 'requester' });
    expect((await engineer.submit()).errors).toEqual({
      person: 'Requester is not in ProdSecEng. Choose someone of the team.',
    });
    await engineer.fill({ 'Who leads it now?': 'second-engineer' });
    await engineer.submit();
    await sandbox.settled();
    expect(screen(await engineer.modal())).toContain(`<@U0ENGINE2> leads ${number} now.`);
    expect(await cardText()).toContain('*Claimed by*\n<@U0ENGINE2>');
    expect(await lastDm(second)).toContain(`You lead *${number}* now.`);
    await engineer.closeModal({ all: true });
  });
});

describe('asking for information', () => {
  it('reaches the requester, whose answer lands on the work item, in the thread and with who leads', async () => {
    await engineer.click(card, 'Claim');
    await engineer.click(card, 'Ask for information');
    await engineer.fill({ 'What do you need to know?': '   ' });
    expect((await engineer.submit()).errors).toEqual({ text: 'Say what you need to know.' });
    await engineer.fill({ 'What do you need to know?': 'How many tokens are there?' });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    expect(await cardText()).toContain('needs information');

    await requester.click({ dm: true, textContains: 'How many tokens are there?' }, 'Answer');
    expect(screen(await requester.modal())).toContain('How many tokens are there?');
    await requester.fill({ 'Your answer': 'About forty.' });
    const shown = await requester.submit();
    expect(screen(shown.modal)).toContain('Your answer is on the work item');
    await requester.closeModal({ all: true });
    await sandbox.settled();

    expect(await notes()).toContain('How many tokens are there?');
    expect(await notes()).toContain('About forty.');
    expect(await cardText()).toContain(`*${number}* · Other request · _new_`);
    expect(await lastDm(engineer)).toContain('About forty.');
    const { ts } = await engineer.message(card);
    const thread = (await engineer.messages(INTAKE, { thread: ts })).map((each) => screen(each)).join('\n');
    expect(thread).toContain('How many tokens are there?');
    expect(thread).toContain('About forty.');
  });

  it('is answered by the requester or the contact only', async () => {
    await engineer.click(card, 'Ask for information');
    await engineer.fill({ 'What do you need to know?': 'Which one?' });
    await engineer.submitTwice();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    expect((await notes()).split('Which one?')).toHaveLength(2);
    const { ts } = await engineer.message(card);
    const colleague = sandbox.person('colleague');
    await colleague.click({ channel: INTAKE, thread: ts, textContains: 'Which one?' }, 'Answer');
    const told = await colleague.messages(INTAKE, { thread: ts });
    const everywhere = [...told, ...(await colleague.messages(INTAKE))].map((each) => screen(each)).join('\n');
    expect(everywhere).toContain('Only the requester or the contact can answer this.');
  });
});

describe('ending a request', () => {
  it('is withdrawn by its requester with a reason: the work item is closed, and whoever leads is told', async () => {
    await engineer.click(card, 'Claim');
    await requester.command(`request ${number}`);
    await requester.press('Withdraw');
    await requester.fill({ Reason: 'Another team solved it.' });
    await requester.submit();
    await sandbox.settled();
    expect(screen(await requester.modal())).toContain(`${number} is withdrawn.`);
    expect(screen(await requester.modal())).not.toContain('[Withdraw]');
    await requester.closeModal({ all: true });
    expect((await sandbox.gitlab.issue(iid)).issue.state).toBe('closed');
    expect(await lastDm(engineer)).toContain('Another team solved it.');
    expect(await cardText()).toContain('withdrawn');
    await engineer.click(card, 'Open');
    expect(screen(await engineer.modal())).toContain('Another team solved it.');
    await engineer.closeModal({ all: true });
  });

  it('is marked a duplicate, and its requester joins the other one', async () => {
    await fileSomething(sandbox.person('colleague'), filed);
    filed += 1;
    await sandbox.settled();
    await engineer.command(`request R-${filed}`);
    await engineer.press('Mark duplicate');
    await engineer.fill({ 'Duplicate of': 'twelve' });
    expect((await engineer.submit()).errors).toEqual({ number: 'Type the number of a request, such as R-12.' });
    await engineer.fill({ 'Duplicate of': 'r-999' });
    expect((await engineer.submit()).errors).toEqual({ number: 'There is no R-999.' });
    await engineer.fill({ 'Duplicate of': String(filed) });
    expect((await engineer.submit()).errors.number).toContain('cannot be a duplicate of itself');
    await engineer.fill({ 'Duplicate of': number });
    await engineer.submit();
    await sandbox.settled();
    expect(screen(await engineer.modal())).toContain(`Its requester joined ${number}.`);
    expect(screen(await engineer.modal())).toContain('|the other work item>');
    await engineer.closeModal({ all: true });
    expect(await cardText()).toContain('1 person joined with a use case');
    const { issue, notes: told } = await sandbox.gitlab.issue(filed);
    expect(issue.state).toBe('closed');
    expect(told.map(({ body }) => body).join('\n')).toContain((await sandbox.gitlab.issue(iid)).issue.webUrl);
    const colleague = sandbox.person('colleague');
    expect((await colleague.dms()).map((each) => screen(each)).join('\n')).toContain(
      `asks for the same as *${number}*`,
    );
    expect((await requester.dms()).map((each) => screen(each)).join('\n')).toContain(
      `Someone joined your request *${number}*`,
    );
    expect((await colleague.command('requests')).text).toContain(`*${number}*`);
  });
});

describe('the menu of what a request has no room for', () => {
  it('does what the button would: the same rules, and a refusal where the request has ended meanwhile', async () => {
    await engineer.command(`request ${number}`);
    expect(screen(await engineer.modal())).toContain(
      '… [Reassign] [Name a contact] [Join] [Mark sensitive] [Withdraw]',
    );
    await requester.command(`request ${number}`);
    await requester.press('Withdraw');
    await requester.fill({ Reason: 'Solved.' });
    await requester.submit();
    await requester.closeModal({ all: true });
    await sandbox.settled();
    await engineer.press('Withdraw');
    expect(screen(await engineer.modal())).toContain(`${number} is withdrawn already`);
    await engineer.closeModal({ all: true });
  });

  it('opens the form of another journey for someone of the team who is the requester as well', async () => {
    await fileSomething(engineer, filed);
    filed += 1;
    await sandbox.settled();
    await engineer.command(`request R-${filed}`);
    await engineer.press('Mark sensitive');
    await engineer.submit();
    await sandbox.settled();
    expect(screen(await engineer.modal())).toContain('is sensitive now');
    await engineer.press('Add or correct');
    expect(screen(await engineer.modal())).toContain('Title');
    await engineer.closeModal({ all: true });
  });
});

describe('people of a request', () => {
  it('names a colleague as contact, who is told and answers for it from then on', async () => {
    await requester.command(`request ${number}`);
    await requester.press('Name a contact');
    await requester.fill({ 'Who is the contact?': 'guest' });
    expect((await requester.submit()).errors.person).toContain('Choose a full member');
    await requester.fill({ 'Who is the contact?': 'colleague' });
    await requester.submit();
    await requester.closeModal({ all: true });
    await sandbox.settled();
    const colleague = sandbox.person('colleague');
    expect(await lastDm(colleague)).toContain(`You are the contact of *${number}* now.`);
    await colleague.command(`request ${number}`);
    expect(screen(await colleague.modal())).toContain('[Add or correct]');
    await colleague.closeModal({ all: true });
  });
});

describe('a request whose author is known in GitLab only (DOOR-9)', () => {
  it('is linked to a Slack person by the team, who then is the requester of all that this author opened', async () => {
    const { storage, now } = sandbox.app().deps;
    for (const title of ['From GitLab', 'Also from GitLab']) {
      const author = { requesterId: null, authorName: 'Somebody', gitlabAuthor: 'somebody', contactId: null };
      const request = {
        ...author,
        title,
        door: 'other' as const,
        answers: {},
        sensitive: false,
        origin: 'gitlab' as const,
      };
      const owed = (id: number) => [oweWorkItem(id), oweCard(id)];
      await storage.requests.fileRequest(
        { request: { ...request, draftId: null }, people: [], actor: 'test', owed },
        now(),
      );
      filed += 1;
    }
    await sandbox.settled();
    const from = { channel: INTAKE, textContains: `*R-${filed}*` };
    expect(screen(await engineer.message(from))).toContain('Somebody (GitLab)');
    await requester.click(from, 'Link the author');
    expect(await toldIn(requester)).toContain('Only ProdSecEng can do this.');
    await engineer.click(from, 'Link the author');
    await engineer.fill({ 'Who is this in Slack?': 'product' });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    expect(screen(await engineer.message(from))).toContain('*Requester*\n<@U0PRODUCT>');
    expect(screen(await engineer.message(from))).not.toContain('[Link the author]');
    const listed = (await sandbox.person('product').command('requests')).text;
    expect(listed).toContain(`*R-${filed}*`);
    expect(listed).toContain(`*R-${filed - 1}*`);
  });
});

describe('what is shown of requests', () => {
  it('says what to type for a number that is none, or that nobody has', async () => {
    expect((await requester.command('request')).text).toContain('Which request?');
    expect((await requester.command('request seven')).text).toContain('is no request number');
    expect((await requester.command('request R-4711')).text).toContain('There is no R-4711');
  });

  it('opens by r-N or N, with answers for the people concerned and only the headline for others', async () => {
    await requester.command(`request ${number.toLowerCase()}`);
    expect(screen(await requester.modal())).toContain(`story${filed - 1}`);
    await requester.closeModal({ all: true });
    const product = sandbox.person('product');
    await product.command(`request ${filed}`);
    const shown = screen(await product.modal());
    expect(shown).toContain(`*${number}*`);
    expect(shown).toContain('[Join]');
    expect(shown).not.toContain('[Comment]');
    await product.press('Join');
    await product.fill({ 'Your use case': 'We need it too.' });
    await product.submit();
    expect(screen(await product.modal())).toContain('[Comment]');
    await product.closeModal({ all: true });
  });

  it('lists the queue for the team, longest waiting first, and never more than fits', async () => {
    const listed = (await engineer.command('requests')).text;
    expect(listed).toContain('Queue, longest waiting first');
    expect((await requester.command('requests')).text).not.toContain('Queue');
  });

  it('keeps to the limits of Slack and to the scopes', () => {
    expect(sandbox.problems()).toEqual([]);
  });
});
