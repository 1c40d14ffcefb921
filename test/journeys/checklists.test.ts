import { afterEach, beforeEach, expect, it } from 'vitest';
import { CHECKLISTS } from '../../src/domain/checklist.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { fileFor, openPromises, propose } from './deciding.ts';
import { dmsOf } from './filing.ts';
import { fromMonday } from './promised.ts';

const ITEMS = CHECKLISTS.documentation;
const PAGE = 'https://gitlab.example.com/security/keeper/-/blob/main/README.md';

let sandbox: Sandbox;
let engineer: PersonDriver;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday() });
  engineer = sandbox.person('engineer');
  await fileFor(sandbox, 'accept', { 'Tool name': 'Keeper' });
  await propose(sandbox, engineer, 'accept');
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const shown = async (): Promise<string> => screen(await engineer.modal());
const REMINDER = { dm: true as const, textContains: 'Documentation checklist' };
const description = async (): Promise<string> => (await sandbox.gitlab.issue(1)).issue.description;

async function answer(button: 'Done' | 'Not needed', text: string): Promise<void> {
  await engineer.press(button);
  await engineer.fill({ text });
  await engineer.submit();
}

it('HAND-6: the documentation checklist of a tool that was accepted is answered item by item, and then ends by itself', async () => {
  await engineer.command('tool Keeper');
  expect(await shown()).toContain(`0 of ${ITEMS.length} done`);
  await engineer.press('Open checklist');
  for (const item of ITEMS) expect(await shown()).toContain(item);
  await engineer.press('Done');
  await engineer.fill({ text: 'https://someone:secret@gitlab.example.com/page' });
  expect((await engineer.submit()).errors.text).toContain('Give the address of where it can be seen');
  await engineer.fill({ text: PAGE });
  await engineer.submit();
  expect(await shown()).toContain(`<${PAGE}|See it> · <@U0ENGINE1>`);
  expect(await shown()).toContain(`1 of ${ITEMS.length} done`);
  await answer('Not needed', 'It runs by itself');
  expect(await shown()).toContain('Not needed: It runs by itself');
  await sandbox.settled();
  expect(await description()).toContain('## Documentation checklist');
  expect(await description()).toMatch(/- \[x\] The README names .*README\.md/);
  expect(await description()).toContain('not needed: It runs by itself');
  expect(await description()).toContain('- [ ] CODEOWNERS');
  for (const _ of ITEMS.slice(2)) await answer('Done', PAGE);
  expect(await shown()).toContain('It is done.');
  expect(openPromises(sandbox)).not.toContain('documentation');
  await engineer.press('Open again');
  expect(await shown()).toContain(`${ITEMS.length - 1} of ${ITEMS.length} done`);
  expect(openPromises(sandbox)).toContain('documentation');
  await engineer.closeModal({ all: true });
});

it('HAND-6: its reminder says how far it is, opens it, and follows; it is dropped by hand only with a reason', async () => {
  await sandbox.moveTo(new Date('2026-04-02T15:00:00Z'));
  expect(screen(await engineer.message(REMINDER))).toContain(`Held by <@U0ENGINE1> · 0 of ${ITEMS.length} done`);
  expect(screen(await engineer.message(REMINDER))).toContain('It ends by itself when nothing is open.');
  await engineer.click(REMINDER, 'Open checklist');
  await answer('Done', PAGE);
  await engineer.closeModal({ all: true });
  await sandbox.settled();
  expect(screen(await engineer.message(REMINDER))).toContain(`1 of ${ITEMS.length} done`);
  await engineer.click(REMINDER, 'Not needed');
  expect(await shown()).not.toContain('It is done');
  expect((await engineer.submit()).errors).toHaveProperty('text');
  await engineer.fill({ Reason: 'The tool went elsewhere.' });
  await engineer.submit();
  await engineer.closeModal({ all: true });
  await sandbox.settled();
  expect(await dmsOf(engineer)).toContain('Not needed any more by <@U0ENGINE1>');
  expect(openPromises(sandbox)).not.toContain('documentation');
});

it('is for whoever holds it and the team, also by a button that was pressed before', async () => {
  await sandbox.moveTo(new Date('2026-04-02T15:00:00Z'));
  await engineer.click(REMINDER, 'Open checklist');
  await engineer.press('Done');
  await engineer.fill({ text: PAGE });
  const { storage } = sandbox.app().deps;
  const group = await storage.people.userGroupByHandle('product-security-engineering');
  if (group === null) throw new Error('there is no team');
  await storage.people.keepUserGroup({ ...group, memberIds: ['U0ENGINE2'] });
  const [promise] = await storage.promises.openPromisesOfKind('documentation', 0, 1);
  const change = { ownerId: 'U0ENGINE2' };
  const to = { actor: 'test', action: 'moved', promise: change, owed: [], answer: '' };
  await storage.promises.changePromise(promise?.id ?? 0, () => ({ ok: true, value: to }), sandbox.clock.now());
  expect((await engineer.submit()).errors.text).toContain('Only who holds this promise and ProdSecEng can do this.');
  await engineer.closeModal({ all: true });
});
