import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen } from '../../src/sandbox/start.ts';
import { addTools } from './capacity-world.ts';
import { inDatabase } from './deciding.ts';
import { addFeatures, openFeature, send, shownTo, startInterlock } from './interlocking.ts';

let sandbox: Sandbox;
let leader: PersonDriver;
let requester: PersonDriver;
beforeEach(async () => {
  sandbox = await startInterlock();
  [leader, requester] = [sandbox.person('colleague'), sandbox.person('requester')];
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const audit = async (featureId: number) =>
  (await sandbox.app().deps.storage.audit.auditOf(`F-${featureId}`, 20)).map(({ action }) => action);

describe('the Security Interlock (LOCK-1, LOCK-3)', () => {
  it('shows every full member the three workstreams and the three leaders; where nobody is named, what to do', async () => {
    await requester.command('interlock');
    const text = await shownTo(requester);
    const order = ['Customer Zero', 'Dogfooding existing features', 'Security product co-creation'].map((each) =>
      text.indexOf(each),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
    expect(text).toContain('Security Division (Security Platforms & Architecture): <@U0COLLEAG>');
    expect(text).toContain('Product DRI of the Sec Section: <@U0PRODUCT>');
    expect(text).toContain('Engineering DRI of the Sec Section: nobody is named yet');
    expect(text).toContain('`interlock.leaders.engineering`');
    expect(text).not.toContain('Add a feature');
    expect((await sandbox.person('guest').command('interlock')).text).toContain('full members of this workspace only');
  });

  it.each(['colleague', 'engineer', 'manager', 'leadership'])('lets %s manage features', async (role) => {
    await addFeatures(sandbox.person(role), ['Dependency scanning']);
    expect(await audit(1)).toEqual(['feature added']);
  });

  it('refuses who lost the right between opening the form and sending it', async () => {
    const engineer = sandbox.person('second-engineer');
    await engineer.command('interlock');
    await engineer.press('interlock_add');
    sandbox.directory.setGroupMembers('S0PRODSEC', ['U0ENGINE1']);
    await sandbox.settled();
    await engineer.fill({ Feature: 'Dependency scanning' });
    expect(screen((await engineer.submit()).modal)).toContain('for the leaders of the Security Interlock');
    expect(await sandbox.app().deps.storage.interlock.targetFeatures(9)).toEqual([]);
  });
});

describe('target features (LOCK-2)', () => {
  it('are two at first; a third asks for a reason at the field, a fourth is refused', async () => {
    await addFeatures(leader, ['Dependency scanning', 'Secret detection']);
    await leader.command('interlock');
    await leader.press('Add a third feature');
    await leader.fill({ Feature: 'Code scanning' });
    const { errors } = await leader.submit();
    expect(errors).toEqual({ 'f:reason': expect.any(String) });
    await send(leader, { 'Why a third one': 'The audit of May needs it' });
    await leader.press('interlock_feature:3');
    expect(await shownTo(leader)).toContain('a third one: The audit of May needs it');
    await leader.press('All workstreams');
    expect(await shownTo(leader)).not.toContain('Add a third feature');
    const { storage } = sandbox.app().deps;
    const { addFeature } = await import('../../src/domain/interlock.ts');
    const who = await sandbox.app().deps.access.who('U0COLLEAG', '');
    if (!who.ok) throw new Error(who.text);
    const given = { name: 'A fourth', url: null, reason: 'Because', stageId: null };
    const decide = addFeature({ roles: who.roles, leader: true }, 'dogfooding', given);
    expect(
      await storage.interlock.addFeature('dogfooding', decide, { actor: 'U0COLLEAG', at: new Date() }),
    ).toMatchObject({
      ok: false,
      field: 'name',
      text: expect.stringContaining('has 3 target features'),
    });
  });

  it('asks for the reason when somebody else was faster, and loses nothing typed', async () => {
    await addFeatures(leader, ['Dependency scanning']);
    await leader.command('interlock');
    await leader.press('interlock_add:2');
    await addFeatures(sandbox.person('engineer'), ['Secret detection']);
    await leader.fill({ Feature: 'Code scanning' });
    await leader.submit();
    const text = await shownTo(leader);
    expect(text).toContain('Say why a third one is right');
    expect(text).toContain('Code scanning');
    await send(leader, { 'Why a third one': 'The audit of May needs it' });
    expect(await shownTo(leader)).toContain('Code scanning is a target feature now');
  });

  it('is added once by a double click, changed, and taken off the targets', async () => {
    await leader.command('interlock');
    await leader.press('interlock_add');
    await leader.fill({
      Feature: 'Dependency scanning',
      'Where it is described': 'https://gitlab.example.com/groups/security/-/epics/4',
    });
    await leader.submitTwice();
    expect(await sandbox.app().deps.storage.interlock.targetFeatures(9)).toHaveLength(1);
    await leader.closeModal({ all: true });
    await openFeature(leader);
    await leader.press('Change feature');
    await send(leader, { Feature: 'Dependency list' });
    expect(await shownTo(leader)).toContain('<https://gitlab.example.com/groups/security/-/epics/4|Dependency list>');
    await leader.press('No target any more');
    expect(await shownTo(leader)).toContain('1 feature is no target any more');
    expect(await audit(1)).toEqual(['feature ended', 'feature changed', 'feature added']);
  });
});

describe('what the workstreams keep (LOCK-5)', () => {
  it('Customer Zero: requirements, validations and tests with evidence, and the teams that pilot', async () => {
    await addFeatures(leader, ['Dependency scanning'], 'interlock_add');
    await openFeature(leader);
    const pieces: [string, string][] = [
      ['Requirements: given', 'Findings can be closed in bulk'],
      ['Mockups: validated', 'The list with checkboxes'],
      ['Intended functionality: being validated', 'One reason for all'],
      ['Alpha test: under way', 'Three projects'],
      ['Beta test: planned', 'All projects'],
    ];
    for (const [state, what] of pieces) {
      await leader.press('Add evidence');
      await send(leader, {
        'What it is, and where it stands': state,
        'What exactly': what,
        Evidence: 'https://gitlab.example.com/x/-/issues/1',
      });
    }
    const text = await shownTo(leader);
    expect(text).toContain('*Mockups* _validated_: <https://gitlab.example.com/x/-/issues/1|The list with checkboxes>');
    // The fourth piece: the order is that of the process.
    await leader.press('interlock_evidence:4');
    await send(leader, {
      'What it is, and where it stands': 'Alpha test: passed',
      'What came of it': 'No finding was lost',
    });
    expect(await shownTo(leader)).toContain('*Alpha test* _passed_');
    expect(await shownTo(leader)).toContain('No finding was lost');
    await openFeature(requester);
    expect(await shownTo(requester)).not.toContain('Add evidence');
    await requester.press('Our team pilots it');
    await send(requester, { Team: 'Red Team', 'Does it pilot the feature?': 'Yes, it volunteers' });
    expect(await shownTo(requester)).toContain('*Red Team*');
    await requester.press('All workstreams');
    expect(await shownTo(requester)).toContain(
      'Requirements given 1 of 1 · Intended functionality validated 0 of 1 · Mockups validated 1 of 1 · Alpha test passed 1 of 1 · Beta test passed 0 of 1 · 1 team pilots it',
    );
  });

  it('Dogfooding: whether a team relies on it and derives value, and what stops it; another’s words are theirs to change', async () => {
    await addFeatures(leader, ['Dependency scanning']);
    await openFeature(requester);
    await requester.press('Our team and it');
    const said = { Team: 'Red Team', 'Can it rely on the feature?': 'No', 'Does it derive value from it?': 'Yes' };
    await requester.fill(said);
    expect((await requester.submit()).errors).toEqual({ 'f:stops': 'Say what stops the team from relying on it.' });
    await send(requester, { 'What stops it': 'It misses <!channel> containers' });
    const text = await shownTo(requester);
    expect(text).toContain(':no_entry: cannot rely on it · derives value from it · ask <@U0REQUEST>');
    expect(text).toContain('What stops it: It misses &lt;!channel&gt; containers');
    await requester.press('All workstreams');
    expect(await shownTo(requester)).toContain('1 team: relied on by 0, value for 1, something stops 1');
    const other = sandbox.person('engineering');
    await openFeature(other);
    await other.press('Our team and it');
    await other.fill({ ...said, Team: 'red team', 'Can it rely on the feature?': 'Yes, it relies on it' });
    expect((await other.submit()).errors).toEqual({ 'f:team': expect.stringContaining('Somebody else of that team') });
    await openFeature(leader);
    await leader.press('Our team and it');
    await send(leader, { ...said, 'Can it rely on the feature?': 'Yes, it relies on it', 'What stops it': '' });
    expect(await shownTo(leader)).toContain('relies on it · derives value from it · ask <@U0REQUEST>');
  });

  it('co-creation: linked to its record by its tool, which who may not read tools does not see', async () => {
    await sandbox.stop();
    sandbox = await startInterlock({ settings: { inventory: { visibleTo: 'team' } } });
    [leader, requester] = [sandbox.person('colleague'), sandbox.person('requester')];
    const engineer = sandbox.person('engineer');
    await addTools(sandbox, ['Scanner']);
    await engineer.command('interlock');
    await engineer.press('interlock_add:3');
    await engineer.fill({ Feature: 'Scanning in the product', 'Its co-creation': 'Scanner' });
    expect((await engineer.submit()).errors).toEqual({
      'f:cocreation': expect.stringContaining('Scanner has no co-creation yet'),
    });
    inDatabase(sandbox, (client) =>
      client
        .prepare(
          `INSERT INTO stage (kind, tool_id, name, state, phase, details, url, started_at)
           VALUES ('cocreate', 1, 'Scanner into the product', 'open', 'loop 1', '{}', 'https://gitlab.example.com/x/-/issues/9', 0)`,
        )
        .run(),
    );
    await send(engineer, {});
    const line = 'co-creation <https://gitlab.example.com/x/-/issues/9|Scanner into the product>: loop 1';
    expect(await shownTo(engineer)).toContain(line);
    await requester.command('interlock');
    expect(await shownTo(requester)).toContain('co-creation a co-creation: loop 1');
    expect(await shownTo(requester)).not.toContain('Scanner');
  });
});
