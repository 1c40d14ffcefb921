import type { NewTool, ToolPerson } from '../../src/domain/tool.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import type { Given } from '../../src/sandbox/driver-values.ts';
import { type Sandbox, screen } from '../../src/sandbox/start.ts';
import { NEW_TOOL } from '../domain/tool-fixtures.ts';
import { answerItem } from './on-its-way.ts';

/** T-1 with these people named on it; operational. */
export async function addNamed(
  sandbox: Sandbox,
  people: Pick<ToolPerson, 'personId' | 'role'>[],
  more: Partial<NewTool> = {},
): Promise<void> {
  const { storage, now } = sandbox.app().deps;
  const tool = { ...NEW_TOOL, operationalAt: new Date(0), ...more };
  await storage.tools.addTools([{ tool, priority: 3, people, actor: 'import', why: 'Imported' }], now());
}

/** A sunset of T-1 is begun as a person does; its workspace stays open. */
export async function beginSunset(sandbox: Sandbox, person: PersonDriver): Promise<void> {
  await person.command('sunset T-1');
  await person.fill({ 'Why is it no longer needed?': 'The scanner does it' });
  await person.submit();
  await sandbox.settled();
}

export const DATES: Record<string, Given> = {
  Announcement: '2026-03-02',
  'Read-only': '2026-03-23',
  Decommission: '2026-03-30',
  'End of the rollback window': '2026-04-10',
  'What do people use instead?': 'The dependency scanner',
};

/** Sets the dates in the workspace that is open; gives the errors. */
export async function setDates(
  person: PersonDriver,
  given: Record<string, Given> = {},
): Promise<Record<string, string>> {
  await person.press((await screenOf(person)).includes('[Set the dates]') ? 'Set the dates' : 'Change the dates');
  await person.fill({ ...DATES, ...given });
  const { errors } = await person.submit();
  return errors;
}

export const screenOf = async (person: PersonDriver): Promise<string> => screen(await person.modal());

/** The workspace anew, as it is now. */
export async function workspaceOf(person: PersonDriver): Promise<string> {
  if ((await person.modal()) !== null) await person.closeModal({ all: true });
  await person.command('sunset T-1');
  return screenOf(person);
}

export const dmsWith = async (person: PersonDriver, text: string): Promise<string[]> =>
  (await person.dms()).map((each) => screen(each)).filter((shown) => shown.includes(text));

/** Answers the considerations of a sunset. */
export async function consider(person: PersonDriver, titles: readonly string[] = CONSIDERATIONS): Promise<void> {
  for (const title of titles) await answerItem(person, title, { State: 'Done', Answer: `${title}: all is well` });
}
const CONSIDERATIONS = ['Feature parity', 'Notice period', 'Dependencies', 'Rollback plan'];

export async function tick(person: PersonDriver, titles: readonly string[]): Promise<void> {
  for (const title of titles) await answerItem(person, title, { State: 'Done' });
}

/** Why an item is not taken as done; empty where it is. */
export async function whyNotDone(
  person: PersonDriver,
  title: string,
  given: Record<string, string> = {},
): Promise<string> {
  await person.press(`Answer: ${title}`.slice(0, 75));
  await person.fill({ State: 'Done', ...given });
  const { errors } = await person.submit();
  return Object.values(errors).join(' ');
}

export const STEPS = ['Shut down the infrastructure', 'Archive the repositories', 'Update the documentation'];
const OUTPUTS = [
  'Tool sunsetted, infrastructure decommissioned',
  'Teams use the feature, or what they were told to use instead',
  'Documentation updated',
  'Lessons learned documented',
];

/** Links the outputs. */
export async function handIn(person: PersonDriver): Promise<void> {
  for (const title of OUTPUTS)
    await answerItem(person, title, { State: 'Done', Link: 'https://gitlab.example.com/notes' });
}
