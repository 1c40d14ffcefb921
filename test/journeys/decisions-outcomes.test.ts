import { afterEach, expect, test } from 'vitest';
import { type OutcomeId, outcomeOf } from '../../src/domain/outcome.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { cardOf, fileFor, INTAKE, metricsOn, notesOn, openPromises, propose, stateOf, toolRows } from './deciding.ts';
import { dmsOf, threadOf } from './filing.ts';

type Row = {
  rules: string;
  id: OutcomeId;
  metric: string;
  /** Who agrees, in this order. */
  signers: string[];
  aware?: string[];
  tool?: { state: string; support: string };
  promises: string[];
  /** What the requester reads of it. */
  reads: string;
};

const LEFT_TO_ACKNOWLEDGE = ['acknowledge', 'acknowledge'];

const ROWS: Row[] = [
  {
    rules: 'DEC-1, NEW-7',
    id: 'build-product',
    metric: 'Tooling Integration',
    signers: ['product', 'engineering'],
    promises: ['start-cocreate'],
    reads: 'no internal tooling phase',
  },
  {
    rules: 'DEC-2',
    id: 'build-internal',
    metric: 'Custom Tooling',
    signers: [],
    tool: { state: 'planned', support: 'standard' },
    promises: ['planned-tool'],
    reads: 'enters the inventory as planned',
  },
  {
    rules: 'DEC-3',
    id: 'wait',
    metric: 'ProdSecRequirement',
    signers: ['requester'],
    promises: ['waiting'],
    reads: 'Product work that is waited for',
  },
  {
    rules: 'DEC-4, NEW-10',
    id: 'redirect',
    metric: 'ProdSecRequirement',
    signers: [],
    promises: [],
    reads: 'Existing solution of the proposal',
  },
  {
    rules: 'DEC-5',
    id: 'defer',
    metric: 'ProdSecRequirement',
    signers: [],
    aware: ['leadership', 'colleague'],
    promises: [...LEFT_TO_ACKNOWLEDGE, 'deferred'],
    reads: '2099-12-31',
  },
  {
    rules: 'DEC-6, NEW-10',
    id: 'self-serve',
    metric: 'ProdSecRequirement',
    signers: ['requester'],
    promises: [],
    reads: 'Guidance of the proposal',
  },
  {
    rules: 'DEC-7',
    id: 'accept',
    metric: 'ProdSecRequirement',
    signers: [],
    tool: { state: 'operational', support: 'standard' },
    promises: ['documentation'],
    reads: 'enters the inventory',
  },
  {
    rules: 'DEC-8',
    id: 'accept-improve',
    metric: 'ProdSecRequirement',
    signers: [],
    tool: { state: 'operational', support: 'improvement-plan' },
    promises: ['documentation', 'improvement'],
    reads: 'One row lower',
  },
  {
    rules: 'DEC-9, HAND-9',
    id: 'best-effort',
    metric: 'ProdSecRequirement',
    signers: [],
    aware: ['leadership', 'colleague'],
    tool: { state: 'operational', support: 'best-effort' },
    promises: [...LEFT_TO_ACKNOWLEDGE, 'documentation', 'evaluation'],
    reads: 'without promised times',
  },
  {
    rules: 'DEC-10, HAND-9',
    id: 'alternative',
    metric: 'ProdSecRequirement',
    signers: ['requester', 'leadership'],
    promises: [],
    reads: 'Alternative of the proposal',
  },
  {
    rules: 'DEC-11, HAND-8',
    id: 'reprioritise',
    metric: 'ProdSecRequirement',
    signers: ['leadership'],
    tool: { state: 'operational', support: 'standard' },
    promises: ['documentation'],
    reads: 'What else slips of the proposal',
  },
];

let sandbox: Sandbox;
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

/** Each signer reads decision, basis and consequences; nothing is said of it before all have agreed. */
async function signAll({ id, signers }: Row): Promise<void> {
  const { label, decides } = outcomeOf(id);
  for (const role of signers) {
    expect(await cardOf(sandbox)).toContain(`Proposed: ${label}`);
    expect([stateOf(sandbox), toolRows(sandbox), await metricsOn(sandbox)]).toEqual([
      'proposed',
      [],
      ['ProdSecEngMetric::Pending'],
    ]);
    const asked = { dm: true as const, textContains: `*${label}*` };
    const person = sandbox.person(role);
    expect(screen(await person.message(asked))).toContain('Basis of the proposal');
    await person.click(asked, decides === 'team' ? 'Agree' : 'Decide so');
    await sandbox.settled();
    expect(screen(await person.message({ dm: true, textContains: 'Basis of the proposal' }))).not.toContain(
      '[Decline…]',
    );
  }
}

async function acknowledgeAll({ id, aware = [] }: Row): Promise<void> {
  for (const [index, role] of aware.entries()) {
    const person = sandbox.person(role);
    await person.click({ dm: true, textContains: 'Please say that you are aware' }, 'I am aware');
    await sandbox.settled();
    expect(await dmsOf(person)).toContain('You are aware of it');
    expect(await cardOf(sandbox)).toContain(`Aware: ${index + 1} of ${aware.length}`);
  }
  expect(openPromises(sandbox)).not.toContain('acknowledge');
  expect(outcomeOf(id).awareness).toHaveLength(aware.length);
}

test.each(ROWS)('$rules: $id, from intake to what follows', async (row) => {
  const { id, metric, tool, promises, reads } = row;
  const { label } = outcomeOf(id);
  sandbox = await startSandbox();
  await fileFor(sandbox, id, { 'Tool name': 'Keeper' });
  const engineer = sandbox.person('engineer');
  const told = await propose(sandbox, engineer, id);
  expect(told).toContain(row.signers.length === 0 ? `R-1 is decided: ${label}` : `Proposed: ${label}`);
  await signAll(row);

  expect(await cardOf(sandbox)).toContain(`Decided: ${label}`);
  expect(stateOf(sandbox)).toBe('decided');
  expect(await metricsOn(sandbox)).toEqual([`ProdSecEngMetric::${metric}`]);
  const notes = await notesOn(sandbox);
  for (const text of [label, 'Basis of the proposal', 'Conditions of the proposal', reads])
    expect(notes).toContain(text);
  expect(toolRows(sandbox)).toMatchObject(tool === undefined ? [] : [tool]);
  expect(openPromises(sandbox)).toEqual(promises);
  const requester = await dmsOf(sandbox.person('requester'));
  for (const text of [label, 'Basis of the proposal', reads]) expect(requester).toContain(text);
  // Everyone reads the thread: outcome, not the details (INV-2).
  const { ts } = await engineer.message({ channel: INTAKE, textContains: '*R-1*' });
  expect(await threadOf(engineer, INTAKE, ts)).toContain(label);
  expect(await threadOf(engineer, INTAKE, ts)).not.toContain('of the proposal');
  await acknowledgeAll(row);
});

test('DEC-10, HAND-9: an alternative opens one linked net-new request, also when its delivery comes twice', async () => {
  sandbox = await startSandbox();
  await fileFor(sandbox, 'alternative', { 'Tool name': 'Keeper' });
  const engineer = sandbox.person('engineer');
  await propose(sandbox, engineer, 'alternative');
  for (const role of ['requester', 'leadership'])
    await sandbox.person(role).click({ dm: true, textContains: 'needs your agreement' }, 'Agree');
  await sandbox.settled();
  const { storage, now } = sandbox.app().deps;
  const { oweAlternative, oweDecisionLabel } = await import('../../src/domain/owed.ts');
  await storage.owe([oweAlternative(1, 1), oweDecisionLabel(1)], now());
  await sandbox.settled();
  expect(await metricsOn(sandbox)).toEqual(['ProdSecEngMetric::ProdSecRequirement']);
  expect((await storage.requests.request(2))?.request).toMatchObject({
    door: 'new',
    state: 'new',
    title: 'Alternative to Keeper',
    requesterId: 'U0REQUEST',
  });
  expect(await storage.requests.request(3)).toBeNull();
  expect((await sandbox.gitlab.issues()).length).toBe(2);
  expect(await metricsOn(sandbox, 2)).toEqual(['ProdSecEngMetric::Pending']);
  expect(JSON.stringify((await storage.requests.request(2))?.request.answers)).toContain('R-1 was not taken over');
  await engineer.command('request R-1');
  expect(screen(await engineer.modal())).toContain('The alternative is request *R-2*');
});

test('HAND-6: an improvement plan files each gap that keeps the tool below Good as a work item, once', async () => {
  sandbox = await startSandbox();
  await fileFor(sandbox, 'accept-improve', { 'Tool name': 'Keeper' });
  await propose(sandbox, sandbox.person('engineer'), 'accept-improve');
  await sandbox.settled();
  const { plannedWork } = sandbox.app().deps.storage;
  const work = await plannedWork.plannedWorkOfTool(1, 20);
  expect(work.length).toBeGreaterThan(0);
  expect(work.every(({ kind, iid, state }) => kind === 'improvement' && iid !== null && state === 'opened')).toBe(true);
  const titles = (await sandbox.gitlab.issues()).map(({ title }) => title);
  for (const { title } of work) expect(titles.filter((each) => each === title)).toHaveLength(1);
});
