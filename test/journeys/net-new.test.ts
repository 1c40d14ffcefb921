import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMERGENCY_NOTE } from '../../src/domain/doors.ts';
import { fieldsOf } from '../../src/domain/form.ts';
import { NEW_FORM } from '../../src/domain/intake-forms.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { fillNetNew, fillSteps } from './fill.ts';

let sandbox: Sandbox;
let requester: PersonDriver;
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0 });
  requester = sandbox.person('requester');
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const INTAKE = 'security-capabilities-engineering';
const now = async (): Promise<string> => screen(await requester.modal());
const dms = async (): Promise<string> => (await requester.dms()).map((each) => screen(each)).join('\n');

const toStep = async (step: number): Promise<void> => {
  await requester.command('intake new');
  await fillSteps(requester, { ...NEW_FORM, steps: NEW_FORM.steps.slice(0, step) }, { Title: 'Rotate tokens' });
};

describe('a net-new request (NEW-1, NEW-2)', () => {
  it('filed from Slack becomes a number at once, then a work item, a card and a message with the link', async () => {
    const shown = await fillNetNew(requester, {
      Title: 'Rotate expiring tokens',
      'Area of ownership': 'ProdSec Automation',
    });
    expect(screen(shown)).toContain('R-1');
    await sandbox.settled();

    const [issue, ...more] = await sandbox.gitlab.issues();
    expect(more).toEqual([]);
    expect(issue).toMatchObject({ title: 'Rotate expiring tokens', confidential: true });
    expect(issue?.labels).toEqual(
      expect.arrayContaining(['ProdSecEng Candidate', 'workflow::validation backlog', 'ProdSecEngMetric::Pending']),
    );
    const cards = (await requester.messages(INTAKE)).filter((message) => screen(message).includes('R-1'));
    expect(cards).toHaveLength(1);
    const card = screen(cards[0] ?? null);
    expect(card).toContain('Rotate expiring tokens');
    expect(card.split('\n')[1]).toBe('*R-1* · Net-new request · _new_');
    expect(card).toContain('<!subteam^S0PRODSEC>');
    expect(card).toContain(`<${issue?.webUrl}|`);
    expect(await dms()).toContain(`<${issue?.webUrl}|`);
  });

  it('NEW-1, DOOR-6: the work item has every answer, the requester and the area', async () => {
    const own = { Title: 'Rotate tokens', 'Area of ownership': 'ProdSec Automation', Urgency: 'Within weeks' };
    await fillNetNew(requester, own);
    await sandbox.settled();
    const [issue] = await sandbox.gitlab.issues();
    const text = issue?.description ?? '';
    expect(text).toContain('requester: Requester');
    expect(text).toMatch(/## Area of ownership\n\nProdSec Automation/);
    expect(text).toMatch(/## Urgency\n\nWithin weeks/);
    expect(text).toMatch(/## Contact\n\nRequester/);
    expect(text).toMatch(/## Stakeholders\n\nThere are no other stakeholders/);
    for (const { label, kind } of fieldsOf(NEW_FORM)) {
      if (kind === 'text') expect(text).toContain(`${label} of the requester`);
    }
  });

  it('the card is brought up to date in place while GitLab is slow to make the work item', async () => {
    sandbox.gitlabFaults.next({ method: 'POST', path: /\/issues$/, times: 1, behave: { status: 503 } });
    await fillNetNew(requester, { Title: 'Rotate tokens' });
    const card = async () => (await requester.messages(INTAKE)).find((message) => screen(message).includes('*R-1*'));
    for (let tries = 0; tries < 200 && (await card()) === undefined; tries += 1) await pause(20);
    const first = await card();
    expect(screen(first)).toContain('work item follows');
    for (let tries = 0; tries < 200 && screen(await card()).includes('follows'); tries += 1) await pause(50);
    const after = await card();
    expect(after?.ts).toBe(first?.ts);
    expect(screen(after)).toMatch(/Work item <http/);
  });

  it('DOOR-4: each step and the preview say what step it is and where emergencies go', async () => {
    await requester.command('intake new');
    for (const [index, step] of NEW_FORM.steps.entries()) {
      const shown = await now();
      expect(shown).toContain(`Step ${index + 1} of ${NEW_FORM.steps.length}`);
      expect(shown).toContain(step.title);
      expect(shown.replaceAll('`', '')).toContain(EMERGENCY_NOTE);
      await fillSteps(requester, { ...NEW_FORM, steps: [step] });
    }
    expect((await now()).replaceAll('`', '')).toContain(EMERGENCY_NOTE);
  });

  it('the preview shows every answer in full before anything is sent, and leads to each step', async () => {
    const long = `Begin ${'a < b & c '.repeat(290)} end of it`;
    await requester.command('intake new');
    await fillSteps(requester, NEW_FORM, { Title: 'Rotate *tokens*', 'Problem statement': long.slice(0, 2_990) });
    const shown = await now();
    for (const field of fieldsOf(NEW_FORM)) {
      if (field.when === undefined && field.required) expect(shown).toContain(`*${field.label}*`);
    }
    expect(shown).toContain('Rotate *tokens*');
    expect(shown).toContain(long.slice(0, 2_990).trim());
    await sandbox.settled();
    expect(await sandbox.gitlab.issues()).toEqual([]);
    await requester.fill({ 'Who may see it': ['This request is sensitive'] });
    await requester.press('intake_change');
    expect(await now()).toContain('Step 1 of 4');
    await requester.fill({ Title: 'Rotate keys' });
    for (let step = 0; step < NEW_FORM.steps.length; step += 1) await requester.submit();
    expect(await now()).toContain('Rotate keys');
    expect(JSON.stringify(await requester.values())).toContain('"value":"yes"');
  });

  it('going back loses nothing: texts that were not sent, choices, people and boxes', async () => {
    await toStep(3);
    const typed = {
      'Requesting team': 'Security Platforms',
      Contact: 'colleague',
      Stakeholders: ['product', 'engineering'],
      'Related links': 'not an address yet',
    };
    await requester.fill(typed);
    await requester.press('Back');
    await requester.fill({ Urgency: 'Within a quarter', Source: 'Product Security Risk Register (PSRR)' });
    await requester.fill({ 'Risk reference': 'PSRR-42' });
    await requester.press('Back');
    await requester.submit();
    const third = JSON.stringify(await requester.values());
    for (const value of ['quarter', 'risk-register', 'PSRR-42']) expect(third).toContain(value);
    await requester.submit();
    const fourth = JSON.stringify(await requester.values());
    for (const value of ['Security Platforms', 'U0COLLEAG', 'U0PRODUCT', 'U0ENGCOUN', 'not an address yet'])
      expect(fourth).toContain(value);
    await requester.fill({ Stakeholders: [], 'Stakeholders: none': ['There are no other stakeholders'] });
    await requester.press('Back');
    await requester.submit();
    expect(JSON.stringify(await requester.values())).toContain('"value":"none"');
  });

  it('NEW-1: a title of more than 200 characters is refused at the field, and stays as typed', async () => {
    await requester.command('intake new');
    const title = 'x'.repeat(201);
    await requester.fill({ Title: title, 'Problem statement': 'p', 'Who is affected': 'w', 'User requirements': 'u' });
    const { errors } = await requester.submit();
    expect(errors).toEqual({ 'f:title': 'Title has 201 characters; at most 200 are allowed. Shorten it by 1.' });
    expect(JSON.stringify(await requester.values())).toContain(title);
    await requester.fill({ Title: 'x'.repeat(200) });
    expect((await requester.submit()).errors).toEqual({});
  });

  it('each bad answer has its error at its field, and nothing typed is lost', async () => {
    await toStep(3);
    await requester.fill({ 'Requesting team': '  ', 'Related links': 'https://docs.example.com\nftp://example.com/x' });
    const { errors } = await requester.submit();
    expect(Object.keys(errors).sort()).toEqual(['f:relatedLinks', 'f:stakeholders', 'f:team']);
    expect(errors['f:relatedLinks']).toContain('no web address');
    expect(errors['f:stakeholders']).toContain('There are no other stakeholders');
    expect(JSON.stringify(await requester.values())).toContain('ftp://example.com/x');
    await requester.fill({ Stakeholders: ['product'], 'Stakeholders: none': ['There are no other stakeholders'] });
    expect((await requester.submit()).errors['f:stakeholders']).toContain('not both');
  });

  it('INV-2: a guest and an external person are refused as contact and stakeholder, by name, at the field', async () => {
    await toStep(3);
    const team = { 'Requesting team': 'Security Platforms' };
    await requester.fill({ ...team, Contact: 'guest', Stakeholders: ['product', 'external', 'guest'] });
    const { errors } = await requester.submit();
    expect(errors['f:contact']).toContain('Guest is a guest here');
    expect(errors['f:stakeholders']).toContain(
      'External person belongs to another organisation; Guest is a guest here',
    );
    await requester.fill({ Contact: 'colleague', Stakeholders: ['product'] });
    expect((await requester.submit()).errors).toEqual({});
  });

  it('a question that a choice brings up is asked at once, and its error stands at it', async () => {
    await toStep(2);
    await requester.fill({ Source: 'Cross-functional security request' });
    expect(await now()).toContain('Security team that asks');
    await requester.fill({ 'Security team that asks': 'Another team' });
    expect(await now()).toContain('Name of that team');
    await requester.fill({ 'Name of that team': ' ' });
    const own = { 'Build it or validate it': 'Have it built', Urgency: 'No date', 'Expected criticality': 'Low' };
    await requester.fill({ ...own, 'Area of ownership': 'ProdSec Automation' });
    expect((await requester.submit()).errors['f:sourceTeamName']).toContain('is needed');
    await requester.fill({ Source: 'Security Interlock' });
    expect(await now()).not.toContain('Name of that team');
  });

  it('a contact who did not file it is told so; a stakeholder may read the answers', async () => {
    await fillNetNew(requester, { Title: 'Rotate tokens', Contact: 'colleague', Stakeholders: ['product'] });
    await sandbox.settled();
    const told = (await sandbox.person('colleague').dms()).map((each) => screen(each)).join('\n');
    expect(told).toContain('You are the contact of *R-1* now.');
    const product = sandbox.person('product');
    await product.command('request R-1');
    expect(screen(await product.modal())).toContain('Problem statement of the requester');
  });

  it('a sensitive request shows number, door and state on its card, nothing else', async () => {
    await requester.command('intake new');
    await fillSteps(requester, NEW_FORM, { Title: 'Unfixed hole in the vault' });
    await requester.fill({ 'Who may see it': ['This request is sensitive'] });
    await requester.submit();
    await sandbox.settled();
    const card = screen(await requester.message({ channel: INTAKE, textContains: '*R-1*' }));
    expect(card).toContain('Net-new request');
    expect(card).not.toContain('vault');
    expect((await sandbox.gitlab.issues())[0]).toMatchObject({ confidential: true });
  });

  it('sent twice at the same moment it is filed once', async () => {
    await requester.command('intake new');
    await fillSteps(requester, NEW_FORM, { Title: 'Rotate tokens' });
    const both = await requester.submitTwice();
    for (const { modal } of both) expect(screen(modal)).toContain('R-1');
    await sandbox.settled();
    expect(await sandbox.gitlab.issues()).toHaveLength(1);
  });
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
