import type { NewTool } from '../../src/domain/tool.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen } from '../../src/sandbox/start.ts';
import { NEW_TOOL } from '../domain/tool-fixtures.ts';

/** A tool in the inventory, as an import would leave it. */
export async function addTool(sandbox: Sandbox, more: Partial<NewTool> = {}): Promise<void> {
  const { storage, now } = sandbox.app().deps;
  const filing = { tool: { ...NEW_TOOL, ...more }, priority: 3, people: [], actor: 'import', why: 'Imported' };
  await storage.tools.addTools([filing], now());
}

export const integrating = (sandbox: Sandbox): Partial<NewTool> => ({
  category: 'integrate',
  links: { epic: `${sandbox.gitlabUrl}/groups/security/-/epics/7`, milestone: { title: '19.4', due: '2026-03-31' } },
});

/** Answers one item in the workspace that is open. */
export async function answerItem(person: PersonDriver, title: string, given: Record<string, string>): Promise<void> {
  await person.press(`Answer: ${title}`.slice(0, 75));
  await person.fill(given);
  await person.submit();
}

export const modalText = async (person: PersonDriver): Promise<string> => screen(await person.modal());
