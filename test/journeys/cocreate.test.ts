import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { addTool, answerItem, integrating, modalText } from './on-its-way.ts';
import { fromMonday } from './promised.ts';

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

const theIssue = async () => {
  const [issue] = await sandbox.gitlab.issues();
  if (issue === undefined) throw new Error('no issue');
  return issue;
};

describe('a co-creation (COC-1…3)', () => {
  it('starts for a tool in Integrate only', async () => {
    await addTool(sandbox);
    const refused = await engineer.command('cocreate T-1');
    expect(refused.text).toContain('Co-create is for tools in Integrate');
  });

  it('keeps its activities in step with GitLab, and ends a loop only with its outputs and agreements', async () => {
    await addTool(sandbox, integrating(sandbox));
    await engineer.command('cocreate T-1');
    await engineer.submit();
    expect(await modalText(engineer)).toContain('Next: Engage Product Management');
    await sandbox.settled();
    const issue = await theIssue();
    expect(issue.title).toBe('Co-create: VulnMapper');
    expect(issue.description).toContain('- [ ] Engage Product Management to validate use cases and product fit');

    await answerItem(engineer, 'Engage Product Management to validate use cases and product fit', { State: 'Done' });
    await sandbox.settled();
    expect((await theIssue()).description).toContain('- [x] Engage Product Management');
    expect(await modalText(engineer)).toContain('Next: Engage Engineering');

    const { description } = await theIssue();
    await sandbox.gitlab.describe({
      as: 'engineer',
      iid: issue.iid,
      description: `Mine.\n${description.replace('- [ ] Engage Engineering', '- [x] Engage Engineering')}`,
    });
    await sandbox.moveTo(new Date('2026-03-02T15:10:00Z'));
    await engineer.closeModal({ all: true });
    await engineer.command('cocreate T-1');
    expect(await modalText(engineer)).toContain('Next: Align with existing plans');
    expect((await theIssue()).description).toContain('Mine.');

    await engineer.press('End loop 1');
    expect(await modalText(engineer)).toContain('Still open: Align with existing plans');
  });

  it('stands on the tool’s page and in Home; what is late in it stands in the digest', async () => {
    await addTool(sandbox, integrating(sandbox));
    await engineer.command('cocreate T-1');
    await engineer.submit();
    const late = { State: 'Open', 'Who does it': 'second-engineer', Due: '2026-03-01' };
    await answerItem(engineer, 'Refine the scope based on feedback', late);
    await engineer.closeModal({ all: true });
    await engineer.command('tool T-1');
    expect(await modalText(engineer)).toContain('*Co-create* VulnMapper: Loop 1');
    expect(screen(await engineer.home())).toContain('Tools on their way');
    const home = screen(await sandbox.person('second-engineer').home());
    expect(home).toContain('Refine the scope based on feedback*, due 2026-03-01');
    expect((await engineer.command('digest')).text).toContain('*Co-create* VulnMapper: 1 late, since 2026-03-01');
  });
});
