import type { Deps, Workflow } from '../../deps.ts';
import type { Roles } from '../../domain/people.ts';
import type { Answer, Command } from '../../slack/command.ts';
import { inline } from '../../slack/escape.ts';
import { onPressed, type Pressed } from '../../slack/listen.ts';
import type { OwedRow } from '../../storage/outbox-row.ts';
import { ACTIONS, statusAnswer, withFailedJobs, withParts, withRuns } from './view.ts';
import { wordsFor } from './words.ts';

const MOST_SHOWN = 10;
/** Jobs that failed within this time are shown until they go well. */
const JOBS_MS = 7 * 24 * 3_600_000;
const GONE =
  'That is not set aside any more: someone retried or dropped it, or its subject changed. See `/prodseceng status`.';

/** Status: what could not be delivered to Slack or GitLab, for the team to retry or drop; jobs that failed, and when they ran last. */
export const statusWorkflow: Workflow = {
  name: 'status',
  commands: (deps) => [statusCommand(deps)],
  listen(app, deps) {
    const listening = { app, access: deps.access, client: deps.slack.waiting };
    const forTeam = (run: (deps: Deps, pressed: Pressed) => Promise<string>) => async (pressed: Pressed) =>
      pressed.tell(pressed.roles.team ? await run(deps, pressed) : teamOnly(deps));
    onPressed(listening, ACTIONS.retry, forTeam(retry));
    onPressed(listening, ACTIONS.drop, forTeam(drop));
    onPressed(listening, ACTIONS.retryAll, forTeam(retryAll));
  },
};

function statusCommand(deps: Deps): Command {
  return {
    word: 'status',
    usage: '',
    help: 'See what could not be delivered to Slack or GitLab, and retry or drop it; and what people hold who are gone.',
    forTeam: true,
    run: async ({ roles, answer }) => answer(await statusFor(deps, roles)),
  };
}

/** What someone is answered who asks how the deliveries are. */
export async function statusFor(deps: Deps, roles: Roles): Promise<Answer> {
  if (!roles.team) return { text: teamOnly(deps) };
  const { outbox, slots } = deps.storage;
  const failed = await slots.failedJobs(new Date(deps.now().getTime() - JOBS_MS));
  const deliveries = statusAnswer(await outbox.troubledOwed(MOST_SHOWN), await outbox.countOwed());
  const jobs = withRuns(withFailedJobs(deliveries, failed), await slots.lastRuns());
  return withParts(jobs, await deps.screens.status(roles));
}

function teamOnly({ settings }: Deps): string {
  const channel = inline(settings.slack.channels.intake.replace(/^#?/, '#'));
  return `Deliveries are for ProdSecEng to see to. If something of yours seems stuck, say so in ${channel}; your requests are in \`/prodseceng requests\`.`;
}

type Press = Pick<Pressed, 'value' | 'roles'>;

/** Puts one delivery back, and says so. */
export async function retry(deps: Deps, { value, roles }: Press): Promise<string> {
  const row = await deps.storage.outbox.retrySetAside(Number(value), roles.person.id, deps.now());
  return told(row, ({ what }) => `${what} is tried again now. See \`/prodseceng status\` for what becomes of it.`);
}

/** Gives one delivery up, and says what is lost with it. */
export async function drop(deps: Deps, { value, roles }: Press): Promise<string> {
  const row = await deps.storage.outbox.dropSetAside(Number(value), roles.person.id, deps.now());
  return told(row, ({ what, lost }) => `${what} is dropped. ${lost}`);
}

/** Puts back all that is set aside. */
export async function retryAll(deps: Deps, { roles }: Press): Promise<string> {
  const count = await deps.storage.outbox.retryAllSetAside(roles.person.id, deps.now());
  return count === 0
    ? 'Nothing is set aside any more.'
    : `All ${count} are tried again now. See \`/prodseceng status\` in a minute.`;
}

function told(row: OwedRow | null, say: (words: ReturnType<typeof wordsFor>) => string): string {
  return row === null ? GONE : say(wordsFor(row));
}
