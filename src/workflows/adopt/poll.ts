import type { Deps, Tick } from '../../deps.ts';
import { workOffChanges, workOffElsewhere } from './changes.ts';
import { takeTurn } from './facts.ts';
import { adoptOlder, findOlder } from './older.ts';
import { workOffRetries } from './retries.ts';
import { workOffTodos } from './todos.ts';

type Part = { name: string; run(deps: Deps): Promise<void> };

/** In this order: older candidates must be known before changes of them are judged. */
const PARTS: readonly Part[] = [
  { name: 'older candidates', run: findOlder },
  { name: 'retries', run: workOffRetries },
  { name: 'changes', run: workOffChanges },
  { name: 'requests elsewhere', run: workOffElsewhere },
  { name: 'to-dos', run: workOffTodos },
];

const LEASE = 'poll';
/** Made longer while the poll is at it. What is left of it when a process dies is how late the next poll is. */
const LEASE_MS = 60_000;

/** Looks for what is new in GitLab; where another process is at it, that one's look is enough. */
export const pollGitLab = (deps: Deps): Promise<void> => alone(deps, PARTS);

/** Cursor and retries are read and written across waits: one process at a time. */
async function alone(deps: Deps, parts: readonly Part[]): Promise<void> {
  const { facts } = deps.storage;
  if (!(await facts.takeLease(LEASE, deps.now(), LEASE_MS))) return;
  const hold = () =>
    facts.holdLease(LEASE, deps.now(), LEASE_MS).catch((error) => deps.log.warn({ error }, 'a lease was not kept'));
  const holding = setInterval(hold, LEASE_MS / 3);
  holding.unref();
  try {
    await runEach(deps, parts);
  } finally {
    clearInterval(holding);
    await facts.giveLeaseBack(LEASE);
  }
}

/** The poll as often as the settings say, and what the team asked to be adopted, at each tick. */
export const pollTick: Tick = {
  name: 'poll',
  async run(deps) {
    const due = await takeTurn(deps, deps.settings.schedule.gitlabPoll.everySeconds);
    await alone(deps, [{ name: 'adopting older candidates', run: adoptOlder }, ...(due ? PARTS : [])]);
  },
};

/** Each part by itself: where one fails the others go on. Throws what failed first. */
async function runEach(deps: Deps, parts: readonly Part[]): Promise<void> {
  const failed: unknown[] = [];
  for (const { name, run } of parts) {
    try {
      await run(deps);
    } catch (error) {
      deps.log.warn({ error, part: name }, 'GitLab could not be read');
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
}
