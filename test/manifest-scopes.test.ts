import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { scopesOf } from '../src/operate/manifest.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What each method of the Web API needs, as Slack's reference says for the ways in which the app calls it. */
const SCOPES: Record<string, string[]> = {
  'auth.test': [],
  'apps.connections.open': [],
  'chat.delete': ['chat:write'],
  'chat.getPermalink': [],
  'chat.postMessage': ['chat:write', 'chat:write.public'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.join': ['channels:join'],
  'conversations.list': ['channels:read', 'groups:read'],
  'conversations.members': ['channels:read', 'groups:read'],
  'conversations.open': ['im:write'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'usergroups.list': ['usergroups:read'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read', 'users:read.email'],
  'users.list': ['users:read', 'users:read.email'],
  'users.lookupByEmail': ['users:read.email'],
  'views.open': [],
  'views.publish': [],
  'views.push': [],
  'views.update': [],
};

const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.startsWith('sandbox'),
);
const FAMILY = '(?:auth|apps|chat|conversations|files|usergroups|users|views)';
const METHOD = new RegExp(
  `(?:client|waiting|background)\\s*\\.(${FAMILY}\\.[A-Za-z.]+)(?=\\()|'(${FAMILY}\\.[A-Za-z.]+)'`,
  'g',
);
const called = new Set(
  files.flatMap((name) =>
    [...readFileSync(join(root, 'src', name), 'utf8').matchAll(METHOD)].map((found) => found[1] ?? found[2] ?? ''),
  ),
);
const methods = [...called].filter((name) => name in SCOPES);

it('calls only methods whose scopes are known here', () => {
  const WEB_API = /^(?:chat|conversations|files|usergroups|views)\./;
  expect([...called].filter((name) => WEB_API.test(name) && !(name in SCOPES))).toEqual([]);
});

it('asks in the manifest for exactly the scopes of the methods that it calls, and for commands', () => {
  const needed = new Set(['commands', ...methods.flatMap((method) => SCOPES[method] ?? [])]);
  expect(scopesOf(readFileSync(join(root, 'manifest.yml'), 'utf8')).sort()).toEqual([...needed].sort());
});
