import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { fileFor, propose } from './deciding.ts';
import { dmsOf } from './filing.ts';

let sandbox: Sandbox;
let engineer: PersonDriver;
let requester: PersonDriver;
let colleague: PersonDriver;

/** R-1 of the requester, with the colleague as stakeholder. */
beforeEach(async () => {
  sandbox = await startSandbox();
  [engineer, requester, colleague] = [
    sandbox.person('engineer'),
    sandbox.person('requester'),
    sandbox.person('colleague'),
  ];
  await fileFor(sandbox, 'redirect');
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

it('INV-2: a stakeholder mutes a request and is not told of its decision; the requester is told that they did', async () => {
  await colleague.command('request R-1');
  await colleague.press('Mute');
  expect(screen(await colleague.modal())).toContain('[Unmute]');
  await colleague.closeModal({ all: true });
  await sandbox.settled();
  expect(await dmsOf(requester)).toContain("*Requester's colleague* has muted the request");
  await propose(sandbox, engineer, 'redirect');
  expect(await dmsOf(requester)).toContain('*R-1* is decided.');
  expect(await dmsOf(colleague)).not.toContain('*R-1* is decided.');
});

it('a stakeholder who is not concerned names another, who is told and hears the decision', async () => {
  await colleague.command('request R-1');
  await colleague.press('This is not me');
  await colleague.fill({ 'Who is it instead?': 'guest' });
  expect((await colleague.submit()).errors).toMatchObject({ person: expect.stringContaining('full member') });
  await colleague.fill({ 'Who is it instead?': 'product' });
  await colleague.submit();
  await colleague.closeModal({ all: true });
  await sandbox.settled();
  const product = sandbox.person('product');
  expect(await dmsOf(product)).toContain('You are named on *R-1* as a stakeholder.');
  expect(await dmsOf(requester)).toContain('says that it does not concern them');
  await propose(sandbox, engineer, 'redirect');
  expect(await dmsOf(product)).toContain('*R-1* is decided.');
  expect(await dmsOf(colleague)).not.toContain('*R-1* is decided.');
});
