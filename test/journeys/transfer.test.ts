import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { INTAKE, inDatabase } from './deciding.ts';
import { addTool, modalText } from './on-its-way.ts';
import { fromMonday } from './promised.ts';
import { acceptClaimOf, claim, OFFER, offerPart, offerText, offerTool } from './transferring.ts';

let sandbox: Sandbox;
let engineer: PersonDriver;
let requester: PersonDriver;
let colleague: PersonDriver;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday() });
  engineer = sandbox.person('engineer');
  requester = sandbox.person('requester');
  colleague = sandbox.person('colleague');
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const PARTS = ['Code', 'Runbook', 'Secrets', 'On-call expectations', 'Documentation', 'Stakeholders told'];

const toolRow = () =>
  inDatabase(sandbox, (client) =>
    client
      .prepare<[], { state: string; category: string; owning_team: string; owner_id: string | null }>(
        'SELECT state, category, owning_team, owner_id FROM tool WHERE id = 1',
      )
      .get(),
  );

const lastDm = async (person: PersonDriver, textContains: string): Promise<string> =>
  screen(await person.message({ dm: true, textContains }));

describe('a transfer (SUN-6)', () => {
  it('is offered, claimed, accepted, handed over one by one, and leaves the inventory as transferred', async () => {
    await addTool(sandbox);
    await offerTool(sandbox);
    const offer = await offerText(sandbox);
    expect(offer).toContain('VulnMapper');
    expect(offer).toContain('An hour a week');
    expect(offer).toContain('Vulnerability Management');
    expect(offer).toContain('2026-03-20');
    expect(await sandbox.gitlab.issues()).toEqual([]);

    expect(await claim(sandbox, requester, 'Vulnerability Management', 'colleague')).toEqual({});
    expect(await offerText(sandbox)).toContain('Vulnerability Management');
    expect(toolRow()).toMatchObject({ category: 'maintain' });
    expect(await lastDm(colleague, 'claim of Vulnerability Management')).toContain('You are named as its DRI');

    await acceptClaimOf(sandbox, 'Vulnerability Management');
    expect(toolRow()).toMatchObject({ category: 'redirect', state: 'operational' });
    expect(await offerText(sandbox)).toContain('takes it over');
    const [issue] = await sandbox.gitlab.issues();
    expect(issue?.title).toBe('Transfer Tooling: VulnMapper');
    expect(issue?.description).toContain('## Receiving team');

    await engineer.command('transfer T-1');
    for (const part of PARTS) await offerPart(engineer, part);
    expect(await modalText(engineer)).not.toContain('End the transfer');
    await sandbox.settled();

    await colleague.click({ dm: true, textContains: 'Runbook of VulnMapper' }, 'Send back or decline');
    await colleague.fill({
      'Your answer': 'Send back, with what is missing',
      'What is missing, or why not': 'No alerts',
    });
    await colleague.submit();
    await sandbox.settled();
    await colleague.click({ dm: true, textContains: 'Secrets of VulnMapper' }, 'Send back or decline');
    await colleague.fill({ 'Your answer': 'Decline, with a reason', 'What is missing, or why not': 'There are none' });
    await colleague.submit();
    await sandbox.settled();
    for (const part of PARTS.filter((each) => each !== 'Runbook' && each !== 'Secrets')) {
      await colleague.click({ dm: true, textContains: `${part} of VulnMapper` }, 'Accept');
      await sandbox.settled();
    }
    await engineer.closeModal({ all: true });
    await engineer.command('transfer T-1');
    expect(await modalText(engineer)).toContain('No alerts');
    await offerPart(engineer, 'Runbook', { 'Note, or how it is settled': 'With alerts now' });
    await engineer.press('Settle: Secrets');
    await engineer.fill({
      'What to do': 'Settle it without handing it over, with a reason',
      'Note, or how it is settled': 'It has none',
    });
    expect((await engineer.submit()).errors).toEqual({});
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    await colleague.click({ dm: true, textContains: 'With alerts now' }, 'Accept');
    await sandbox.settled();

    await engineer.command('transfer T-1');
    await engineer.press('End the transfer');
    await sandbox.settled();
    expect(toolRow()).toEqual({
      ...{ state: 'transferred', category: 'redirect', owning_team: 'Vulnerability Management', owner_id: null },
    });
    expect((await sandbox.gitlab.issues())[0]?.state).toBe('closed');
    expect(await offerText(sandbox)).toContain('owns it now');
    expect(await lastDm(colleague, 'is owned by')).toContain('Vulnerability Management');
    expect(await lastDm(engineer, 'is owned by')).toContain('Vulnerability Management');
    const openPromises = inDatabase(sandbox, (client) =>
      client.prepare(`SELECT key FROM promise WHERE tool_id = 1 AND state = 'open'`).pluck().all(),
    );
    expect(openPromises).toEqual([]);
  });

  it('takes several claims; one is accepted and the others are told, one can be withdrawn', async () => {
    await addTool(sandbox);
    await offerTool(sandbox);
    await claim(sandbox, requester, 'Team A', 'requester');
    expect(await claim(sandbox, colleague, 'team a', 'colleague')).toEqual({
      team: 'That team has claimed it already.',
    });
    await claim(sandbox, colleague, 'Team B', 'colleague');
    await claim(sandbox, requester, 'Team C', 'requester');
    await requester.click({ dm: true, textContains: 'claim of Team C' }, 'Withdraw');
    await sandbox.settled();
    const offer = await offerText(sandbox);
    expect(offer).toContain('Team A');
    expect(offer).toContain('Team B');
    expect(offer).not.toContain('Team C');
    await acceptClaimOf(sandbox, 'Team B');
    expect(await lastDm(requester, 'claim of Team A')).toContain('Another claim was accepted');
    // A press on what stands there still is refused.
    await engineer.command('transfer T-1');
    await engineer.page.post('action', {
      container: { type: 'view', viewId: (await engineer.modal())?.id },
      ...{ blockId: 'claim_buttons:1', actionId: 'transfer_accept', value: '1/1' },
    });
    await engineer.closeModal({ all: true });
    expect(await offerText(sandbox)).toContain('*Team B* takes it over');
    expect(await lastDm(colleague, 'claim of Team B')).toContain('accepted');
    await engineer.command('transfer T-1');
    await engineer.press('Cancel it');
    await engineer.fill({ 'Why is it cancelled?': 'They changed their mind' });
    await engineer.submit();
    await sandbox.settled();
    expect(toolRow()).toMatchObject({ category: 'maintain', state: 'operational' });
    expect(await lastDm(colleague, 'is cancelled')).toContain('VulnMapper');
    expect(await offerText(sandbox)).toContain('They changed their mind');
  });

  it('tells the lead of a claim, before the date and when nobody claimed it, and offers the sunset', async () => {
    await addTool(sandbox);
    await offerTool(sandbox, '2026-03-12');
    await sandbox.moveTo(new Date('2026-03-10T15:00:00Z'));
    expect(await lastDm(engineer, 'none is accepted yet')).toContain('2026-03-12');
    await sandbox.moveTo(new Date('2026-03-13T15:00:00Z'));
    expect(await lastDm(engineer, 'its sunset goes on')).toContain('Start the sunset');
    const late = await claim(sandbox, requester, 'Team A', 'requester');
    expect(late.team).toContain('Claims were taken until 2026-03-12');
    await engineer.click({ dm: true, textContains: 'its sunset goes on' }, 'Start the sunset');
    expect(await modalText(engineer)).toContain('Start a sunset');
    await engineer.closeModal({ all: true });
    await engineer.command('transfer T-1');
    await engineer.press('Change the date');
    await engineer.fill({ 'Claims are taken until': '2026-03-30' });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    expect(await claim(sandbox, requester, 'Team A', 'requester')).toEqual({});
    await sandbox.moveTo(new Date('2026-03-13T15:10:00Z'));
    expect(await lastDm(engineer, 'Team A claims VulnMapper')).toContain('Open it');
  });

  it('lets only those answer whose turn it is', async () => {
    await addTool(sandbox);
    await offerTool(sandbox);
    await claim(sandbox, requester, 'Team A', 'colleague');
    await acceptClaimOf(sandbox, 'Team A');
    await engineer.command('transfer T-1');
    await offerPart(engineer, 'Code');
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    const { ts, channel } = await colleague.message({ dm: true, textContains: 'Code of VulnMapper' });
    // The claimant is not the DRI, and opens the workspace without buttons.
    await requester.click({ dm: true, textContains: 'claim of Team A' }, 'Open');
    const shown = await modalText(requester);
    expect(shown).toContain('Code');
    expect(shown).not.toContain('[Answer]');
    expect(shown).not.toContain('[Offer]');
    await colleague.click({ channel, ts }, 'Accept');
    await sandbox.settled();
    await colleague.page.post('action', {
      container: { type: 'message', channel, ts },
      ...{ blockId: 'answers', actionId: 'handing_accept', value: '1/responsibilities/code' },
    });
    await sandbox.settled();
    expect(await lastDm(colleague, 'Code of VulnMapper')).toContain('You accepted it');
  });

  it('that is cancelled takes its questions back: what was offered cannot be accepted any more, and says so', async () => {
    await addTool(sandbox);
    await offerTool(sandbox);
    await claim(sandbox, requester, 'Team A', 'colleague');
    await acceptClaimOf(sandbox, 'Team A');
    await engineer.command('transfer T-1');
    await offerPart(engineer, 'Code');
    await engineer.press('Cancel it');
    await engineer.fill({ 'Why is it cancelled?': 'They changed their mind' });
    await engineer.submit();
    await sandbox.settled();
    const asked = await lastDm(colleague, 'Code of VulnMapper');
    expect(asked).toContain('It has ended: nothing more is needed.');
    expect(asked).not.toContain('[Accept]');
  });

  it('shows the number alone where a guest reads the channel, and the guest claims nothing (INV-2)', async () => {
    await addTool(sandbox);
    sandbox.directory.joinChannel(INTAKE, 'U0GUEST01');
    await sandbox.idle();
    await offerTool(sandbox);
    const offer = await offerText(sandbox);
    expect(offer).toContain('*T-1*');
    expect(offer).not.toContain('VulnMapper');
    const guest = sandbox.person('guest');
    await guest.click(OFFER, 'Claim');
    await sandbox.settled();
    expect(await guest.modal()).toBeNull();
    expect(await claim(sandbox, requester, 'Team A', 'colleague')).toEqual({});
    expect(await offerText(sandbox)).toContain('1 so far');
  });

  it('names the tool to whoever may read it only, where the inventory is the team’s (INV-2)', async () => {
    await sandbox.stop();
    sandbox = await startSandbox({ port: 0, now: fromMonday(), settings: { inventory: { visibleTo: 'team' } } });
    await addTool(sandbox);
    await offerTool(sandbox);
    const elsewhere = sandbox.person('requester');
    await elsewhere.click(OFFER, 'Open');
    await elsewhere.click(OFFER, 'Claim');
    expect(await modalText(elsewhere)).toContain('*T-1*');
    expect(await modalText(elsewhere)).not.toContain('VulnMapper');
  });

  it('rests a running sunset while a claim is accepted: no notice goes out, and it ends with the transfer', async () => {
    await addTool(sandbox, { ownerId: 'U0ENGINE1' });
    const { storage, now } = sandbox.app().deps;
    const sunset = { kind: 'sunset' as const, name: 'VulnMapper', phase: 'open', toolId: 1, ownerId: 'U0ENGINE1' };
    const opened = await storage.stages.openStage(sunset, 'U0ENGINE1', [], now());
    if (!opened.ok) throw new Error(opened.text);
    const notices = [{ date: 'decommission', daysBefore: 7, dueAt: new Date('2026-01-01T00:00:00Z') }];
    const answer = { actor: 'U0ENGINE1', action: 'dates set', notices, answer: '' };
    await offerTool(sandbox);
    await claim(sandbox, requester, 'Team A', 'requester');
    await acceptClaimOf(sandbox, 'Team A');
    await storage.stages.changeStage(opened.id, () => ({ ok: true, value: answer }), now());
    expect(await storage.stages.dueNotices(now(), 10)).toEqual([]);
    await engineer.command('tool T-1');
    await engineer.press('Change category');
    await engineer.fill({ Category: 'Maintain (KTLO)', Why: 'It is ours' });
    expect(JSON.stringify((await engineer.submit()).errors)).toContain('stays in Redirect');
    await engineer.closeModal({ all: true });

    await engineer.command('transfer T-1');
    for (const part of PARTS) await offerPart(engineer, part);
    await sandbox.settled();
    const home = screen(await requester.home());
    expect(home).toContain('Runbook');
    for (const part of PARTS) {
      await requester.click({ dm: true, textContains: `${part} of VulnMapper` }, 'Accept');
      await sandbox.settled();
    }
    await engineer.closeModal({ all: true });
    await engineer.command('transfer T-1');
    await engineer.press('End the transfer');
    await sandbox.settled();
    const stages = inDatabase(sandbox, (client) =>
      client.prepare('SELECT kind, state, why FROM stage ORDER BY id').all(),
    );
    expect(stages[0]).toEqual({ kind: 'sunset', state: 'cancelled', why: 'Team A has taken it over.' });
    expect((await sandbox.gitlab.issues()).map(({ state }) => state)).toEqual(['closed', 'closed']);
  });
});
