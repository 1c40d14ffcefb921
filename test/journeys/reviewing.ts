import type { NewTool } from '../../src/domain/tool.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen } from '../../src/sandbox/start.ts';
import { NEW_TOOL } from '../domain/tool-fixtures.ts';
import { promised } from './promised.ts';

/** An operational tool of the engineer's whose review is due on 3 March 2026; gives its id. */
export async function dueTool(sandbox: Sandbox, more: Partial<NewTool> = {}, people: string[] = []): Promise<number> {
  const { storage, now } = sandbox.app().deps;
  const filing = {
    ...{ tool: { ...NEW_TOOL, ...more }, priority: 1, actor: 'test', why: 'Test' },
    people: people.map((personId) => ({ personId, role: 'stakeholder' as const })),
  };
  const added = await storage.tools.addTools([filing], now());
  const toolId = added.ok ? (added.value[0] ?? 0) : 0;
  const ownerId = more.ownerId === undefined ? NEW_TOOL.ownerId : more.ownerId;
  const dueAt = new Date('2026-03-03T00:00:00Z');
  await promised(sandbox, {
    kind: 'review',
    key: `review:T-${toolId}:1`,
    what: 'First review',
    toolId,
    ownerId,
    dueAt,
  });
  return toolId;
}

/** The messages of somebody that hold a text. */
export async function told(person: PersonDriver, text: string): Promise<string[]> {
  return (await person.dms()).map((each) => screen(each)).filter((each) => each.includes(text));
}

export const moving =
  (sandbox: () => Sandbox) =>
  (to: string): Promise<void> =>
    sandbox().moveTo(new Date(to));
