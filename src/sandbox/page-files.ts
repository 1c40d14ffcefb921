import { createReadStream, existsSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { findAsset } from './paths.ts';

const TYPES: Record<string, string> = {
  'index.html': 'text/html; charset=utf-8',
  'style.css': 'text/css; charset=utf-8',
  'main.js': 'text/javascript; charset=utf-8',
};

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves the built page; links to messages and work items show it too. False for what is no part of it. */
export function servePageFile(path: string, response: ServerResponse): boolean {
  const name = fileName(path);
  const built = findAsset(join('page', 'main.js'));
  if (name === null || !built) return false;
  const file = join(dirname(built), name);
  if (!existsSync(file)) return false;
  response.writeHead(200, {
    'content-type': TYPES[name],
    'content-security-policy': POLICY,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  createReadStream(file).pipe(response);
  return true;
}

function fileName(path: string): string | null {
  if (path === '/' || path.startsWith('/archives/') || path.startsWith('/gitlab/')) return 'index.html';
  const name = path.startsWith('/page/') ? path.slice('/page/'.length) : '';
  return name in TYPES ? name : null;
}
