import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { addValue } from './cocreating.ts';
import { addTool, modalText } from './on-its-way.ts';
import { fromMonday } from './promised.ts';

const FINDS = 'Finds owners of findings';
const SEEN = 'https://gitlab.example.com/product/app/-/merge_requests/3';

let sandbox: Sandbox;
let engineer: PersonDriver;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday() });
  engineer = sandbox.person('engineer');
  await addTool(sandbox, { valuePropositions: [FINDS, 'Draws a graph'] });
});
afterEach(async () => {
  const problems = sandbox.problems();
  await sandbox.stop();
  expect(problems).toEqual([]);
});

const issues = async () => (await sandbox.gitlab.issues()).sort((one, other) => one.iid - other.iid);

async function list(): Promise<string> {
  if ((await engineer.modal()) !== null) await engineer.closeModal({ all: true });
  await engineer.command('tool T-1');
  await engineer.press('Value propositions');
  return modalText(engineer);
}

async function tick(at: string): Promise<void> {
  await sandbox.moveTo(new Date(at));
  await sandbox.tick();
  await sandbox.settled();
}

describe('value propositions of a tool (COC-4, COC-5, KPI-3)', () => {
  it('each get one Sunsetting issue, kept in step and closed once it has shipped or is dropped', async () => {
    await tick('2026-03-02T15:10:00Z');
    await tick('2026-03-02T15:12:00Z');
    const [first, second, ...rest] = await issues();
    expect(rest).toEqual([]);
    expect(first).toMatchObject({ title: `VulnMapper: ${FINDS}`, state: 'opened', confidential: true });
    expect(first?.labels).toEqual(['ProdSecEngMetric::Sunsetting']);
    expect(first?.description).toContain('Tooling Integration');

    expect(await list()).toContain('0 of 2 shipped in the product · 2 still open · for 2 nobody has said');
    await engineer.press(`Edit: ${FINDS}`);
    await engineer.fill({ 'Where it stands': 'Shipped' });
    expect((await engineer.submit()).errors).toHaveProperty('links');
    await engineer.fill({ Links: SEEN, 'What the product must match': 'Good enough' });
    expect((await engineer.submit()).errors).toHaveProperty('matches');
    await engineer.fill({ 'What that means': 'The first match' });
    await engineer.submit();
    expect(await modalText(engineer)).toContain('1 of 2 shipped');
    await engineer.press('Edit: Draws a graph');
    await engineer.fill({ 'Where it stands': 'Dropped', 'Why it is dropped': 'Nobody looks at it' });
    await engineer.submit();
    expect(await modalText(engineer)).toContain('1 dropped · none open');
    await sandbox.settled();
    expect((await issues()).map(({ state }) => state)).toEqual(['closed', 'closed']);
    expect((await issues())[1]?.description).toContain('Nobody looks at it');
    await engineer.press('Edit: Draws a graph');
    await engineer.fill({ 'Where it stands': 'Proposed' });
    await engineer.submit();
    await sandbox.settled();
    expect((await issues()).find(({ iid }) => iid === second?.iid)?.state).toBe('opened');
  });

  it('are added once, with their issue at once, and stand on the page of the tool', async () => {
    await list();
    expect(await addValue(engineer, { 'What it does for people': FINDS.toUpperCase() })).toEqual({
      what: 'This stands in the list already.',
    });
    await engineer.fill({ 'What it does for people': 'Mails a report', Links: 'no address' });
    expect((await engineer.submit()).errors).toHaveProperty('links');
    await engineer.fill({ Links: '' });
    await engineer.submitTwice();
    await sandbox.settled();
    expect((await issues()).map(({ title }) => title)).toEqual(['VulnMapper: Mails a report']);
    await engineer.closeModal({ all: true });
    await engineer.command('tool T-1');
    expect(await modalText(engineer)).toContain('Mails a report: In the tool only');
  });

  it('whose issue is closed or deleted in GitLab are not settled by that: it is said, and saving mends it', async () => {
    await tick('2026-03-02T15:10:00Z');
    await sandbox.gitlab.close({ as: 'engineer', iid: 1 });
    await sandbox.gitlab.remove({ as: 'engineer', iid: 2 });
    await tick('2026-03-02T15:25:00Z');
    const shown = await list();
    expect(shown).toContain('Its issue was closed in GitLab.');
    expect(shown).toContain('Its issue is gone from GitLab.');
    for (const what of [FINDS, 'Draws a graph']) {
      await engineer.press(`Edit: ${what}`);
      await engineer.submit();
    }
    await sandbox.settled();
    expect((await issues()).map(({ iid, state }) => [iid, state])).toEqual([
      [1, 'opened'],
      [3, 'opened'],
    ]);
    expect(await list()).not.toContain(':warning:');
  });

  it('are read by every member, and changed by the team alone, also from an old form', async () => {
    const requester = sandbox.person('requester');
    await requester.command('tool T-1');
    await requester.press('Value propositions');
    expect(await modalText(requester)).toContain(FINDS);
    expect(await modalText(requester)).not.toContain('[Edit]');
    await list();
    await engineer.press(`Edit: ${FINDS}`);
    const { storage, now } = sandbox.app().deps;
    const retired = {
      change: { actor: 'x', action: 'retired', why: 'y', fields: { state: 'retired' as const } },
      priority: 1,
      answer: '',
    };
    await storage.tools.changeTool(1, () => ({ ok: true, value: retired }), now());
    await engineer.submit();
    expect(await modalText(engineer)).toContain('what it did stays as it is on record');
  });
});
