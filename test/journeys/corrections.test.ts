import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NEW_FORM } from '../../src/domain/intake-forms.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { fillNetNew } from './fill.ts';

let sandbox: Sandbox;
let requester: PersonDriver;
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0 });
  requester = sandbox.person('requester');
  await fillNetNew(requester, { Title: 'Rotate tokens', Urgency: 'Within weeks', Stakeholders: ['product'] });
  await requester.closeModal({ all: true });
  await sandbox.settled();
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const INTAKE = 'security-capabilities-engineering';
const now = async (): Promise<string> => screen(await requester.modal());
const notes = async (): Promise<string> => (await sandbox.gitlab.issue(1)).notes.map(({ body }) => body).join('\n');

async function openCorrection(): Promise<void> {
  await requester.command('request R-1');
  await requester.press('Add or correct');
}

async function correct(own: Record<string, string | string[]>): Promise<void> {
  await openCorrection();
  for (const step of NEW_FORM.steps) {
    const labels = step.fields.map(({ label }) => label);
    const mine = Object.entries(own).filter(([label]) => labels.includes(label.replace(/: none$/, '')));
    await requester.fill(Object.fromEntries(mine));
    const { errors } = await requester.submit();
    expect(errors).toEqual({});
  }
}

describe('a correction', () => {
  it('starts from what the request says, and is on record with the new answers on the work item', async () => {
    await openCorrection();
    expect(await now()).toContain('Correct R-1');
    expect(JSON.stringify(await requester.values())).toContain('Rotate tokens');
    await requester.closeModal({ all: true });
    await correct({
      Title: 'Rotate keys',
      Urgency: 'Within days',
      'Problem statement': `Longer: ${'word '.repeat(40)}`,
    });
    expect(await now()).toContain('*R-1* is corrected'.replaceAll('*', ''));
    await sandbox.settled();
    const said = await notes();
    expect(said).toContain('corrected the request');
    expect(said).toContain('Title: Rotate keys (before: Rotate tokens)');
    expect(said).toContain('Urgency: Within days (before: Within weeks)');
    expect(said).toContain('Longer: word word');
    const { issue } = await sandbox.gitlab.issue(1);
    expect(issue.title).toBe('Rotate keys');
    expect(issue.description).toMatch(/## Urgency\n\nWithin days/);
    expect(screen(await requester.message({ channel: INTAKE, textContains: '*R-1*' }))).toContain('Rotate keys');
  });

  it('INV-2: the thread says which answers changed, not what they say', async () => {
    await correct({ 'Business case': 'A secret of the requester' });
    await sandbox.settled();
    const { ts } = await requester.message({ channel: INTAKE, textContains: '*R-1*' });
    const thread = (await requester.messages(INTAKE, { thread: ts })).map((each) => screen(each)).join('\n');
    expect(thread).toContain('Changed: Business case');
    expect(thread).not.toContain('A secret of the requester');
    expect(await notes()).toContain('A secret of the requester');
  });

  it('keeps stakeholders and contact in step: who was added may read it, who was taken out may not', async () => {
    await correct({ Stakeholders: ['engineering'], Contact: 'colleague' });
    await sandbox.settled();
    const [product, engineering] = [sandbox.person('product'), sandbox.person('engineering')];
    await product.command('request R-1');
    expect(screen(await product.modal())).not.toContain('Problem statement of the requester');
    await engineering.command('request R-1');
    expect(screen(await engineering.modal())).toContain('Problem statement of the requester');
    const told = (await sandbox.person('colleague').dms()).map((each) => screen(each)).join('\n');
    expect(told).toContain('You are the contact of *R-1* now.');
    expect(await notes()).toContain('Stakeholders: Engineering counterpart (before: Product counterpart)');
  });

  it('“none” takes every stakeholder out', async () => {
    await correct({ Stakeholders: [], 'Stakeholders: none': ['There are no other stakeholders'] });
    await sandbox.settled();
    const product = sandbox.person('product');
    await product.command('request R-1');
    expect(screen(await product.modal())).not.toContain('Problem statement of the requester');
  });

  it('a contact named on the request is the one that the form shows', async () => {
    await requester.command('request R-1');
    await requester.press('Name a contact');
    await requester.fill({ 'Who is the contact?': 'colleague' });
    await requester.submit();
    await requester.closeModal({ all: true });
    await correct({ Urgency: 'No date' });
    await sandbox.settled();
    const { issue } = await sandbox.gitlab.issue(1);
    expect(issue.description).toContain("contact: Requester's colleague");
    expect(issue.description).toMatch(/## Contact\n\nRequester's colleague/);
  });

  it('asks what a choice brings up, and goes back without losing anything or filing a second request', async () => {
    await openCorrection();
    await requester.submit();
    await requester.submit();
    await requester.fill({ Source: 'Product Security Risk Register (PSRR)' });
    expect(await now()).toContain('Risk reference');
    await requester.fill({ 'Risk reference': 'PSRR-42' });
    await requester.press('Back');
    expect(await now()).toContain('Correct R-1');
    await requester.submit();
    expect(JSON.stringify(await requester.values())).toContain('PSRR-42');
    await requester.submit();
    await requester.submit();
    expect(await now()).toContain('is corrected');
    await sandbox.settled();
    expect(await sandbox.gitlab.issues()).toHaveLength(1);
    expect(await notes()).toContain('Risk reference: PSRR-42');
  });

  it('what was typed and not saved is there next time, and is no draft of a new request', async () => {
    await openCorrection();
    await requester.fill({ 'Problem statement': 'Half a correction' });
    await requester.closeModal({ all: true });
    await requester.command('intake');
    expect(await now()).not.toContain('Continue where you stopped');
    await requester.closeModal({ all: true });
    await openCorrection();
    expect(JSON.stringify(await requester.values())).toContain('Half a correction');
  });

  it('has its errors at the fields; nothing changed is said', async () => {
    await openCorrection();
    await requester.fill({ Title: 'x'.repeat(201) });
    expect((await requester.submit()).errors['f:title']).toContain('201 characters');
    await requester.closeModal({ all: true });
    await correct({ Title: 'Rotate tokens' });
    expect(await now()).toContain('says what you see here already');
    await sandbox.settled();
    expect(await notes()).not.toContain('corrected');
  });

  it('ends when the request does', async () => {
    await openCorrection();
    const colleague = sandbox.person('engineer');
    await colleague.command('request R-1');
    await colleague.press('Withdraw');
    await colleague.fill({ Reason: 'Solved elsewhere' });
    await colleague.submit();
    await requester.fill({ Title: 'Too late' });
    for (const _ of NEW_FORM.steps) await requester.submit();
    expect(await now()).toContain('cannot be changed any more');
  });
});
