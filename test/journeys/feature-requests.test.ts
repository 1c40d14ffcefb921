import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CategoryId } from '../../src/domain/category.ts';
import { categoryOf } from '../../src/domain/category.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { NEW_TOOL } from '../domain/tool-fixtures.ts';
import { dmsOf } from './filing.ts';
import { fillOther } from './fill.ts';

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;
let filed = 0;
let card = { channel: 'C0INTAKE1', textContains: '' };

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  [requester, engineer] = [sandbox.person('requester'), sandbox.person('engineer')];
});
afterAll(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const shown = async (person: PersonDriver): Promise<string> => screen(await person.modal());

/** A tool of that category, and a request for a feature of it. */
async function fileFeature(category: CategoryId): Promise<string> {
  const { storage, now } = sandbox.app().deps;
  filed += 1;
  const name = `Mapper${filed}`;
  const tool = { ...NEW_TOOL, name, category };
  await storage.tools.addTools([{ tool, priority: 1, people: [], actor: 'test', why: 'Test' }], now());
  await fillOther(requester, {
    ...{ Title: `Wish${filed} title${filed}`, 'What it is about': `Wish${filed} story${filed}` },
    ...{ 'Kind of request': 'A feature of a tool', 'Which tool': name },
  });
  await requester.closeModal({ all: true });
  await sandbox.settled();
  card = { channel: 'C0INTAKE1', textContains: `*R-${filed}*` };
  return name;
}

const ENDS: [category: CategoryId, offered: string[], not: string[], rule: string][] = [
  ['maintain', ['Not accepted', 'Name the owning team'], ['Accept to the backlog', 'Answered'], 'INV-5'],
  ['improve-integrate', ['Accept to the backlog', 'Close with a reason'], ['Name the owning team'], 'INV-6'],
  ['improve-maintain', ['Accept to the backlog', 'Close with a reason'], ['Answered'], 'INV-6'],
  ['sunset', ['Not accepted'], ['Accept to the backlog'], 'INV-7'],
  ['redirect', ['Not accepted', 'Name the owning team'], ['Accept to the backlog'], 'INV-8'],
  ['integrate', ['Accept to the backlog', 'Turn into a net-new request'], ['Not accepted'], 'INV-4'],
];

describe('a feature request is triaged by the category of its tool first (OTHER-1)', () => {
  it.each(ENDS)('%s offers %j, not %j (%s)', async (category, offered, not) => {
    const name = await fileFeature(category);
    await engineer.click(card, 'Triage');
    const modal = await shown(engineer);
    expect(modal).toContain(`a feature of *${name}*, which is in the category *${categoryOf(category).label}*`);
    for (const label of offered) expect(modal).toContain(label);
    for (const label of not) expect(modal).not.toContain(label);
    await engineer.closeModal({ all: true });
  });

  it('the server refuses an end that the category does not allow any more (INV-5)', async () => {
    const name = await fileFeature('improve-maintain');
    await engineer.click(card, 'Triage');
    await engineer.fill({ 'What becomes of it': 'Accept to the backlog', 'What the requester needs to know': 'Soon.' });
    const { storage, now } = sandbox.app().deps;
    const tool = await storage.tools.toolNamed(name);
    if (tool === null) throw new Error('there is no tool');
    await storage.tools.changeTool(
      tool.id,
      ({ priority }) => ({
        ok: true,
        value: {
          ...{ priority, answer: '' },
          change: { actor: 'test', action: 'test', why: 'Test', fields: { category: 'maintain' } },
        },
      }),
      now(),
    );
    expect((await engineer.submit()).errors.end).toBe(
      `${name} is in the category Maintain (KTLO), so a request for a feature of it ends as one of: Name the owning team, Not accepted.`,
    );
    await engineer.closeModal({ all: true });
    expect((await storage.requests.request(filed))?.request.state).toBe('new');
  });

  it('whoever is refused is offered to contribute, on the request itself (INV-10)', async () => {
    await fileFeature('maintain');
    await engineer.click(card, 'Triage');
    await engineer.fill({
      'What becomes of it': 'Not accepted',
      'What the requester needs to know': 'It is kept as it is.',
    });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    expect(await dmsOf(requester)).toContain('reviews contributions: open a merge request');
    await requester.command(`request ${filed}`);
    await requester.press('Contribute it');
    const { gitlabUrl, storage } = sandbox.app().deps;
    await requester.fill({ 'Merge request': `${gitlabUrl}/security/mapper/-/merge_requests/3` });
    await requester.submit();
    expect(await shown(requester)).toContain('review queue');
    await requester.closeModal({ all: true });
    await sandbox.settled();
    expect(await storage.contributions.reviewQueue(9)).toMatchObject([{ requestId: filed, iid: 3 }]);
  });
});
