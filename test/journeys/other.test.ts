import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OTHER_FORM } from '../../src/domain/intake-forms.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { fillOther, fillSteps } from './fill.ts';

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

const now = async (): Promise<string> => screen(await requester.modal());

describe('an other request (DOOR-1)', () => {
  it('a feature names its tool; the work item has it, and the sources and area as every request', async () => {
    await requester.command('intake other');
    await requester.fill({ 'Kind of request': 'A feature of a tool' });
    expect(await now()).toContain('Which tool');
    await requester.fill({ 'Which tool': 'Token keeper' });
    await fillSteps(requester, OTHER_FORM, { Title: 'A dry run', 'Area of ownership': 'ProdSec Tooling Integration' });
    await requester.submit();
    await sandbox.settled();
    const [issue] = await sandbox.gitlab.issues();
    expect(issue?.title).toBe('A dry run');
    for (const text of ['Other request', 'Token keeper', 'ProdSec Tooling Integration', 'ProdSec automation request'])
      expect(issue?.description).toContain(text);
  });

  it('something else asks for no tool, and what was typed for one is not sent', async () => {
    await requester.command('intake other');
    await requester.fill({ 'Kind of request': 'A feature of a tool' });
    await requester.fill({ 'Which tool': 'Token keeper' });
    await requester.fill({ 'Kind of request': 'Something else' });
    expect(await now()).not.toContain('Which tool');
    await fillSteps(requester, OTHER_FORM, { Title: 'A talk', 'Kind of request': 'Something else' });
    expect(await now()).not.toContain('Token keeper');
    await requester.submit();
    await sandbox.settled();
    expect((await sandbox.gitlab.issues())[0]?.description).not.toContain('Token keeper');
  });

  it('looks for earlier requests that look alike, too', async () => {
    await fillOther(requester, { Title: 'A dry run for the scanner', 'Kind of request': 'Something else' });
    await requester.closeModal({ all: true });
    await sandbox.settled();
    const colleague = sandbox.person('colleague');
    await colleague.command('intake other');
    await colleague.fill({ Title: 'Scanner', 'What it is about': 'The scanner should have a dry run' });
    expect(screen(await colleague.modal())).toContain('*R-1* A dry run for the scanner');
  });
});
