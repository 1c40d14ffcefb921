import type { Env } from '../config/env.ts';
import type { Settings } from '../config/settings.ts';
import type { SlackApi } from './ask-slack.ts';
import { checkGitLab, type DoctorGitLab } from './doctor-gitlab.ts';
import { checkSlack } from './doctor-slack.ts';

export type { DoctorGitLab } from './doctor-gitlab.ts';

/** One check: what was found, and what to do. A `todo` on a line that is ok is advice. */
export type DoctorLine = { ok: boolean; text: string; todo?: string };

export type DoctorInput = {
  env: Env;
  settings: Settings;
  /** Calls a method of Slack's Web API with the bot token (or the token given in `args`); may throw or answer `ok: false`. */
  slackApi: SlackApi;
  gitlab: DoctorGitLab;
  /** The bot scopes of `manifest.yml`. */
  manifestScopes: readonly string[];
  /** Whether labels that the project lacks are made. Nothing else is ever changed. */
  fix: boolean;
  now: () => Date;
};

export type DoctorReport = { lines: DoctorLine[]; ok: boolean };

/** Checks that everything outside the app is as the app needs it. Not ok when something is wrong; advice does not count. */
export async function runDoctor(input: DoctorInput): Promise<DoctorReport> {
  if (input.env.mode === 'sandbox') return { lines: [SANDBOX], ok: true };
  const lines = [...(await checkSlack(input)), ...(await checkGitLab(input))];
  return { lines, ok: lines.every(({ ok }) => ok) };
}

const SANDBOX: DoctorLine = {
  ok: true,
  text: 'No Slack settings: the sandbox needs none, and there is nothing to check',
  todo: 'For the real thing set SLACK_BOT_TOKEN and the rest that the README names',
};

/** The report as lines for a terminal. */
export function doctorText({ lines, ok }: DoctorReport): string {
  const shown = lines.flatMap((line) => [
    `${line.ok ? 'ok   ' : 'WRONG'} ${line.text}`,
    ...(line.todo ? [`      → ${line.todo}`] : []),
  ]);
  const wrong = lines.filter((line) => !line.ok).length;
  return [...shown, ok ? 'Nothing is wrong.' : `${wrong} of ${lines.length} checks found something wrong.`].join('\n');
}
