import type { NewTool } from '../../src/domain/tool.ts';
import type { Sandbox } from '../../src/sandbox/start.ts';
import { NEW_TOOL } from '../domain/tool-fixtures.ts';

/** Tools in the inventory, T-1 first; operational, of High criticality and Good health, with the requester's colleague as stakeholder. */
export async function addTools(sandbox: Sandbox, names: readonly string[], more: Partial<NewTool> = {}): Promise<void> {
  const { storage, now } = sandbox.app().deps;
  const filings = names.map((name) => ({
    tool: { ...NEW_TOOL, healthLevel: 'good' as const, ...more, name },
    ...{ priority: 3, people: [{ personId: 'U0COLLEAG', role: 'stakeholder' as const }], actor: 'test', why: 'test' },
  }));
  await storage.tools.addTools(filings, now());
}
