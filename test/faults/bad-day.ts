import type { PersonDriver, SeenMessage } from '../../src/sandbox/driver.ts';
import { screen } from '../../src/sandbox/screen.ts';
import type { StandIns } from '../../src/sandbox/stand-ins.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/start.ts';
import { fillOther } from '../journeys/fill.ts';

export const INTAKE = 'C0INTAKE1';

/** Enough for a busy machine, and soon over where nothing is answered. */
const SHORT = { gitlab: 800, slack: { waiting: 2_500, background: 800 } };

/** A sandbox whose app does not wait long for what never answers. */
export const startBadDay = (more: SandboxOptions = {}): Promise<Sandbox> =>
  startSandbox({ port: 0, compose: { timeouts: SHORT }, ...more });

/** Files an other request and closes what says so. */
export async function fileRequest(person: PersonDriver, title: string): Promise<void> {
  const words = { Title: title, 'Kind of request': 'Something else', 'What it is about': `All about ${title}` };
  await fillOther(person, words);
  await person.closeModal({ all: true });
}

/** Comments on a request from Slack. */
export async function commentOn(person: PersonDriver, number: string, text: string): Promise<void> {
  await person.command(`request ${number}`);
  await person.press('Comment');
  await person.fill({ 'Your comment': text });
  await person.submit();
  await person.closeModal({ all: true });
}

/** Lets time pass, and the app do what became due. */
export async function later(sandbox: Sandbox, seconds: number): Promise<void> {
  sandbox.clock.advance(seconds * 1_000);
  await sandbox.settled();
}

const MOST_ROUNDS = 12;

/** Lets time pass until nothing is owed any more. */
export async function untilDone(sandbox: Sandbox): Promise<void> {
  await sandbox.settled();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { owed } = await sandbox.app().deps.storage.outbox.countOwed();
    if (owed === 0) return;
    await later(sandbox, 30);
  }
  const troubled = await sandbox.app().deps.storage.outbox.troubledOwed(20);
  throw new Error(`still owed: ${JSON.stringify(troubled, null, 2)}`);
}

/** What stands in the workspace under a key: a message posted twice would be here twice. */
export function messagesWithKey(on: Pick<StandIns, 'slack'>, key: string): SeenMessage[] {
  const { channels, messages } = on.slack.slack;
  const all = channels.all().flatMap(({ id }) => messages.inChannel(id));
  return all.filter(({ metadata }) => metadata?.event_payload.key === key) as unknown as SeenMessage[];
}

export const shown = (messages: readonly SeenMessage[]): string => messages.map((each) => screen(each)).join('\n===\n');

/** Work items with this title. */
export async function workItems(sandbox: Pick<StandIns, 'gitlab'>, title: string) {
  return (await sandbox.gitlab.issues()).filter((issue) => issue.title === title);
}
