import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { GITLAB } from '../../src/sandbox/world.ts';
import { EPIC } from './cocreating.ts';
import { addTool, answerItem, integrating, modalText } from './on-its-way.ts';
import { fromMonday } from './promised.ts';

const BOT_ID = 900;
const PRODUCT = 'Engage Product Management to validate use cases and product fit';

let sandbox: Sandbox;
let engineer: PersonDriver;
let minutes = 0;

beforeEach(() => {
  minutes = 0;
});
afterEach(async () => {
  const problems = sandbox.problems();
  await sandbox.stop();
  expect(problems).toEqual([]);
});

async function begin(options: { tier?: 'free' | 'premium'; name?: string } = {}): Promise<void> {
  sandbox = await startSandbox({ port: 0, now: fromMonday(), tier: options.tier ?? 'free' });
  engineer = sandbox.person('engineer');
}

async function start(typed = 'T-1'): Promise<void> {
  await engineer.command(`cocreate ${typed}`);
  await engineer.submit();
  await sandbox.settled();
}

/** Some minutes later, with all ticks run. */
async function later(by = 11): Promise<void> {
  minutes += by;
  await sandbox.moveTo(new Date(Date.parse('2026-03-02T15:05:00Z') + minutes * 60_000));
  await sandbox.tick();
  await sandbox.settled();
}

async function reopened(): Promise<string> {
  await engineer.closeModal({ all: true });
  await engineer.command('cocreate T-1');
  return modalText(engineer);
}

const filed = async () => {
  const found = (await sandbox.gitlab.issues()).find(({ title }) => title.startsWith('Co-create: '));
  if (found === undefined) throw new Error('nothing was filed');
  return found;
};

describe('the work item of a co-creation, changed by hand (COC-5)', () => {
  beforeEach(async () => {
    await begin();
    await addTool(sandbox, integrating(sandbox));
    await start();
  });

  it('closed: it is said, nothing opens it by itself, and a button does', async () => {
    const { iid } = await filed();
    await sandbox.gitlab.close({ as: 'engineer', iid });
    await answerItem(engineer, PRODUCT, { State: 'Done' });
    await sandbox.settled();
    expect((await filed()).state).toBe('closed');
    expect(await reopened()).toContain('Its work item was closed in GitLab');
    await engineer.press('Open it again');
    await sandbox.settled();
    expect((await filed()).state).toBe('opened');
    expect(await reopened()).not.toContain(':warning:');
  });

  it('deleted: it is found within minutes without anything written, and filed again at a click', async () => {
    const { iid } = await filed();
    await sandbox.gitlab.remove({ as: 'engineer', iid });
    await later();
    expect(await reopened()).toContain('Its work item is gone from GitLab');
    await engineer.press('File it again');
    await sandbox.settled();
    expect((await filed()).iid).not.toBe(iid);
    expect(await reopened()).not.toContain(':warning:');
  });

  it('moved: it is followed to where it was moved, and ticks there count', async () => {
    const { iid } = await filed();
    sandbox.gitlabStandIn.addProject({ id: 77, path: 'security/elsewhere', memberIds: [BOT_ID, 503] });
    sandbox.gitlabStandIn.setMember(77, 503, true);
    await sandbox.gitlab.move({ as: 'engineer', iid, to: 'security/elsewhere' });
    await later();
    const shown = await reopened();
    expect(shown).toContain('security/elsewhere#1');
    expect(shown).not.toContain(':warning:');
    const { issue } = await sandbox.gitlab.issue(1, { project: 'security/elsewhere' });
    const description = `Mine.\n${issue.description.replace(`- [ ] ${PRODUCT}`, `- [x] ${PRODUCT}`)}`;
    await sandbox.gitlab.describe({ as: 'engineer', iid: 1, project: 'security/elsewhere', description });
    await later();
    expect(await reopened()).toContain('Next: Engage Engineering');
    expect((await sandbox.gitlab.issue(iid)).issue.state).toBe('closed');
  });

  it('edited: its own part taken out is written again, and what people wrote stays as they wrote it', async () => {
    const { iid } = await filed();
    await sandbox.gitlab.describe({ as: 'engineer', iid, description: 'All mine now: - [x] not a tick.' });
    await later();
    const { description } = await filed();
    expect(description).toMatch(/^All mine now: - \[x\] not a tick\.\n\n<!-- prodseceng:begin stage-1 -->/u);
    expect(await reopened()).toContain('Next: Engage Product Management');
  });
});

describe('the integration epic (COC-5)', () => {
  const epic = () => sandbox.gitlabStandIn.epic(GITLAB.group.id, 7);
  const seed = (description = 'Ours.') =>
    sandbox.gitlabStandIn.putPlan({
      ...EPIC,
      groupId: GITLAB.group.id,
      title: 'In the product',
      description,
      updatedAt: sandbox.app().deps.now().toISOString(),
    });

  it('takes the part of two tools beside what people wrote; ticks in it count, and it is not closed at the end', async () => {
    await begin({ tier: 'premium' });
    sandbox.gitlabStandIn.setGroupMember(GITLAB.group.id, BOT_ID, true);
    seed();
    await addTool(sandbox, integrating(sandbox));
    await addTool(sandbox, { ...integrating(sandbox), name: 'Other' });
    await start();
    await engineer.closeModal({ all: true });
    await start('T-2');
    const { description = '' } = epic() ?? {};
    expect(description).toMatch(/^Ours\./u);
    expect(description).toContain('begin stage-1');
    expect(description).toContain('begin stage-2');
    seed(description.replace(`- [ ] ${PRODUCT}`, `- [x] ${PRODUCT}`));
    await later();
    expect(await reopened()).toContain('Next: Engage Engineering');
    await engineer.closeModal({ all: true });
    await engineer.command('cocreate T-2');
    expect(await modalText(engineer)).toContain('Next: Engage Product');
    await engineer.press('Cancel it');
    await engineer.fill({ 'Why is it cancelled?': 'Not now' });
    await engineer.submit();
    await sandbox.settled();
    expect(epic()?.state).toBe('opened');
    expect((await sandbox.gitlab.issues()).filter(({ title }) => title.startsWith('Co-create'))).toEqual([]);
  });

  it('that the token may not write is left alone: an issue is filed in its place, and there are no two of it', async () => {
    await begin({ tier: 'premium' });
    seed();
    await addTool(sandbox, integrating(sandbox));
    await start();
    expect(epic()?.description).toBe('Ours.');
    expect((await filed()).description).toContain('- [ ] Engage Product Management');
    await later();
    expect((await sandbox.gitlab.issues()).filter(({ title }) => title.startsWith('Co-create'))).toHaveLength(1);
  });

  it('is not written where more people read it than what the app files', async () => {
    await begin();
    sandbox.gitlabStandIn.addProject({ id: 78, path: 'product/open', visibility: 'public', memberIds: [BOT_ID, 503] });
    sandbox.gitlabStandIn.setMember(78, 503, true);
    const parent = await sandbox.gitlab.create({
      as: 'engineer',
      title: 'Open to all',
      description: 'Ours.',
      project: 78,
    });
    await addTool(sandbox, { ...integrating(sandbox), links: { ...integrating(sandbox).links, epic: parent.webUrl } });
    await start();
    const { issue } = await sandbox.gitlab.issue(parent.iid, { project: 78 });
    expect(issue.description).toBe('Ours.');
    expect((await filed()).confidential).toBe(true);
  });
});
