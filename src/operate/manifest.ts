import { parseDocument } from 'yaml';
import { z } from 'zod';

export type ManifestResult = { ok: true; text: string } | { ok: false; problem: string };

/**
 * The Slack manifest to paste into Slack's page: as it stands (Socket Mode), or, with the public address of the app, for
 * HTTP mode. Slack posts to `/slack/events` below that address.
 */
export function renderManifest(manifestYaml: string, { url }: { url?: string | undefined } = {}): ManifestResult {
  if (url === undefined) return { ok: true, text: manifestYaml };
  const address = requestAddress(url);
  if (address === null) return { ok: false, problem: NO_ADDRESS };
  const document = parseDocument(manifestYaml);
  document.commentBefore = ' The Slack app, in HTTP mode, as `manifest --url` wrote it.';
  const commands = Manifest.parse(document.toJS()).features.slash_commands;
  for (const index of commands.keys()) document.setIn(['features', 'slash_commands', index, 'url'], address);
  document.setIn(['settings', 'event_subscriptions', 'request_url'], address);
  document.setIn(['settings', 'interactivity', 'request_url'], address);
  document.setIn(['settings', 'socket_mode_enabled'], false);
  return { ok: true, text: document.toString({ lineWidth: 0 }) };
}

/** The bot scopes that a manifest asks for. */
export function scopesOf(manifestYaml: string): string[] {
  return Manifest.parse(parseDocument(manifestYaml).toJS()).oauth_config.scopes.bot;
}

const Manifest = z.object({
  features: z.object({ slash_commands: z.array(z.object({ command: z.string() })) }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
});

const NO_ADDRESS =
  '--url is not an https address without user name, query and fragment. Example: --url https://prodseceng.example.com';

function requestAddress(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, username, password, search, hash, origin, pathname } = new URL(text);
  if (protocol !== 'https:' || username || password || search || hash) return null;
  const path = pathname.replace(/\/+$/, '').replace(/\/slack\/events$/, '');
  return `${origin}${path}/slack/events`;
}
