import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { screen } from '../../src/sandbox/screen.ts';
import type { Sandbox } from '../../src/sandbox/start.ts';
import { fillNetNew } from '../journeys/fill.ts';
import { INTAKE, startBadDay } from './bad-day.ts';

let sandbox: Sandbox;
let engineer: PersonDriver;

const card = { channel: INTAKE, textContains: '*R-1*' };
const kept = () => sandbox.app().deps.storage.assessments.assessmentOf(1);
const assessed = async () =>
  (await sandbox.app().deps.storage.audit.auditOf('R-1', 50)).filter(({ action }) => action === 'assessed');

beforeEach(async () => {
  sandbox = await startBadDay();
  engineer = sandbox.person('engineer');
  await fillNetNew(sandbox.person('requester'), { Title: 'Rotate tokens' });
  await sandbox.settled();
  await engineer.click(card, 'Assess');
});
afterEach(async () => {
  const problems = sandbox.problems();
  await sandbox.stop();
  expect(problems).toEqual([]);
});

describe('an assessment on a bad day', () => {
  it('is kept once however often the screen is sent (NEW-3)', async () => {
    await engineer.fill({ 'Why this product fit': 'Once.' });
    await engineer.submitTwice();
    expect(await assessed()).toHaveLength(1);
    expect(await kept()).toMatchObject({ assessedFitWhy: { answer: 'Once.', by: 'U0ENGINE1' } });
  });

  it('is not changed by someone who has left the team since they opened it', async () => {
    await engineer.fill({ 'Why this product fit': 'Too late.' });
    sandbox.directory.setGroupMembers('S0PRODSEC', ['U0ENGINE2']);
    await sandbox.idle();
    expect(screen((await engineer.submit()).modal)).toContain('Only ProdSecEng can do this.');
    expect(await kept()).toEqual({});
  });

  it('tells whoever is at a step that is not asked any more', async () => {
    const second = sandbox.person('second-engineer');
    await engineer.submit();
    await engineer.fill({ 'Path forward': 'Build as internal tooling' });
    await engineer.submit();
    await engineer.submit();
    expect(screen(await engineer.modal())).toContain('Step 3: Criticality and design decisions');
    await second.click(card, 'Assess');
    await second.submit();
    await second.fill({ 'Path forward': 'Defer due to capacity' });
    await second.submit();
    await engineer.fill({ Criticality: 'High' });
    await engineer.submit();
    expect(screen(await engineer.modal())).toContain('that screen is not asked any more');
    expect((await kept()).assessedCriticality).toBeUndefined();
  });

  it.each([
    ['what would be a command', '/close\n```\n/label ~bug\n~~~\n/close'],
    ['mentions', '<!channel> <@U0ENGINE2> @all @engineer #1 ~"ProdSecEng Candidate"'],
  ])('writes nothing to GitLab that acts, nor to Slack: %s', async (_what, text) => {
    await engineer.fill({ 'Why this product fit': text });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    const { issue, notes } = await sandbox.gitlab.issue(1);
    expect(issue.state).toBe('opened');
    expect(issue.description).toContain('Why this product fit');
    expect(JSON.stringify(issue)).not.toContain('"bug"');
    expect(notes.map(({ body }) => body)).toEqual(['changed the description']);
    await engineer.click(card, 'Assess');
    await engineer.press('Save and stop');
    const modal = JSON.stringify(await engineer.modal());
    expect(modal).not.toContain('<!channel>');
    expect(modal).not.toContain('<@U0ENGINE2>');
  });
});
