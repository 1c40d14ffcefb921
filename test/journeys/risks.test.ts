import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { inDatabase } from './deciding.ts';
import { fillNetNew } from './fill.ts';
import { decided, fromMonday } from './promised.ts';

let sandbox: Sandbox;
let engineer: PersonDriver;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday() });
  engineer = sandbox.person('engineer');
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const shown = async (person = engineer): Promise<string> => screen(await person.modal());

/** A request of the requester that answers this risk. */
async function fileForRisk(reference: string): Promise<void> {
  const requester = sandbox.person('requester');
  await fillNetNew(requester, { Source: 'Product Security Risk Register (PSRR)', 'Risk reference': reference });
  await requester.closeModal({ all: true });
  await sandbox.settled();
}

async function addRisk(reference: string, title: string): Promise<void> {
  await engineer.press('Add a risk');
  await engineer.fill({ Reference: reference, Title: title });
  expect((await engineer.submit()).errors).toEqual({});
  await sandbox.settled();
}

async function openRegister(): Promise<void> {
  await engineer.command('engage');
  await engineer.press('Open the risks');
}

describe('CHA-4: risks of the register', () => {
  it('are listed, those without work first; each has a page with its reference, title and link', async () => {
    await fileForRisk('psrr-2 ');
    await openRegister();
    await addRisk('PSRR-10', 'Tokens that never expire');
    await addRisk('psrr-2', 'Images nobody scans');
    expect(await shown()).toMatch(
      /PSRR-10\* Tokens[\s\S]*no work mitigates it[\s\S]*PSRR-2\* Images[\s\S]*0 of 1 shipped/,
    );
    await engineer.press('Add a risk');
    await engineer.fill({ Reference: 'Psrr-2', Title: 'Again', 'Where it is in the register': 'ftp://x' });
    expect((await engineer.submit()).errors).toHaveProperty('url');
    await engineer.fill({ 'Where it is in the register': null });
    expect((await engineer.submit()).errors.reference).toBe('PSRR-2 is in the list already.');
    await engineer.closeModal();
    await engineer.press('Open');
    expect(await shown()).toContain(
      'PSRR-10* Tokens that never expire\n:warning: no work mitigates it · no link to the register yet',
    );
    await engineer.press('Edit');
    await engineer.fill({ 'Where it is in the register': 'https://gitlab.example.com/register/10' });
    await engineer.submit();
    await sandbox.settled();
    expect(await shown()).toContain('<https://gitlab.example.com/register/10|See it in the register>');
    await engineer.press('Close the risk');
    expect(await shown()).toContain('_closed_');
    await engineer.closeModal({ all: true });
    await engineer.command('engage');
    expect(await shown()).toContain('1 open risk');
    expect(await shown()).not.toContain('without work');
    await engineer.closeModal({ all: true });
  });

  it('named by a request and not added yet is proposed; from the request it is opened or added', async () => {
    await fileForRisk('PSRR-7');
    await openRegister();
    expect(await shown()).toContain('*PSRR-7* is named by R-1');
    await engineer.closeModal({ all: true });
    await engineer.command('request R-1');
    await engineer.press('Add risk PSRR-7');
    await engineer.fill({ Title: 'Services without an owner' });
    await engineer.submit();
    expect(await shown()).toContain('PSRR-7* Services without an owner\n0 of 1 shipped');
    expect(await shown()).toContain('waits to be decided');
    await engineer.closeModal({ all: true });
    const leader = sandbox.person('leadership');
    await leader.command('request R-1');
    await leader.press('Risk PSRR-7');
    expect(await shown(leader)).toContain('Services without an owner');
    expect(await shown(leader)).not.toContain('[Edit]');
    await leader.closeModal({ all: true });
    const requester = sandbox.person('requester');
    await requester.command('request R-1');
    expect(await shown(requester)).not.toContain('PSRR-7]');
    await requester.closeModal({ all: true });
  });

  it('shows what of its work has shipped: requests by their work item, issues as GitLab says', async () => {
    await fileForRisk('PSRR-7');
    const open = await sandbox.gitlab.create({ as: 'engineer', title: 'Add an owner field' });
    const secret = await sandbox.gitlab.create({ as: 'engineer', title: 'A hole', confidential: true });
    await sandbox.settled();
    await openRegister();
    await addRisk('PSRR-7', 'Services without an owner');
    await engineer.press('Open');
    for (const { webUrl } of [open, secret]) {
      await engineer.press('Link an issue');
      await engineer.fill({ 'Address of the issue': webUrl });
      expect((await engineer.submit()).errors).toEqual({});
      await sandbox.settled();
    }
    await engineer.press('Link an issue');
    await engineer.fill({ 'Address of the issue': `${open.webUrl}#note_1` });
    expect((await engineer.submit()).errors.address).toBe('That issue is in the list already.');
    await engineer.fill({ 'Address of the issue': 'https://elsewhere.example.com/a/b/-/issues/1' });
    expect((await engineer.submit()).errors.address).toContain('Give the address of an issue on');
    await engineer.closeModal({ all: true });
    await engineer.command('engage psrr-7');
    expect(await shown()).toContain('Add an owner field>\n:hammer_and_wrench: under way');
    expect(await shown()).toContain('A confidential issue>');
    expect(await shown()).not.toContain('A hole');
    await engineer.closeModal({ all: true });
    await sandbox.gitlab.close({ as: 'engineer', iid: open.iid });
    await sandbox.moveTo(new Date('2026-03-02T15:30:00Z'));
    await engineer.command('engage psrr-7');
    expect(await shown()).toContain('1 of 3 shipped');
    expect(await shown()).toContain('Add an owner field>\n:white_check_mark: shipped');
    await decided(sandbox, 1);
    inDatabase(sandbox, (client) => client.prepare(`UPDATE work_item SET state = 'closed' WHERE request_id = 1`).run());
    await engineer.press('Take off');
    expect(await shown()).toContain('1 of 2 shipped');
    await engineer.closeModal({ all: true });
  });
});

it('CHA-4: an engagement about the register has the risks on its agenda', async () => {
  await openRegister();
  await addRisk('PSRR-7', 'Services without an owner');
  await engineer.press('Back');
  await engineer.closeModal({ all: true });
  const { storage, now } = sandbox.app().deps;
  const kept = { team: 'Security Platforms & Architecture (SPA)', risks: true, every: '1 month', nextAt: now() };
  const decide = () => ({ ok: true as const, value: { ...kept, ownerId: 'U0ENGINE1', contactId: null } });
  await storage.engagements.addEngagement(decide, 'U0ENGINE1', now());
  await engineer.command('engage SPA');
  expect(await shown()).toContain('Risk register*\n• PSRR-7 Services without an owner: no work mitigates it');
  await engineer.closeModal({ all: true });
});
