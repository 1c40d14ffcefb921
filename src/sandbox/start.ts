import { type ComposeOptions, composeApp, type RunningApp } from '../compose.ts';
import { type Env, type LogLevel, readEnv, secretsOf } from '../config/env.ts';
import { parseSettings, type Settings } from '../config/settings.ts';
import type { Deps } from '../deps.ts';
import { openLog } from '../operate/logs.ts';
import { nextSlot, readCron } from '../schedule/cron.ts';
import { issueTemplates } from '../workflows/adopt/templates.ts';
import { nextReminder } from '../workflows/promises/next.ts';
import type { NextMoment } from './desk.ts';
import { fileSamples } from './sample.ts';
import { sandboxSettingsText } from './sandbox-settings.ts';
import { type StandIns, type StandInsOptions, startStandIns } from './stand-ins.ts';

export { screen } from './screen.ts';
export { signedRequest } from './slack/dispatch-http.ts';

export type SandboxOptions = StandInsOptions & {
  logLevel?: LogLevel;
  /** For tests of bad days. */
  compose?: Pick<ComposeOptions, 'timeouts' | 'openStorage' | 'lookAt'>;
};

const HOOKS_MS = 1_000;

/** The stand-ins with the app running beside them in this process. */
export type Sandbox = StandIns & {
  appUrl: string;
  app(): RunningApp;
  /** Runs the work of a minute now. */
  tick(): Promise<void>;
  /** Moves the clock, runs the work of a minute, and resolves once all that follows has ended. */
  moveTo(to: Date | NextMoment): Promise<void>;
  /** Resolves once the app has nothing due and no delivery to it is under way. */
  settled(): Promise<void>;
  /** Stops the app and starts it again on the same data, as a new release would. */
  restartApp(): Promise<void>;
};

/** Starts the local Slack and GitLab, and the very app that runs in earnest, talking to them over loopback HTTP. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const standIns = await startStandIns(options);
  const settings = readSettings(options);
  const env = readOwnEnv(standIns, options);
  const log = await openLog({ level: options.logLevel ?? 'error', secrets: secretsOf(env) });
  const start = async (): Promise<RunningApp> => {
    const started = await composeApp({ ...options.compose, env, settings, now: standIns.clock.now, log });
    standIns.appIsAt(started.url);
    return started;
  };
  let app = await startOrStop(start, standIns);
  standIns.hooks.clockMoved = async () => {
    await app.tick();
    await shown(app);
  };
  standIns.hooks.nextMoment = (what) => nextMoment(app.deps, what);
  standIns.hooks.templates = () =>
    issueTemplates(settings).map(({ file, body }) => ({ name: file.replace(/\.md$/, ''), body }));
  const sandbox: Sandbox = {
    ...standIns,
    get appUrl() {
      return app.url;
    },
    app: () => app,
    tick: () => app.tick(),
    async moveTo(to) {
      const at = to instanceof Date ? to : await nextMoment(app.deps, to);
      if (at === null) throw new Error(`no ${String(to)} is to come`);
      standIns.clock.set(at);
      await app.tick();
      await settled(standIns, app);
    },
    settled: () => settled(standIns, app),
    async restartApp() {
      await app.stop();
      standIns.appIsAt(null);
      app = await start();
    },
    async stop() {
      await app.stop();
      standIns.appIsAt(null);
      await standIns.stop();
    },
  };
  await app.settled();
  if (standIns.isNew) await addSamples(sandbox, log);
  return sandbox;
}

/** The sample requests go through the app; should they not, the sandbox is worth starting all the same. */
async function addSamples(sandbox: Sandbox, log: Awaited<ReturnType<typeof openLog>>): Promise<void> {
  try {
    await fileSamples(sandbox.person, sandbox.settled);
    await sandbox.settled();
  } catch (error) {
    log.warn({ error }, 'the sample requests could not be filed');
  }
}

async function startOrStop(start: () => Promise<RunningApp>, standIns: StandIns): Promise<RunningApp> {
  try {
    return await start();
  } catch (error) {
    await standIns.stop();
    throw error;
  }
}

function readSettings(options: SandboxOptions): Settings {
  const parsed = parseSettings(sandboxSettingsText(options.settings));
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  return parsed.settings;
}

/** How long the page waits for what a moved clock brings: GitLab or Slack may be made to hang. */
const SHOWN_MS = 2_000;

async function shown(app: RunningApp): Promise<void> {
  await Promise.race([app.settled(), new Promise((resolve) => setTimeout(resolve, SHOWN_MS).unref())]);
}

function nextMoment(deps: Deps, what: NextMoment): Promise<Date | null> {
  if (what === 'reminder') return soonestReminder(deps);
  const { cron, timeZone } = deps.settings.schedule.digest;
  return Promise.resolve(nextSlot(readCron(cron), timeZone, deps.now())?.at ?? null);
}

/** Of a promise or of a clock, whichever is first; what waits for the next minute already is due now. */
async function soonestReminder(deps: Deps): Promise<Date | null> {
  const clock = await deps.storage.outages.nextClockReminder();
  const times = [await nextReminder(deps), clock].flatMap((at) => (at === null ? [] : [at.getTime()]));
  return times.length === 0 ? null : new Date(Math.max(Math.min(...times), deps.now().getTime()));
}

/** The app's environment, on any free port. */
function readOwnEnv(standIns: StandIns, options: SandboxOptions): Env {
  const read = readEnv(standIns.appEnv({ databasePath: standIns.dataPath, port: 3000 }));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return { ...read.env, port: 0, logLevel: options.logLevel ?? 'error' };
}

/** What the app sends may make the stand-ins send to the app again: done once a round brought nothing new. */
async function settled(standIns: StandIns, app: RunningApp): Promise<void> {
  let before = -1;
  for (let calls = countCalls(standIns); calls !== before; calls = countCalls(standIns)) {
    before = calls;
    await standIns.idle();
    await hooksWorkedOff(app);
    await app.settled();
    await standIns.idle();
  }
}

/** Webhooks are answered first and worked off after; one that cannot be waits for the next tick, so not for long here. */
async function hooksWorkedOff(app: RunningApp): Promise<void> {
  const end = performance.now() + HOOKS_MS;
  while ((await app.deps.storage.facts.hooks(1, 0)).length > 0 && performance.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 5));
}

function countCalls(standIns: StandIns): number {
  return standIns.apiCalls().length + standIns.gitlabStandIn.requests.length;
}
