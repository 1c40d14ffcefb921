import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { inDatabase } from './deciding.ts';
import { fillNetNew } from './fill.ts';
import { modalText } from './on-its-way.ts';
import { fromMonday } from './promised.ts';
import { offerPart } from './transferring.ts';

let sandbox: Sandbox;
let engineer: PersonDriver;
let product: PersonDriver;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday() });
  engineer = sandbox.person('engineer');
  product = sandbox.person('product');
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const PARTS = [
  'Ownership of the feature, its code and its open issues',
  'Support from ProdSecEng while they take over, and until when',
  'Its internal users know whom to ask from now on',
];
const DOCUMENTATION = 'Documentation: how it works, how it is run, its decisions (ADRs)';

const stageRow = () =>
  inDatabase(sandbox, (client) =>
    client.prepare<[], { state: string }>(`SELECT state FROM stage WHERE kind = 'hand-off'`).get(),
  );

/** R-1, whose co-creation without a tool has ended: the hand-off that the end opens. */
async function cocreated(): Promise<void> {
  const requester = sandbox.person('requester');
  await fillNetNew(requester, {});
  await requester.closeModal({ all: true });
  await sandbox.settled();
  const { storage, now } = sandbox.app().deps;
  const cocreate = {
    kind: 'cocreate' as const,
    name: 'SAST rules',
    phase: 'loop-2',
    requestId: 1,
    ownerId: 'U0ENGINE1',
  };
  const opened = await storage.stages.openStage(cocreate, 'U0ENGINE1', [], now());
  if (!opened.ok) throw new Error(opened.text);
  await sandbox.settled();
  await storage.stages.changeStage(
    opened.id,
    ({ stage }) => ({
      ok: true,
      value: {
        ...{ actor: 'U0ENGINE1', action: 'loop 2 ended', edit: { state: 'ended', endedAt: now() }, answer: '' },
        opens: [{ kind: 'hand-off', name: stage.name, phase: 'open', requestId: 1, ownerId: stage.ownerId }],
      },
    }),
    now(),
  );
  await sandbox.settled();
}

describe('a hand-off (CHA-2)', () => {
  it('asks who takes it over, offers each part to their DRI, and ends with all of it accepted', async () => {
    await cocreated();
    await sandbox.tick();
    await sandbox.settled();
    await engineer.click({ dm: true, textContains: 'name the product team that takes it over' }, 'Open it');
    expect(await modalText(engineer)).toContain('Next: name the product team');
    await engineer.press('Name the receiver');
    await engineer.fill({ 'Receiving team': 'Composition Analysis', DRI: 'product' });
    await engineer.fill({ 'ProdSecEng supports them until': '2026-02-01' });
    expect((await engineer.submit()).errors).toEqual({ supportUntil: 'Choose today or a later day.' });
    await engineer.fill({ 'ProdSecEng supports them until': '2026-06-30' });
    expect((await engineer.submit()).errors).toEqual({});
    await sandbox.settled();
    expect(screen(await product.message({ dm: true, textContains: 'You answer for' }))).toContain(
      'Composition Analysis',
    );

    for (const part of PARTS) await offerPart(engineer, part);
    await engineer.press(`Offer: ${DOCUMENTATION}`.slice(0, 75));
    expect((await engineer.submit()).errors).toHaveProperty('link');
    await engineer.fill({ Link: 'https://docs.gitlab.com/sast' });
    expect((await engineer.submit()).errors).toEqual({});
    await sandbox.settled();
    for (const part of [...PARTS, DOCUMENTATION]) {
      await product.click({ dm: true, textContains: `${part} of SAST rules` }, 'Accept');
      await sandbox.settled();
    }
    await sandbox.tick();
    await sandbox.settled();
    await engineer.click({ dm: true, textContains: 'end the hand-off' }, 'Open it');
    await engineer.press('End the hand-off');
    await sandbox.settled();
    expect(stageRow()).toEqual({ state: 'ended' });
    expect(screen(await product.message({ dm: true, textContains: 'is owned by' }))).toContain('until 2026-06-30');
    const handOff = (await sandbox.gitlab.issues()).find(({ title }) => title === 'Hand-off: SAST rules');
    expect(handOff?.state).toBe('closed');
    expect(handOff?.description).toContain('Composition Analysis');
  });

  it('can be begun from the request whose co-creation has finished, by the team only', async () => {
    await cocreated();
    await sandbox
      .app()
      .deps.storage.stages.changeStage(
        2,
        () => ({ ok: true, value: { actor: 'x', action: 'y', edit: { state: 'cancelled' }, answer: '' } }),
        sandbox.app().deps.now(),
      );
    const requester = sandbox.person('requester');
    await requester.command('request R-1');
    expect(await modalText(requester)).not.toContain('Hand off to the product team');
    await engineer.command('request R-1');
    await engineer.press('Hand off to the product team');
    await engineer.fill({ 'Receiving team': 'Composition Analysis', DRI: 'product' });
    await engineer.fill({ 'ProdSecEng supports them until': '2026-06-30' });
    expect((await engineer.submit()).errors).toEqual({});
    await sandbox.settled();
    expect(await modalText(engineer)).toContain('Composition Analysis');
    await engineer.closeModal({ all: true });
    // The DRI, who is not of the team, answers in the workspace.
    await product.click({ dm: true, textContains: 'You answer for' }, 'Open');
    expect(await modalText(product)).not.toContain('[Offer]');
    expect(await modalText(product)).not.toContain('Change the receiver');
  });

  it('with another receiver takes back what the DRI before was asked', async () => {
    await cocreated();
    await sandbox.tick();
    await sandbox.settled();
    await engineer.click({ dm: true, textContains: 'name the product team that takes it over' }, 'Open it');
    await engineer.press('Name the receiver');
    const until = { 'ProdSecEng supports them until': '2026-06-30' };
    await engineer.fill({ 'Receiving team': 'Composition Analysis', DRI: 'product', ...until });
    expect((await engineer.submit()).errors).toEqual({});
    await offerPart(engineer, PARTS[0] ?? '');
    await engineer.press('Change the receiver');
    await engineer.fill({ 'Receiving team': 'Static Analysis', DRI: 'colleague' });
    expect((await engineer.submit()).errors).toEqual({});
    await sandbox.settled();
    const asked = screen(await product.message({ dm: true, textContains: `${PARTS[0]} of SAST rules` }));
    expect(asked).toContain('Somebody else answers this now.');
    expect(asked).not.toContain('[Accept]');
  });
});
