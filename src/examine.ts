import { readFileSync } from 'node:fs';
import { assetPath } from './config/assets.ts';
import { type Env, secretsOf } from './config/env.ts';
import type { Settings } from './config/settings.ts';
import { createGitLab } from './gitlab/client.ts';
import { doctorText, runDoctor } from './operate/doctor.ts';
import { createLog } from './operate/logs.ts';
import { scopesOf } from './operate/manifest.ts';
import { createClients } from './slack/clients.ts';

/** What `doctor` does: looks at Slack and GitLab with the app's own clients, and says what is wrong and what to do. */
export async function examine(env: Env, settings: Settings, fix: boolean): Promise<{ ok: boolean; text: string }> {
  const { slack, gitlab } = env;
  if (slack === null || gitlab === null)
    return { ok: true, text: 'The sandbox needs no settings: there is nothing to check.' };
  const log = createLog({ level: 'silent', secrets: secretsOf(env) });
  const { background } = createClients({ botToken: slack.botToken, apiUrl: slack.apiUrl, log });
  const report = await runDoctor({
    env,
    settings,
    fix,
    now: () => new Date(),
    slackApi: (method, args) => background.apiCall(method, args),
    gitlab: createGitLab({ url: gitlab.url, token: gitlab.token, now: () => new Date() }),
    manifestScopes: scopesOf(readFileSync(assetPath('manifest.yml'), 'utf8')),
  });
  return { ok: report.ok, text: doctorText(report) };
}
