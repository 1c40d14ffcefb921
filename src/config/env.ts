import { parseEnv } from 'node:util';
import { z } from 'zod';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

export type SlackEnv = {
  botToken: string;
  signingSecret?: string;
  appToken?: string;
  /** Base address of the Web API, with a trailing slash. */
  apiUrl: string;
};

export type GitLabEnv = {
  /** Base address without a trailing slash. */
  url: string;
  token: string;
  /** Path or id of the team's project. */
  project: string;
  group: string | null;
  webhookSecret: string | null;
};

/** What the environment says, checked. `slack` and `gitlab` are null in the sandbox, which has its own. */
export type Env = {
  mode: 'http' | 'socket' | 'sandbox';
  slack: SlackEnv | null;
  gitlab: GitLabEnv | null;
  databasePath: string;
  port: number;
  host: string;
  logLevel: LogLevel;
  /** What PRODSECENG_CONFIG names; null: `prodseceng.yml` where it exists. */
  configPath: string | null;
};

export type EnvResult = { ok: true; env: Env } | { ok: false; problems: string[] };

type Source = Record<string, string | undefined>;

/** An example for each variable: every problem shows one. None is a real secret. */
const EXAMPLES = {
  SLACK_BOT_TOKEN: 'xoxb-…, from "OAuth & Permissions" of the Slack app',
  SLACK_SIGNING_SECRET: '32 letters and digits, from "Basic Information" of the Slack app',
  SLACK_APP_TOKEN: 'xapp-…, from "App-Level Tokens" of the Slack app, scope connections:write',
  SLACK_API_URL: 'https://slack.com/api/',
  GITLAB_URL: 'https://gitlab.com',
  GITLAB_TOKEN: 'glpat-…, a project or group access token with scope api',
  GITLAB_PROJECT: 'security/product-security-engineering-team',
  GITLAB_GROUP: 'security',
  GITLAB_WEBHOOK_SECRET: 'a long random text without spaces, the same as in the GitLab webhook',
  DATABASE_PATH: 'data/prodseceng.db',
  PORT: '3000',
  HOST: '0.0.0.0',
  LOG_LEVEL: 'info',
  PRODSECENG_CONFIG: 'prodseceng.yml',
} as const;

type Name = keyof typeof EXAMPLES;

const noSpaces = (value: string) => !/[\s\p{Cc}]/u.test(value);

const secret = z.string().refine(noSpaces, 'holds a space or a line break');

const botToken = secret.refine(
  (token) => /^(xoxe\.)?xoxb-./.test(token),
  'is not a bot token: those begin with xoxb- (app-level and user tokens do not do)',
);

const appToken = secret.refine(
  (token) => /^xapp-./.test(token),
  'is not an app-level token: those begin with xapp- (the bot token belongs in SLACK_BOT_TOKEN)',
);

const signingSecret = secret.refine(
  (value) => !/^x(ox|app-)/.test(value),
  'is a token; the signing secret is something else',
);

const address = z
  .string()
  .refine((text) => isPlainWebAddress(text), 'is not an http(s) address without user name, query and fragment');

const gitlabPath = /^[\w.+-]+(\/[\w.+-]+)*$/;

const project = z
  .string()
  .refine(
    (text) => /^\d+$/.test(text) || (gitlabPath.test(text) && text.includes('/')),
    "is neither a project's path (group/project, no address) nor its id",
  );

const group = z.string().refine((text) => gitlabPath.test(text), "is neither a group's path (no address) nor its id");

const port = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'is not a whole number from 0 to 65535')
  .transform(Number);

const host = z.string().refine((text) => /^[\w.:[\]-]+$/.test(text), 'is not an IP address or host name');

const logLevel = z.enum(['error', 'warn', 'info', 'debug'], { error: 'is none of error, warn, info, debug' });

const withoutSlash = (text: string) => text.replace(/\/+$/, '');

/** What holds with Slack in either mode. The keys are the variables' own names, so a problem's path is its variable. */
const WithSlack = z.object({
  SLACK_BOT_TOKEN: botToken,
  SLACK_SIGNING_SECRET: signingSecret.optional(),
  SLACK_APP_TOKEN: appToken.optional(),
  SLACK_API_URL: address.default('https://slack.com/api/').transform((url) => `${withoutSlash(url)}/`),
  GITLAB_URL: address.default('https://gitlab.com').transform(withoutSlash),
  GITLAB_TOKEN: secret,
  GITLAB_PROJECT: project,
  GITLAB_GROUP: group.optional(),
  GITLAB_WEBHOOK_SECRET: secret.optional(),
  DATABASE_PATH: z.string().default('data/prodseceng.db'),
  PORT: port.default(3000),
  HOST: host.default('0.0.0.0'),
  LOG_LEVEL: logLevel.default('info'),
  PRODSECENG_CONFIG: z.string().optional(),
});
type WithSlack = z.infer<typeof WithSlack>;

/**
 * Reads the environment, with what a `.env` file says for the variables that the environment leaves unset (empty is
 * unset). Refuses with one line per problem, naming the variable, what is wrong and an example; never a value.
 */
export function readEnv(source: Source, dotEnvText?: string): EnvResult {
  const values = merged(source, dotEnvText);
  const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET } = values;
  if (!SLACK_BOT_TOKEN && !SLACK_APP_TOKEN && !SLACK_SIGNING_SECRET) return readSandbox(values);
  return readWithSlack(values);
}

/** The secrets of an environment, for the log's redaction. */
export function secretsOf(env: Env): string[] {
  return [
    env.slack?.botToken,
    env.slack?.signingSecret,
    env.slack?.appToken,
    env.gitlab?.token,
    env.gitlab?.webhookSecret,
  ].filter((value): value is string => typeof value === 'string');
}

function merged(source: Source, dotEnvText: string | undefined): Partial<Record<Name, string>> {
  const file: Source = dotEnvText === undefined ? {} : parseEnv(withoutByteOrderMark(dotEnvText));
  const values: Partial<Record<Name, string>> = {};
  for (const name of Object.keys(EXAMPLES) as Name[]) {
    const value = source[name]?.trim() || file[name]?.trim();
    if (value) values[name] = value;
  }
  return values;
}

function readSandbox(values: Partial<Record<Name, string>>): EnvResult {
  const read = z.object({ PORT: port.default(3000) }).safeParse({ PORT: values.PORT });
  if (!read.success) return { ok: false, problems: linesOf(read.error, values) };
  return {
    ok: true,
    env: {
      mode: 'sandbox',
      slack: null,
      gitlab: null,
      databasePath: 'data/sandbox.db',
      port: read.data.PORT,
      host: '127.0.0.1',
      logLevel: 'info',
      configPath: null,
    },
  };
}

function readWithSlack(values: Partial<Record<Name, string>>): EnvResult {
  const read = WithSlack.safeParse(values);
  const problems = read.success ? [] : linesOf(read.error, values);
  const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET } = values;
  if (SLACK_BOT_TOKEN && !SLACK_APP_TOKEN && !SLACK_SIGNING_SECRET) problems.unshift(neitherDoor());
  if (!read.success || problems.length > 0) return { ok: false, problems };
  return { ok: true, env: withSlack(read.data) };
}

const neitherDoor = () =>
  `SLACK_SIGNING_SECRET is missing: with a bot token, either it (HTTP mode) or SLACK_APP_TOKEN (Socket Mode) is needed. ` +
  `Example: SLACK_SIGNING_SECRET=${EXAMPLES.SLACK_SIGNING_SECRET}; or SLACK_APP_TOKEN=${EXAMPLES.SLACK_APP_TOKEN}`;

function withSlack(read: WithSlack): Env {
  const mode = read.SLACK_APP_TOKEN ? 'socket' : 'http';
  return {
    mode,
    slack: {
      botToken: read.SLACK_BOT_TOKEN,
      ...(read.SLACK_SIGNING_SECRET && { signingSecret: read.SLACK_SIGNING_SECRET }),
      ...(read.SLACK_APP_TOKEN && { appToken: read.SLACK_APP_TOKEN }),
      apiUrl: read.SLACK_API_URL,
    },
    gitlab: {
      url: read.GITLAB_URL,
      token: read.GITLAB_TOKEN,
      project: read.GITLAB_PROJECT,
      group: read.GITLAB_GROUP ?? null,
      webhookSecret: read.GITLAB_WEBHOOK_SECRET ?? null,
    },
    databasePath: read.DATABASE_PATH,
    port: read.PORT,
    host: read.HOST,
    logLevel: read.LOG_LEVEL,
    configPath: read.PRODSECENG_CONFIG ?? null,
  };
}

/** One line for each variable that is wrong: its first problem, and an example. */
function linesOf(error: z.ZodError, values: Partial<Record<Name, string>>): string[] {
  const lines = new Map<Name, string>();
  for (const issue of error.issues) {
    const name = String(issue.path[0]) as Name;
    if (lines.has(name)) continue;
    const wrong = values[name] === undefined ? `is missing${why(name)}` : issue.message;
    lines.set(name, `${name} ${wrong}. Example: ${name}=${EXAMPLES[name]}`);
  }
  return [...lines.values()];
}

const why = (name: Name) =>
  name === 'SLACK_BOT_TOKEN'
    ? ': with an app token or a signing secret, the bot token is needed too (leave all three unset for the sandbox)'
    : ': with Slack set up, it is needed';

function isPlainWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const web = url.protocol === 'https:' || url.protocol === 'http:';
  return web && !url.username && !url.password && !url.search && !url.hash;
}

const withoutByteOrderMark = (text: string) => text.replace(/^\uFEFF/, '');
