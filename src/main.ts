import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobName, RunningApp } from './compose.ts';
import { assetPath } from './config/assets.ts';
import { type Env, readEnv, secretsOf } from './config/env.ts';
import { readDotEnv, readSettings } from './config/files.ts';
import type { Settings } from './config/settings.ts';
import { dayIn } from './domain/day.ts';
import { criteriaFrom } from './domain/health.ts';
import { backupDatabase, restoreSteps } from './operate/backup.ts';
import { openLog } from './operate/logs.ts';
import { renderManifest } from './operate/manifest.ts';

type Context = { env: Env; settings: Settings; args: string[] };
type Run = (context: Context) => Promise<number | 'runs on'>;

const JOBS = ['digest', 'poll', 'deliver', 'reminders', 'reviews', 'metrics'] as const satisfies readonly JobName[];

const COMMANDS: Record<string, { usage: string; run: Run }> = {
  start: { usage: 'start', run: start },
  doctor: { usage: 'doctor [--fix]', run: doctor },
  job: { usage: `job ${JOBS.join('|')}`, run: job },
  backup: { usage: 'backup FILE', run: backup },
  export: { usage: 'export DIR', run: exportAll },
  import: { usage: 'import FILE [--dry-run]', run: importFile },
  manifest: { usage: 'manifest [--url URL]', run: manifest },
  templates: { usage: 'templates DIR', run: templates },
};

/** Who is who in the sandbox's GitLab, so that a claim assigns there too. */
const SANDBOX_PEOPLE = { engineer: 'engineer@example.com', 'second-engineer': 'second-engineer@example.com' };

const EXIT_MS = 10_000;

async function main(argv: readonly string[]): Promise<number | 'runs on'> {
  const [word = 'start', ...args] = argv;
  const command = Object.hasOwn(COMMANDS, word) ? COMMANDS[word] : undefined;
  if (command === undefined)
    return fail([`There is no command ${word}.`, ...Object.values(COMMANDS).map(({ usage }) => usage)]);
  const env = readEnv(process.env, readDotEnv(process.cwd()));
  if (!env.ok) return fail(env.problems);
  const settings = readSettings(env.env.configPath, process.cwd());
  if (!settings.ok) return fail(settings.problems);
  return command.run({ env: env.env, settings: settings.settings, args });
}

function fail(lines: readonly string[]): number {
  for (const line of lines) process.stderr.write(`${line}\n`);
  return 1;
}

async function start({ env, settings }: Context): Promise<'runs on'> {
  if (env.mode === 'sandbox') {
    // biome-ignore lint/style/noRestrictedImports: the one place that loads the sandbox
    const { startSandbox } = await import('./sandbox/start.ts');
    const sandbox = await startSandbox({
      port: env.port,
      data: join('data', 'sandbox.db'),
      sample: true,
      webhook: true,
      settings: { gitlab: { people: SANDBOX_PEOPLE } },
      logLevel: env.logLevel,
    });
    process.stdout.write(`The sandbox is at ${sandbox.url}\n`);
    stopOnSignal(() => sandbox.stop());
    return 'runs on';
  }
  const log = await openLog({ level: env.logLevel, secrets: secretsOf(env) });
  const app = await compose(env, settings, log);
  log.info({ url: app.url, mode: env.mode }, 'prodseceng is running');
  stopOnSignal(() => app.stop());
  return 'runs on';
}

async function compose(env: Env, settings: Settings, log: Awaited<ReturnType<typeof openLog>>): Promise<RunningApp> {
  const { composeApp } = await import('./compose.ts');
  return composeApp({ env, settings, log, now: () => new Date() });
}

function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const once = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), EXIT_MS).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', once);
  process.on('SIGINT', once);
}

async function doctor({ env, settings, args }: Context): Promise<number> {
  const { examine } = await import('./examine.ts');
  const { ok, text } = await examine(env, settings, args.includes('--fix'));
  process.stdout.write(`${text}\n`);
  return ok ? 0 : 1;
}

/** Runs one job in a process of its own beside the app: the leases in the database keep the two apart. */
async function job({ env, settings, args: [word = ''] }: Context): Promise<number> {
  const name = JOBS.find((each) => each === word);
  if (name === undefined) return fail([`There is no job ${word}. Jobs: ${JOBS.join(', ')}.`]);
  if (env.mode === 'sandbox') return fail(['The sandbox runs its jobs by itself. Set the Slack settings first.']);
  const log = await openLog({ level: env.logLevel, secrets: secretsOf(env) });
  const { runJob } = await import('./compose.ts');
  await runJob(name, { env, settings, log, now: () => new Date() });
  return 0;
}

async function backup({ env, args: [file] }: Context): Promise<number> {
  if (file === undefined) return fail(['Name the file to write: backup FILE']);
  const source = env.mode === 'sandbox' ? join('data', 'sandbox.db') : env.databasePath;
  const { readyForRestore } = await import('./storage/database.ts');
  const result = await backupDatabase(source, file, (copy) => readyForRestore(copy, new Date()));
  if (!result.ok) return fail([result.problem]);
  const lines = [`${source} is copied to ${file} (${result.bytes} bytes)`, ...restoreSteps(source, file)];
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}

const databaseOf = (env: Env): string => (env.mode === 'sandbox' ? join('data', 'sandbox.db') : env.databasePath);

/** The database beside a running app, or without one. */
async function openKept(env: Env) {
  const { openStorage } = await import('./storage/storage.ts');
  return openStorage({ path: databaseOf(env), migrations: assetPath('migrations'), onOwed: () => {} });
}

async function exportAll({ env, args: [directory] }: Context): Promise<number> {
  if (directory === undefined) return fail(['Name the folder to write to: export DIR']);
  if (!existsSync(databaseOf(env))) return fail([`There is no database at ${databaseOf(env)}: DATABASE_PATH names it`]);
  const { exportTo } = await import('./operate/export-files.ts');
  const storage = await openKept(env);
  try {
    process.stdout.write(`${(await exportTo(directory, storage.export)).join('\n')}\n`);
    return 0;
  } finally {
    storage.close();
  }
}

async function importFile({ env, settings, args }: Context): Promise<number> {
  const file = args.find((arg) => !arg.startsWith('--'));
  if (file === undefined || !existsSync(file))
    return fail([`Name a file that is there: import FILE [--dry-run]${file === undefined ? '' : ` (${file} is not)`}`]);
  const { importTools } = await import('./operate/import-tools.ts');
  const storage = await openKept(env);
  try {
    const now = new Date();
    const { ok, lines } = await importTools(storage.tools, {
      ...{ file, text: readFileSync(file, 'utf8'), dryRun: args.includes('--dry-run'), now },
      ...{ criteria: criteriaFrom(settings.health.criteria), weights: settings.priorities.weights },
      today: dayIn(now, settings.calendar.homeTimeZone),
      reviewEvery: settings.reviews.every,
    });
    if (!ok) return fail(lines);
    process.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  } finally {
    storage.close();
  }
}

async function manifest({ args }: Context): Promise<number> {
  const at = args.indexOf('--url');
  const url = at === -1 ? undefined : args[at + 1];
  if (at !== -1 && url === undefined) return fail(['Name the address: manifest --url https://prodseceng.example.com']);
  const rendered = renderManifest(readFileSync(assetPath('manifest.yml'), 'utf8'), { url });
  if (!rendered.ok) return fail([rendered.problem]);
  process.stdout.write(rendered.text);
  return 0;
}

async function templates({ settings, args: [directory] }: Context): Promise<number> {
  if (directory === undefined)
    return fail(['Name the folder to write to: templates DIR (such as .gitlab/issue_templates)']);
  const { issueTemplates } = await import('./workflows/adopt/templates.ts');
  mkdirSync(directory, { recursive: true });
  for (const { file, body } of issueTemplates(settings)) {
    writeFileSync(join(directory, file), body);
    process.stdout.write(`${join(directory, file)}\n`);
  }
  return 0;
}

function said(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) return message;
  return `PORT: ${message.replace(/^listen EADDRINUSE: /, '')}. Stop what listens there, or choose another port. Example: PORT=3001`;
}

main(process.argv.slice(2)).then(
  (code) => {
    if (code !== 'runs on') process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${said(error)}\n`);
    process.exitCode = 1;
  },
);
