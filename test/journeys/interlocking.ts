import type { PersonDriver } from '../../src/sandbox/driver.ts';
import type { Given } from '../../src/sandbox/driver-values.ts';
import { type Sandbox, type SandboxOptions, screen, startSandbox } from '../../src/sandbox/start.ts';

const LEADERS = {
  interlock: {
    leaders: { security: ['colleague@example.com'], product: ['product@example.com'], engineering: [] as string[] },
  },
};

/** A sandbox in which two of the three leaders are named: the requester's colleague and the Product counterpart. */
export const startInterlock = (more: SandboxOptions = {}): Promise<Sandbox> =>
  startSandbox({ port: 0, ...more, settings: { ...LEADERS, ...more.settings } });

export const shownTo = async (person: PersonDriver): Promise<string> => screen(await person.modal());

/** Sends what is filled in; throws where a field is refused. */
export async function send(person: PersonDriver, given: Record<string, Given>): Promise<void> {
  await person.fill(given);
  const { errors } = await person.submit();
  if (Object.keys(errors).length > 0) throw new Error(JSON.stringify(errors));
}

/** Adds target features to a workstream, the first of which is F-1. They stand in Dogfooding unless another is named. */
export async function addFeatures(
  person: PersonDriver,
  names: readonly string[],
  button = 'interlock_add:2',
): Promise<void> {
  await person.command('interlock');
  for (const Feature of names) {
    await person.press(button);
    await send(person, { Feature });
  }
  await person.closeModal({ all: true });
}

/** Opens the page of the nth feature of the overview. */
export async function openFeature(person: PersonDriver, nth = 1): Promise<void> {
  await person.command('interlock');
  await person.press(nth === 1 ? 'interlock_feature' : `interlock_feature:${nth}`);
}

export const BULK = {
  Team: 'Vulnerability Management',
  'Your use case': 'Close findings of one cause at once',
  'What happened': 'Each finding had to be closed by itself, 300 times over',
  'How much it hurts': 'It blocks us: we cannot use the feature for this',
  Evidence: 'https://gitlab.example.com/security/scans/-/issues/7',
};

export const SLOW = {
  Team: 'Red Team',
  'Your use case': 'Export a report every Monday',
  'What happened': 'The page took a minute to load',
  'How much it hurts': 'It slows us down',
};

/** Gives feedback on the first feature; stops where what looks alike is shown. */
export async function give(person: PersonDriver, words: Record<string, Given>): Promise<string> {
  await openFeature(person);
  await person.press('Give feedback');
  await send(person, words);
  return shownTo(person);
}

/** Feedback that is kept as new, whatever looks alike; the modal is closed. */
export async function giveNew(person: PersonDriver, words: Record<string, Given>): Promise<void> {
  if ((await give(person, words)).includes('None: send as new')) await person.submit();
  await person.closeModal({ all: true });
}

/** A leader makes one item of the feedback whose choices begin so; the modal stays open on the feature's page. */
export async function consolidate(
  person: PersonDriver,
  picked: string[],
  more: Record<string, Given> = {},
): Promise<void> {
  await openFeature(person);
  await person.press('Consolidate feedback');
  await send(person, { 'Feedback that says the same': picked });
  await send(person, { Title: 'Close findings in bulk', ...more });
}
