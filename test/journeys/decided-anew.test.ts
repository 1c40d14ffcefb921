import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { assess, fileFor, inDatabase, propose } from './deciding.ts';

let sandbox: Sandbox;
afterEach(() => sandbox?.stop());

test('INV-11: a tool that is decided anew keeps the place that the manager gave it', async () => {
  sandbox = await startSandbox();
  await fileFor(sandbox, 'accept', { 'Tool name': 'Keeper' });
  const engineer = sandbox.person('engineer');
  await propose(sandbox, engineer, 'accept');
  await sandbox.settled();
  const { storage } = sandbox.app().deps;
  inDatabase(sandbox, (client) => client.exec('UPDATE tool SET placed = 1'));
  const placedFirst = 100;
  await engineer.command('request R-1');
  await engineer.press('Decide anew');
  await engineer.fill({ Reason: 'It got worse.' });
  await engineer.submit();
  await engineer.closeModal({ all: true });
  assess(sandbox, 1, 'best-effort');
  await propose(sandbox, engineer, 'best-effort');
  await sandbox.settled();
  const after = await storage.tools.tool(1);
  expect(after).toMatchObject({ support: 'best-effort', placed: 1 });
  expect(after?.priority).toBeGreaterThan(placedFirst);
});
