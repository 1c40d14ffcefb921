import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { criteriaFrom } from '../../src/domain/health.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { fillHandover, fillNetNew, fillOther } from './fill.ts';

const INTAKE = 'C0INTAKE1';
const EPIC = 'https://gitlab.example.com/groups/security/-/epics/7';
const CRITERIA = criteriaFrom({ good: [], better: [], best: [] });

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;
let second: PersonDriver;
let filed = 0;
let card = { channel: INTAKE, textContains: '' };

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  [requester, engineer, second] = [
    sandbox.person('requester'),
    sandbox.person('engineer'),
    sandbox.person('second-engineer'),
  ];
});
afterAll(() => sandbox?.stop());
beforeEach(async () => {
  for (const person of [requester, engineer, second]) {
    if ((await person.modal()) !== null) await person.closeModal({ all: true });
  }
});

async function file(fill: typeof fillNetNew, title: Record<string, string>): Promise<void> {
  await fill(requester, title);
  await requester.closeModal({ all: true });
  await sandbox.settled();
  filed += 1;
  card = { channel: INTAKE, textContains: `*R-${filed}*` };
}

const shown = async (person: PersonDriver): Promise<string> => screen(await person.modal());
const answers = () => sandbox.app().deps.storage.assessments.assessmentOf(filed);
const state = async () => (await sandbox.app().deps.storage.requests.request(filed))?.request.state;

async function goOn(person: PersonDriver): Promise<void> {
  expect((await person.submit()).errors).toEqual({});
}

const PRODUCT = {
  'Product fit': 'In part',
  'Why this product fit': 'Close to access tokens.',
  'Roadmap alignment': 'Fits, not planned',
  'What the roadmap says': 'Asked Product.',
  Urgency: 'Within weeks',
};

describe('assessing a net-new request (NEW-3, NEW-4, NEW-5)', () => {
  it('is begun by one engineer, left, and finished by another; each answer keeps who gave it', async () => {
    await file(fillNetNew, { Title: 'Rotate tokens' });
    await engineer.click(card, 'Assess');
    expect(await shown(engineer)).toContain('R-1 is in step 2, Determine the path forward');
    expect(await shown(engineer)).toContain('Problem statement of the requester');
    await engineer.fill({ ...PRODUCT, 'Product capabilities looked at: none': ['None found'] });
    expect(await shown(engineer)).toContain('Where it was searched');
    await engineer.fill({ 'Where it was searched': 'Epics and direction pages.' });
    await goOn(engineer);
    await engineer.fill({ 'Path forward': 'Build as internal tooling' });
    await engineer.press('Save and stop');
    expect(await shown(engineer)).toContain('Saved. Anyone of the team can go on from here.');
    expect(await shown(engineer)).toContain('Step 2, Path forward: Path-forward category');
    expect(await shown(engineer)).not.toContain('[Propose a decision]');
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    expect(await state()).toBe('in assessment');
    expect(screen(await second.message(card))).toContain('Step 2: Determine the path forward');

    await second.click(card, 'Assess');
    expect(await shown(second)).toContain('Path forward');
    expect(await shown(second)).toContain('<@U0ENGINE1>');
    await second.fill({
      'Path-forward category': 'Improve, then Integrate',
      'Why this category': 'It fits, later.',
      'Future path to product': 'Through access tokens.',
      'Why the product path is deferred': 'No room this year.',
    });
    await goOn(second);
    expect(await shown(second)).toContain('User requirements of the requester');
    await goOn(second);
    expect(await shown(second)).toContain('Step 3: Criticality and design decisions');
    await second.fill({
      Criticality: 'High',
      'Why this criticality': 'Daily work stops.',
      Language: 'Go',
      'Deployment model': 'A CI job',
      'Data handling': 'Keeps nothing',
      'Security considerations': 'One token',
      ADR: 'not an address',
    });
    expect(Object.values((await second.submit()).errors).join()).toContain('is no web address');
    await second.fill({ ADR: 'https://docs.example.com/adr/1' });
    await goOn(second);
    const end = await shown(second);
    expect(end).toContain('Nothing is missing.');
    expect(end).toContain('[Propose a decision]');
    expect(end).toContain('Proposed commitment* High: SLO &lt; 1 business day');
    const kept = await answers();
    expect(kept).toMatchObject({
      assessedFit: { answer: 'partial', by: 'U0ENGINE1' },
      searched: { by: 'U0ENGINE1' },
      path: { answer: 'build-internal', by: 'U0ENGINE1' },
      category: { answer: 'improve-integrate', by: 'U0ENGINE2' },
      useCases: { answer: 'Problem statement of the requester', by: 'U0ENGINE2' },
      assessedCriticality: { answer: 'high', by: 'U0ENGINE2' },
    });
    await second.closeModal({ all: true });
    await sandbox.settled();
    const { description } = (await sandbox.gitlab.issue(1)).issue;
    expect(description).toContain('## Assessment');
    expect(description).toContain('Close to access tokens.');
    expect(description).toMatch(/Why this product fit\*\* \(Engineer/);
    await second.command('request R-1');
    expect(await shown(second)).toContain('Step 4: Record the decision and plan');
    // Once: what two workflows offer alike would stand there twice.
    expect((await shown(second)).split('[Propose a decision]')).toHaveLength(2);
    await second.closeModal({ all: true });
    await requester.command('request R-1');
    expect(await shown(requester)).toContain('Path forward: Build as internal tooling');
    expect(await shown(requester)).not.toContain('[Assess]');
    expect(await shown(requester)).not.toContain('[Propose a decision]');
  });

  it('skips step 3 for a redirect, and each screen can be changed from the overview', async () => {
    await file(fillNetNew, { Title: 'Count scanners' });
    await engineer.click(card, 'Assess');
    await engineer.fill({ ...PRODUCT, 'Product capabilities looked at': EPIC });
    await goOn(engineer);
    await engineer.fill({ 'Path forward': 'Build as internal tooling' });
    await engineer.fill({ 'Path-forward category': 'Maintain (KTLO)', 'Why this category': 'Ours only.' });
    await engineer.fill({ 'Path forward': 'Redirect to an existing solution' });
    expect(await shown(engineer)).not.toContain('Path-forward category');
    await goOn(engineer);
    await goOn(engineer);
    expect(await shown(engineer)).toContain('Nothing is missing.');
    expect(await shown(engineer)).not.toContain('Step 3');
    await engineer.press('Change');
    expect(await shown(engineer)).toContain('Step 2: Product check');
  });

  it('refuses a capability that is no epic or issue at its field, and loses nothing that was typed', async () => {
    await file(fillNetNew, { Title: 'List buckets' });
    await engineer.click(card, 'Assess');
    await engineer.fill({ ...PRODUCT, 'Product capabilities looked at': 'https://docs.example.com/x' });
    expect(Object.values((await engineer.submit()).errors).join()).toContain('does not lead to a GitLab epic or issue');
    await engineer.closeModal({ all: true });
    await engineer.click(card, 'Assess');
    expect(JSON.stringify(await engineer.modal())).toContain('https://docs.example.com/x');
    await second.click(card, 'Assess');
    expect(JSON.stringify(await second.modal())).not.toContain('https://docs.example.com/x');
  });

  it('does not overwrite what someone else answered meanwhile: it says so, and takes it the second time', async () => {
    await file(fillNetNew, { Title: 'Sort findings' });
    await engineer.click(card, 'Assess');
    await second.click(card, 'Assess');
    await engineer.fill({ 'Why this product fit': 'First.' });
    await second.fill({ 'Why this product fit': 'Second.', 'What the roadmap says': 'Nothing.' });
    await goOn(engineer);
    await goOn(second);
    expect(await shown(second)).toContain('answered “First.” while you had this open');
    expect(await answers()).toMatchObject({
      assessedFitWhy: { answer: 'First.', by: 'U0ENGINE1' },
      roadmapWhy: { answer: 'Nothing.', by: 'U0ENGINE2' },
    });
    await goOn(second);
    expect(await answers()).toMatchObject({ assessedFitWhy: { answer: 'Second.', by: 'U0ENGINE2' } });
  });
});

describe('assessing a handover (HAND-2, HAND-3, HAND-4, INV-4)', () => {
  it('derives health and commitment from the criteria, and asks Integrate for epic and milestone', async () => {
    await file(fillHandover, { 'Tool name': 'Report bot' });
    await engineer.click(card, 'Assess');
    expect(await shown(engineer)).toContain('in step 2, Assess short-term maintainability');
    expect(await shown(engineer)).toContain('Impact if unavailable of the requester');
    await engineer.fill({ Criticality: 'High', 'Why this criticality': 'Used daily.' });
    await goOn(engineer);
    for (const level of ['good', 'better', 'best']) {
      for (const { id } of CRITERIA.filter((each) => each.level === level)) {
        await engineer.fill({ [`health-${id}`]: id === 'runbook' ? 'Not met' : 'Met' });
      }
      if (level === 'best') {
        await engineer.fill({ 'health-threat-model': 'Not applicable (with a reason)' });
        await engineer.fill({ 'health-threat-model-why': 'It holds nothing.' });
      }
      await goOn(engineer);
    }
    expect(await shown(engineer)).toContain('Step 3: Path to product');
    await engineer.fill({ 'Path-forward category': 'Integrate', 'Why this category': 'Customers ask.' });
    await engineer.fill({
      'Clear product fit': 'Yes.',
      'Customer value': 'Many.',
      'Operating-model alignment': 'Agreed.',
      Epic: EPIC,
      Milestone: '18.4',
      'Milestone ends on': '2020-01-31',
    });
    expect(Object.values((await engineer.submit()).errors).join()).toContain('has passed');
    await engineer.fill({ 'Milestone ends on': '2099-01-31' });
    await goOn(engineer);
    await engineer.fill({ PoCs: 'None.' });
    await goOn(engineer);
    const end = await shown(engineer);
    expect(end).toContain('Nothing is missing.');
    expect(end).toContain('*Health* Below Good');
    expect(end).toContain('A runbook says how to run, stop and restart it (not met)');
    expect(end).toContain('with an improvement plan');
    expect(end).toContain('would unlock High');
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    const description = (await sandbox.gitlab.issue(filed)).issue.description ?? '';
    expect(description).toContain('### Step 2: Health: Better');
    expect(description.slice(description.indexOf('## Assessment'))).toContain('18.4');
  });
});

describe('who may assess', () => {
  it('is refused to others than the team, and no other request has it', async () => {
    await file(fillNetNew, { Title: 'Watch certificates' });
    await requester.click(card, 'Assess');
    const told = (await requester.messages(INTAKE)).filter((each) => each.ephemeral).at(-1);
    expect(screen(told)).toContain('Only ProdSecEng can do this.');
    await file(fillOther, { Title: 'Something else', 'Kind of request': 'Something else' });
    expect(screen(await engineer.message(card))).not.toContain('[Assess]');
  });

  it('is refused at a screen that was opened before the request ended, or was proposed', async () => {
    await file(fillNetNew, { Title: 'Trim logs' });
    await engineer.click(card, 'Assess');
    await engineer.fill({ 'Why this product fit': 'Late.' });
    await requester.command(`request R-${filed}`);
    await requester.press('Withdraw');
    await requester.fill({ Reason: 'Solved.' });
    await requester.submit();
    await engineer.submit();
    expect(await shown(engineer)).toContain(`R-${filed} is withdrawn already`);
    expect(await answers()).toEqual({});
  });

  it('keeps what was sent twice once', async () => {
    await file(fillNetNew, { Title: 'Mirror images' });
    await engineer.click(card, 'Assess');
    await engineer.fill({ 'Why this product fit': 'Once.' });
    await engineer.submitTwice();
    const audit = await sandbox.app().deps.storage.audit.auditOf(`R-${filed}`, 20);
    expect(audit.filter(({ action }) => action === 'assessed')).toHaveLength(1);
    expect(await answers()).toMatchObject({ assessedFitWhy: { answer: 'Once.', by: 'U0ENGINE1' } });
  });

  it('keeps to the limits of Slack and to the scopes', () => {
    expect(sandbox.problems()).toEqual([]);
  });
});
