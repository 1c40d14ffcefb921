import { COCREATE } from '../../src/domain/cocreate.ts';
import type { Stage } from '../../src/domain/stage.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import type { Given } from '../../src/sandbox/driver-values.ts';
import type { Sandbox } from '../../src/sandbox/start.ts';

const LINK = 'https://docs.example.com/seen';
const ASKED = { dm: true as const, textContains: 'Do you agree to the outputs' };

/** Answers all of a loop that has to be answered, in the workspace that is open; but for what `except` says. */
export async function completeLoop(
  person: PersonDriver,
  loop: 'loop-1' | 'loop-2',
  except: string[] = [],
): Promise<void> {
  for (const list of COCREATE.lists({} as Stage).filter(({ phase }) => phase === loop))
    for (const row of list.items) {
      if (row.optional === true || except.includes(row.title)) continue;
      const alike = row.title === 'Stakeholder alignment' ? ` (${list.title})` : '';
      await person.press(`Answer: ${row.title}${alike}`.slice(0, 75));
      await person.fill({
        State: 'Done',
        ...(list.of === 'output' ? { Link: LINK } : {}),
        ...(list.of === 'consideration' ? { Answer: `${row.title}, answered` } : {}),
      });
      const { errors } = await person.submit();
      if (Object.keys(errors).length > 0) throw new Error(JSON.stringify(errors));
    }
}

/** Asks these people, by role; each agrees in their own message. The workspace stays open. */
export async function agreed(sandbox: Sandbox, lead: PersonDriver, roles: Record<string, string>): Promise<void> {
  await lead.press('Ask for agreement');
  await lead.fill(roles);
  const { errors } = await lead.submit();
  if (Object.keys(errors).length > 0) throw new Error(JSON.stringify(errors));
  await sandbox.settled();
  for (const who of new Set(Object.values(roles))) await sandbox.person(who).click(ASKED, 'Agree');
  await sandbox.settled();
}

/** Adds a value proposition in the workspace or list that is open. */
export async function addValue(person: PersonDriver, given: Record<string, Given>): Promise<Record<string, string>> {
  await person.press('Add a value proposition');
  await person.fill(given);
  return (await person.submit()).errors;
}

export const EPIC = { id: 70, iid: 7, kind: 'epic' as const, projectId: null, state: 'opened' as const, dueDate: null };
