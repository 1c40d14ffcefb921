import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGitLab } from '../../src/gitlab/client.ts';

export const TOKEN = 'glpat-very-secret-0123456789';
export const NOW = new Date('2026-03-02T10:00:00.000Z');

export type Answer = (req: IncomingMessage, res: ServerResponse, count: number) => void;
export type Local = { url: string; seen: IncomingMessage[]; server: Server; stop(): Promise<void> };

/** A small HTTP server on a free loopback port that answers every request with `answer`. */
export async function serve(answer: Answer): Promise<Local> {
  const seen: IncomingMessage[] = [];
  const server = createServer((req, res) => {
    seen.push(req);
    req.resume();
    answer(req, res, seen.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    server,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function clientOf(url: string, timeoutMs = 10_000) {
  return createGitLab({ url, token: TOKEN, timeoutMs, now: () => NOW });
}

/** An answer with JSON. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (_, res) => {
    res.writeHead(status, { 'content-type': 'application/json', ...headers });
    res.end(JSON.stringify(body));
  };
}

const USER = { id: 7, username: 'prodseceng-bot', name: 'Bot', state: 'active' };

/** An issue as GitLab writes it. */
export const ISSUE = {
  id: 84,
  iid: 14,
  project_id: 4,
  title: 'A title',
  description: null,
  state: 'opened',
  labels: ['one'],
  confidential: true,
  author: USER,
  assignees: [USER],
  web_url: 'http://gitlab.example/group/project/-/issues/14',
  created_at: '2026-01-04T15:31:51.081Z',
  updated_at: '2026-01-05T15:31:51.081+01:00',
  closed_at: null,
  references: { short: '#14', relative: '#14', full: 'group/project#14' },
};

export const NOTE = {
  id: 301,
  body: 'A comment',
  author: USER,
  system: false,
  internal: false,
  confidential: false,
  created_at: '2026-01-04T15:31:51.081Z',
  updated_at: '2026-01-04T15:31:51.081Z',
  noteable_iid: 14,
};
