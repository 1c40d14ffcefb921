/** What readiness is judged by. `now` decides how old the last tick is. */
export type HealthFacts = {
  mode: 'http' | 'socket' | 'sandbox';
  /** The database is open and its migrations are done. */
  migrated: boolean;
  lastTickAt: Date | null;
  /** `auth.test` has succeeded once since the start. */
  slackAnswered: boolean;
  /** Socket Mode only: the connection is up now. */
  socketConnected: boolean;
  slackReachedAt: Date | null;
  gitlabReachedAt: Date | null;
};

export type Readiness = {
  ready: boolean;
  /** The body of `/readyz`. */
  body: {
    ready: boolean;
    waitingFor: string[];
    lastTick: string | null;
    slack: { lastReached: string | null };
    gitlab: { lastReached: string | null };
  };
};

/** The minute tick may be late once before the process counts as stuck. */
const OLDEST_TICK_MS = 2 * 60_000;

/**
 * Whether the process can serve: database migrated, tick within the last two minutes, and Slack answered once (in Socket
 * Mode also: connected). GitLab out of reach does not matter: what is owed to it waits.
 */
export function readiness(facts: HealthFacts, now: Date): Readiness {
  const waitingFor = [
    facts.migrated ? null : 'the database to be migrated',
    tickedLately(facts.lastTickAt, now) ? null : 'the tick: none in the last two minutes',
    facts.slackAnswered ? null : 'Slack to answer auth.test',
    facts.mode !== 'socket' || facts.socketConnected ? null : 'the Socket Mode connection',
  ].filter((reason) => reason !== null);
  const ready = waitingFor.length === 0;
  const body = {
    ready,
    waitingFor,
    lastTick: instant(facts.lastTickAt),
    slack: { lastReached: instant(facts.slackReachedAt) },
    gitlab: { lastReached: instant(facts.gitlabReachedAt) },
  };
  return { ready, body };
}

const tickedLately = (lastTickAt: Date | null, now: Date) =>
  lastTickAt !== null && now.getTime() - lastTickAt.getTime() <= OLDEST_TICK_MS;

const instant = (at: Date | null) => at?.toISOString() ?? null;
