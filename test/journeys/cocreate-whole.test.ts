import { afterEach, describe, expect, it } from 'vitest';
import { criteriaFrom } from '../../src/domain/health.ts';
import { SUNSET } from '../../src/domain/sunset.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { GITLAB } from '../../src/sandbox/world.ts';
import { addValue, agreed, completeLoop, EPIC } from './cocreating.ts';
import { fileFor, propose } from './deciding.ts';
import { modalText } from './on-its-way.ts';
import { fromMonday } from './promised.ts';
import { consider, handIn, STEPS, setDates, tick, workspaceOf } from './sunsetting.ts';

const BOT_ID = 900;
const WHY = { Why: 'Agreed in the refinement' };

let sandbox: Sandbox;
afterEach(async () => {
  const problems = sandbox.problems();
  await sandbox.stop();
  expect(problems).toEqual([]);
});

/** The integration epic, which the app may write; on the free tier a parent issue. */
async function parent(tier: 'free' | 'premium'): Promise<string> {
  if (tier === 'free') {
    const { webUrl } = await sandbox.gitlab.create({
      as: 'engineer',
      title: 'VulnMapper in the product',
      description: 'Ours.',
    });
    return webUrl;
  }
  const group = GITLAB.group.id;
  sandbox.gitlabStandIn.setGroupMember(group, BOT_ID, true);
  sandbox.gitlabStandIn.putPlan({ ...EPIC, groupId: group, title: 'VulnMapper in the product', description: 'Ours.' });
  return `${sandbox.gitlabUrl}/groups/${GITLAB.group.path}/-/epics/7`;
}

async function textOfParent(tier: 'free' | 'premium', address: string): Promise<string> {
  if (tier === 'premium') return sandbox.gitlabStandIn.epic(GITLAB.group.id, 7)?.description ?? '';
  const found = (await sandbox.gitlab.issues()).find(({ webUrl }) => webUrl === address);
  return found?.description ?? '';
}

async function toIntegrate(epic: string): Promise<void> {
  const engineer = sandbox.person('engineer');
  await engineer.command('tool VulnMapper');
  await engineer.press('Assess Good');
  const good = criteriaFrom({ good: [], better: [], best: [] }).filter(({ level }) => level === 'good');
  await engineer.fill({ ...Object.fromEntries(good.map(({ id }) => [id, 'met'])), ...WHY });
  await engineer.submit();
  await engineer.press('Change category');
  await engineer.fill({
    ...{ Category: 'Integrate', productFit: 'On the roadmap', customerValue: 'Asked for', operatingModel: 'Agreed' },
    ...{ epic, milestone: '99.1', milestoneDue: '2099-12-31', ...WHY },
  });
  await engineer.submit();
  await engineer.closeModal({ all: true });
}

/** From the end of loop 2 on: what the product has is shipped, users move, the tool is decommissioned, the window closes. */
async function toRetired(): Promise<void> {
  const engineer = sandbox.person('engineer');
  await workspaceOf(engineer);
  for (const what of ['Maps findings to owners', 'Draws a graph']) {
    await engineer.press(`Edit: ${what}`);
    await engineer.fill({ 'Where it stands': 'Shipped', Links: 'https://gitlab.example.com/mr/1' });
    await engineer.submit();
  }
  await setDates(engineer);
  await consider(engineer);
  const { activities } = Object.fromEntries(
    SUNSET.lists({ details: { trigger: 'post-cocreate' } } as never).map(({ id, items }) => [id, items]),
  );
  await tick(engineer, [...(activities ?? []).map(({ title }) => title), ...STEPS]);
  await handIn(engineer);
  await sandbox.moveTo(new Date('2026-04-13T14:00:00Z'));
  await workspaceOf(engineer);
  await engineer.press('End the sunset');
  await sandbox.settled();
}

describe.each(['free', 'premium'] as const)('VulnMapper on its way into the product (%s)', (tier) => {
  it('COC-1, COC-2, COC-3, COC-4, COC-5: from handover through improvement, Integrate, both loops and transition until it is retired', async () => {
    sandbox = await startSandbox({ port: 0, tier, now: fromMonday() });
    const engineer = sandbox.person('engineer');
    await fileFor(sandbox, 'accept-improve', { 'Current capabilities': 'Maps findings to owners\nDraws a graph' });
    await propose(sandbox, engineer, 'accept-improve', { 'Name of the tool': 'VulnMapper' });
    const address = await parent(tier);
    await toIntegrate(address);

    await engineer.command('cocreate VulnMapper');
    await engineer.submit();
    const begun = await modalText(engineer);
    for (const text of ['Maps findings to owners', 'Draws a graph']) expect(begun).toContain(text);
    await sandbox.settled();
    expect(await textOfParent(tier, address)).toContain('- [ ] Engage Product Management');
    expect(await textOfParent(tier, address)).toContain('Ours.');

    await completeLoop(engineer, 'loop-1', ['Feature parity']);
    await engineer.press('Answer: Feature parity');
    await engineer.fill({ State: 'Done', Answer: 'See the list' });
    expect((await engineer.submit()).errors.state).toContain('Say what the product must match of');
    await engineer.closeModal();
    for (const what of ['Maps findings to owners', 'Draws a graph']) {
      await engineer.press(`Edit: ${what}`);
      await engineer.fill({ 'What the product must match': '100 %: all of it', 'Where it stands': 'In development' });
      await engineer.submit();
    }
    await engineer.press('Answer: Feature parity');
    await engineer.fill({ State: 'Done', Answer: 'All of both' });
    await engineer.submit();
    await engineer.press('End loop 1');
    expect(await modalText(engineer)).toContain(
      'have not agreed to its outputs: Product, Engineering, User of the tool',
    );
    await engineer.closeModal();
    await agreed(sandbox, engineer, {
      Product: 'product',
      Engineering: 'engineering',
      'User of the tool': 'colleague',
    });
    await engineer.press('End loop 1');
    expect(await modalText(engineer)).toContain('Loop 2, integration, has begun');

    await completeLoop(engineer, 'loop-2');
    await agreed(sandbox, engineer, { 'Eventual owning team': 'product' });
    expect(
      await addValue(engineer, { 'What it does for people': 'Mails a report', 'Where it stands': 'Dropped' }),
    ).toHaveProperty('reason');
    await engineer.closeModal();
    await engineer.press('End loop 2');
    expect(await modalText(engineer)).toContain('Sunset has begun, with the value propositions');
    await sandbox.settled();

    const { stages, tools, promises } = sandbox.app().deps.storage;
    const sunset = await stages.lastStageOf(1, 'sunset');
    expect(sunset?.stage).toMatchObject({ state: 'open', details: { trigger: 'post-cocreate' } });
    expect(sunset?.values.map(({ what, parity }) => [what, parity])).toEqual([
      ['Maps findings to owners', 'all'],
      ['Draws a graph', 'all'],
    ]);
    expect((await tools.tool(1))?.state).toBe('sunsetting');
    expect((await promises.openPromisesOfTool(1)).map(({ kind }) => kind)).not.toContain('start-cocreate');
    expect(await textOfParent(tier, address)).toContain('**Ended.**');
    const { issue } = await sandbox.gitlab.issue(tier === 'free' ? 2 : 1);
    expect(tier === 'free' ? issue.state : 'opened').toBe('opened');

    await toRetired();
    expect((await tools.tool(1))?.state).toBe('retired');
    const left = (await sandbox.gitlab.issues()).find(({ title }) => title.startsWith('Sunset Tooling'));
    expect(left?.state).toBe('closed');
  });
});
