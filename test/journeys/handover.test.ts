import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fieldsOf } from '../../src/domain/form.ts';
import { HANDOVER_FORM } from '../../src/domain/intake-forms.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { fillHandover, fillSteps } from './fill.ts';

let sandbox: Sandbox;
let requester: PersonDriver;
beforeEach(async () => {
  // Where the requester lives it is still the 20th.
  sandbox = await startSandbox({ port: 0, now: () => new Date('2026-11-20T23:30:00Z') });
  requester = sandbox.person('requester');
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const INTAKE = 'security-capabilities-engineering';
const now = async (): Promise<string> => screen(await requester.modal());
const toTechnical = async (person = requester): Promise<void> => {
  await person.command('intake handover');
  await fillSteps(person, { ...HANDOVER_FORM, steps: HANDOVER_FORM.steps.slice(0, 1) }, { 'Tool name': 'Keeper' });
  await person.fill({
    'Technical understanding': 'Go',
    Architecture: 'One service',
    'Health self-check': ['Tests run'],
  });
};
const NONE = { 'ADR links: none': ['None yet: we will write them'] };

describe('an ownership transfer (HAND-1)', () => {
  it('becomes a work item with every answer, named for the tool, and a card', async () => {
    expect(screen(await fillHandover(requester, { 'Tool name': 'Token keeper' }))).toContain('R-1');
    await sandbox.settled();
    const [issue, ...more] = await sandbox.gitlab.issues();
    expect(more).toEqual([]);
    expect(issue).toMatchObject({ title: 'Token keeper', confidential: true });
    expect(issue?.labels).toContain('ProdSecEng Candidate');
    const text = issue?.description ?? '';
    expect(text).toContain('Ownership transfer');
    for (const { label, kind, when, required } of fieldsOf(HANDOVER_FORM)) {
      if (kind === 'text') expect(text).toContain(`${label} of the requester`);
      if (required && when === undefined && label !== 'Tool name') expect(text).toContain(`## ${label}`);
    }
    const card = screen(await requester.message({ channel: INTAKE, textContains: '*R-1*' }));
    expect(card).toContain('Token keeper');
    expect(card).toContain('Ownership transfer');
  });

  it('HAND-1: without ADRs a date is promised, which stands on the work item', async () => {
    await toTechnical();
    await requester.fill(NONE);
    expect(await now()).toContain('ADRs written by');
    await requester.fill({ 'ADRs written by': '2027-01-29' });
    expect((await requester.submit()).errors).toEqual({});
    await fillSteps(requester, { ...HANDOVER_FORM, steps: HANDOVER_FORM.steps.slice(2) });
    expect(await now()).toContain('2027-01-29');
    await requester.submit();
    await sandbox.settled();
    const text = (await sandbox.gitlab.issues())[0]?.description ?? '';
    expect(text).toMatch(/## ADR links\n\nNone yet: we will write them/);
    expect(text).toMatch(/## ADRs written by\n\n2027-01-29/);
  });

  it('a date that has passed is refused at the field; today, where the person lives, is not', async () => {
    await toTechnical();
    await requester.fill(NONE);
    await requester.fill({ 'ADRs written by': '2026-11-19' });
    expect((await requester.submit()).errors['f:adrDate']).toContain('2026-11-19 has passed');
    await requester.fill({ 'ADRs written by': '2026-11-20' });
    expect((await requester.submit()).errors).toEqual({});
    await requester.closeModal({ all: true });
    const sydney = sandbox.person('second-engineer');
    await toTechnical(sydney);
    await sydney.fill(NONE);
    await sydney.fill({ 'ADRs written by': '2026-11-20' });
    expect((await sydney.submit()).errors['f:adrDate']).toContain('has passed');
  });

  it('links and “none” together are refused, and so is a link that is none', async () => {
    await toTechnical();
    await requester.fill({ 'ADR links': 'https://docs.example.com/adr', ...NONE });
    expect((await requester.submit()).errors['f:adrLinks']).toContain('not both');
    await requester.fill({ 'ADR links: none': [], 'ADR links': 'docs/adr' });
    expect((await requester.submit()).errors['f:adrLinks']).toContain('no web address');
  });

  it('the health self-check takes several answers or none of them, not both', async () => {
    await toTechnical();
    await requester.fill({ 'ADR links': 'https://docs.example.com/adr' });
    await requester.fill({ 'Health self-check': ['Tests run', 'None of these yet'] });
    expect((await requester.submit()).errors['f:healthCheck']).toContain('not both');
    await requester.fill({ 'Health self-check': ['None of these yet'] });
    expect((await requester.submit()).errors).toEqual({});
  });

  it('going back keeps the boxes and the date', async () => {
    await toTechnical();
    await requester.fill(NONE);
    await requester.fill({ 'ADRs written by': '2027-01-29' });
    await requester.press('Back');
    await requester.submit();
    const values = JSON.stringify(await requester.values());
    for (const value of ['2027-01-29', '"none"', 'tests-ci', 'One service']) expect(values).toContain(value);
  });
});
