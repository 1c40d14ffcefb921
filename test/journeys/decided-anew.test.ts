import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { ASKED, assess, fileFor, inDatabase, propose } from './deciding.ts';

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

test('HAND-9: a tool that is not taken over after all goes back to the transferring team, and nothing is promised of it', async () => {
  sandbox = await startSandbox();
  await fileFor(sandbox, 'accept', { 'Tool name': 'Keeper', 'Transferring team': 'Platform Tools' });
  const engineer = sandbox.person('engineer');
  await propose(sandbox, engineer, 'accept');
  const { storage } = sandbox.app().deps;
  expect(await storage.tools.tool(1)).toMatchObject({ state: 'operational', owningTeam: 'ProdSecEng' });
  await engineer.command('request R-1');
  await engineer.press('Decide anew');
  await engineer.fill({ Reason: 'There is a better way.' });
  await engineer.submit();
  await engineer.closeModal({ all: true });
  await propose(sandbox, engineer, 'alternative');
  expect(await storage.tools.tool(1)).toMatchObject({ state: 'operational' });
  for (const role of ['requester', 'leadership']) {
    await sandbox.person(role).click(ASKED, 'Agree');
    await sandbox.settled();
  }
  expect(await storage.tools.tool(1)).toMatchObject({ state: 'transferred', owningTeam: 'Platform Tools' });
  expect(await storage.promises.openPromisesOfTool(1)).toEqual([]);
  const [line] = await storage.audit.auditOf('T-1', 1);
  expect(line).toMatchObject({ action: 'transferred' });
});
