import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NEW_FORM } from '../../src/domain/intake-forms.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { dmsOf } from './filing.ts';
import { fillNetNew, fillSteps } from './fill.ts';

let sandbox: Sandbox;
let requester: PersonDriver;
let colleague: PersonDriver;
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0 });
  [requester, colleague] = [sandbox.person('requester'), sandbox.person('colleague')];
  await fillNetNew(requester, { Title: 'Rotate tokens', Urgency: 'Within weeks' });
  await requester.closeModal({ all: true });
  await sandbox.settled();
});
afterEach(async () => {
  const problems = sandbox.problems();
  await sandbox.stop();
  expect(problems).toEqual([]);
});

async function nameContact(who: string): Promise<void> {
  await requester.command('request R-1');
  await requester.press('Name a contact');
  await requester.fill({ 'Who is the contact?': who });
  await requester.submit();
  await requester.closeModal({ all: true });
  await sandbox.settled();
}

type Own = Record<string, string>;

/** Opens the form and goes through all its steps but the last. */
async function begin(person: PersonDriver, own: Own): Promise<void> {
  await person.command('request R-1');
  await person.press('Add or correct');
  for (const step of NEW_FORM.steps.slice(0, -1)) {
    const labels = step.fields.map(({ label }) => label);
    await person.fill(Object.fromEntries(Object.entries(own).filter(([label]) => labels.includes(label))));
    await person.submit();
  }
}

async function finish(person: PersonDriver): Promise<string> {
  const text = screen((await person.submit()).modal);
  await person.closeModal({ all: true });
  await sandbox.settled();
  return text;
}

const answers = async () => (await sandbox.app().deps.storage.requests.request(1))?.request.answers;

describe('a contact', () => {
  it('who is named a second time is told a second time', async () => {
    const told = async () => (await dmsOf(colleague)).split('You are the contact of *R-1* now.').length - 1;
    await nameContact('colleague');
    expect(await told()).toBe(1);
    await nameContact('product');
    expect(await told()).toBe(1);
    await nameContact('colleague');
    expect(await told()).toBe(2);
  });
});

describe('two people who correct a request at once', () => {
  it('each change what they changed, and leave what the other changed', async () => {
    await nameContact('colleague');
    await begin(requester, { Urgency: 'Within days' });
    await begin(colleague, { Title: 'Rotate all tokens', 'Problem statement': 'They expire' });
    expect(await finish(colleague)).toContain('is corrected');
    expect(await finish(requester)).toContain('is corrected');
    const { issue, notes } = await sandbox.gitlab.issue(1);
    expect(issue.title).toBe('Rotate all tokens');
    expect(issue.description).toMatch(/## Urgency\n\nWithin days/);
    expect(issue.description).toContain('They expire');
    expect(await answers()).toMatchObject({ title: 'Rotate all tokens', problem: 'They expire' });
    const said = notes.map(({ body }) => body).filter((body) => body.includes('corrected the request'));
    expect(said).toHaveLength(2);
    expect(said[1]).not.toMatch(/Title|They expire/);
  });
});

describe('a corrected request', () => {
  const alike = async (title: string): Promise<string> => {
    await colleague.command('intake new');
    await colleague.fill({ Title: title, 'Problem statement': `${title} every night` });
    const shown = screen(await colleague.modal());
    await colleague.closeModal({ all: true });
    return shown;
  };

  it('is found by its new words (DOOR-8)', async () => {
    await begin(requester, {
      Title: 'Quarantine orphaned containers',
      'Problem statement': 'Orphaned containers linger',
    });
    await finish(requester);
    expect(await alike('Orphaned containers linger')).toContain('*R-1* Quarantine orphaned containers');
  });

  it('is so too when another is corrected or filed in the same moment', async () => {
    await fillNetNew(requester, { Title: 'Something wholly different', 'Problem statement': 'Nothing alike' });
    await requester.closeModal({ all: true });
    await sandbox.settled();
    await begin(requester, {
      Title: 'Quarantine orphaned containers',
      'Problem statement': 'Orphaned containers linger',
    });
    const engineer = sandbox.person('engineer');
    await fillSomething(engineer, () => requester.submit());
    await sandbox.settled();
    await requester.closeModal({ all: true });
    expect(await alike('Orphaned containers linger')).toContain('*R-1* Quarantine orphaned containers');
  });
});

/** Files a request at the same moment as something else is done. */
async function fillSomething(person: PersonDriver, meanwhile: () => Promise<unknown>): Promise<void> {
  await person.command('intake new');
  await fillSteps(person, NEW_FORM, { Title: 'A third one' });
  await Promise.all([meanwhile(), person.submit()]);
}
