import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { GITLAB } from '../../src/sandbox/world.ts';
import { addTools } from './capacity-world.ts';
import { fileFor, fillProposal, inDatabase, notesOn, openPromises, propose } from './deciding.ts';
import { dmsOf } from './filing.ts';
import { putMilestones } from './milestones.ts';
import { fromMonday } from './promised.ts';

let sandbox: Sandbox;
let engineer: PersonDriver;
let leader: PersonDriver;

const deps = () => sandbox.app().deps;
const ASKED = { dm: true as const, textContains: 'yours to make' };
const ROOM = { 'Tools that get less': ['Scanner'], 'Until when': '2026-06-30' };
const TRANSFER = 'Transfer that it makes room for';

/** A request to take over R-1's tool; Scanner (High) and Signer (Low) in the inventory; work W-1 in Sprint 11, filed as an issue. */
beforeEach(async () => {
  sandbox = await startSandbox({ now: fromMonday() });
  [engineer, leader] = [sandbox.person('engineer'), sandbox.person('leadership')];
  putMilestones(sandbox);
  await addTools(sandbox, ['Scanner']);
  await addTools(sandbox, ['Signer'], { criticality: 'low' });
  const { iid } = sandbox.gitlabStandIn.createIssue({
    ...{ as: 'engineer', project: GITLAB.project.id, title: 'Rotate tokens', milestoneId: 11 },
  });
  inDatabase(sandbox, (client) =>
    client.exec(`INSERT INTO planned_work (kind, tool_id, title, acceptance, milestone, milestone_id, project_id, iid, state, at)
      VALUES ('planned', 1, 'Rotate tokens', 'They rotate', 'Sprint 11', 11, ${GITLAB.project.id}, ${iid}, 'opened', 0)`),
  );
  await sandbox.moveTo(new Date('2026-03-02T15:30:00Z'));
  await fileFor(sandbox, 'reprioritise');
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

/** How much is open in a milestone of the team's, in GitLab. */
const openIn = async (id: number): Promise<number> =>
  (await deps().gitlab.milestoneLoad(GITLAB.project.id, { id, title: `Sprint ${id}` })).openIssues;

describe('HAND-8: reprioritise', () => {
  test('previews what slips and who is affected; leadership decides on just that; then it happens, and those affected are told once', async () => {
    const room = { ...ROOM, 'Planned work that moves': ['Rotate'], 'It moves to': 'Sprint 12' };
    await fillProposal(sandbox, engineer, 'reprioritise', {}, room);
    const preview = screen(await engineer.modal());
    const tool =
      "Scanner (T-1): its commitment drops from High to Medium until 2026-06-30. Affected: Engineer (owner), Requester's colleague.";
    const work = "Rotate tokens: moves from Sprint 11 to Sprint 12. Affected: Engineer (owner), Requester's colleague.";
    expect(preview).toContain(tool);
    expect(preview).toContain(work);
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    expect(screen(await leader.message(ASKED))).toContain(tool);
    expect(await deps().storage.tools.tool(1)).toMatchObject({ interim: null });
    expect(await openIn(12)).toBe(0);

    await leader.click(ASKED, 'Decide so');
    await sandbox.settled();
    expect(await deps().storage.tools.tool(1)).toMatchObject({ interim: 'medium', support: 'standard' });
    expect([await openIn(11), await openIn(12)]).toEqual([0, 1]);
    expect(await notesOn(sandbox, 2)).toContain('drops from High to Medium');
    const told = await dmsOf(sandbox.person('colleague'));
    expect(told.split('This slips by it').length - 1).toBe(1);
    const audit = await deps().storage.audit.auditOf('T-1', 5);
    expect(audit[0]).toMatchObject({ action: 'lowered by a decision', actor: 'U0LEADER1' });
  });

  test('offers the tools with a commitment above Low and open work, to the team only', async () => {
    await engineer.command('request R-1');
    await engineer.press('Propose a decision');
    await engineer.fill({ outcome: 'reprioritise' });
    await engineer.submit();
    expect((await engineer.options('roomTools', '')).map(({ text }) => text.text)).toEqual(['Scanner (High)']);
    expect((await engineer.options('roomWork', 'rot')).map(({ text }) => text.text)).toEqual([
      'Rotate tokens (Sprint 11)',
    ]);
    expect(await engineer.options('roomWork', '%')).toEqual([]);
    await engineer.fill({ 'Tools that get less': ['Scanner'], 'Planned work that moves': ['Rotate'] });
    expect((await engineer.submit()).errors).toEqual({
      roomUntil: 'Say until when they are lowered.',
      roomMilestone: 'Choose the milestone to which the work moves.',
    });
    await engineer.fill({ 'Until when': '2026-06-30', 'It moves to': 'Sprint 11' });
    expect((await engineer.submit()).errors).toMatchObject({ roomMilestone: expect.stringContaining('already') });
    sandbox.directory.setGroupMembers('S0PRODSEC', ['U0ENGINE2']);
    await sandbox.settled();
    expect(await engineer.options('roomTools', '')).toEqual([]);
  });

  test('refuses a proposal that says nothing of what slips, and shows it anew where it has changed meanwhile', async () => {
    await fillProposal(sandbox, engineer, 'reprioritise', { 'What else slips': '' });
    expect((await engineer.submit()).errors).toEqual({ 'f:impact': expect.stringContaining('Say what slips') });
    await engineer.closeModal({ all: true });
    await fillProposal(sandbox, engineer, 'reprioritise', {}, ROOM);
    inDatabase(sandbox, (client) => client.exec(`UPDATE tool SET criticality = 'critical' WHERE id = 1`));
    expect(screen((await engineer.submit()).modal)).toContain('This has changed meanwhile');
    expect(screen(await engineer.modal())).toContain('drops from Critical to High');
    expect(screen((await engineer.submit()).modal)).toContain('Proposed: Reprioritise');
  });

  test('DEC-9: where it makes room for best-effort support, stakeholders and leadership are asked to be aware', async () => {
    inDatabase(sandbox, (client) =>
      client.exec(`UPDATE assessment_answer SET answer = '"unmet"' WHERE field LIKE 'health-%'`),
    );
    await propose(sandbox, engineer, 'reprioritise', { [TRANSFER]: 'Best-effort support' });
    await leader.click(ASKED, 'Decide so');
    await sandbox.settled();
    expect(openPromises(sandbox)).toEqual(expect.arrayContaining(['acknowledge', 'evaluation']));
    const colleague = sandbox.person('colleague');
    await colleague.click({ dm: true, textContains: 'say that you are aware' }, 'I am aware');
    await sandbox.settled();
    expect(openPromises(sandbox)).not.toContain('acknowledge');
    // Who decides it is aware of it by that.
    expect(await dmsOf(leader)).toContain('You agreed. The decision is final.');
    expect(await dmsOf(leader)).not.toContain('say that you are aware');
  });

  test('a lowered commitment is lifted by the team with a reason, and its promise is kept', async () => {
    await propose(sandbox, engineer, 'reprioritise', {}, ROOM);
    await leader.click(ASKED, 'Decide so');
    await sandbox.settled();
    await engineer.command('tool T-1');
    expect(screen(await engineer.modal())).toContain('Lowered to Medium by the decision on *R-1*');
    await engineer.press('Lift it again');
    await engineer.fill({ Why: 'There is room again.' });
    expect(screen((await engineer.submit()).modal)).toContain('not lowered any more');
    expect(await deps().storage.tools.tool(1)).toMatchObject({ interim: null });
    expect(openPromises(sandbox)).not.toContain('lowered');
  });
});

test('HAND-5: before an accept is proposed the proposer sees the load; nothing of it stands in the way', async () => {
  const { capacity } = deps().storage;
  const constraint = { what: 'Two of us are on incident duty.', until: '2026-03-20', toolIds: [] };
  await capacity.reportConstraint({ constraint, actor: 'U0ENGINE1', owed: () => [] }, deps().now());
  await fillProposal(sandbox, engineer, 'accept');
  const shown = screen(await engineer.modal());
  expect(shown).toContain('Commitments in force: 2 tools (High 1 · Low 1)');
  expect(shown).toContain('*Sprint 11* (until 2026-03-08) 1 item · *Sprint 12* (until 2026-03-22) 0 items');
  expect(shown).toContain('GitLab says no weights here, so work items are counted.');
  expect(shown).toContain('C-1 “Two of us are on incident duty.” until 2026-03-20');
  expect(screen((await engineer.submit()).modal)).toContain('is decided: Accept the transfer');
});
