import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Peers = {
  slackUrl: string;
  gitlabUrl: string;
  nextView(triggerId: string): Promise<number>;
  close(): void;
};

/** Slack and GitLab that answer at once and check nothing: what is measured is the app, not them. */
export async function startPeers(): Promise<Peers> {
  const waiting = new Map<string, (at: number) => void>();
  const server = createServer(async (request, response) => {
    const arrived = performance.now();
    const body = await textOf(request);
    const method = (request.url ?? '').split('?')[0]?.split('/').at(-1) ?? '';
    if (method === 'views.open') {
      const trigger = /"?trigger_id"?[=:]"?([\w.-]+)/.exec(decodeURIComponent(body))?.[1] ?? '';
      waiting.get(trigger)?.(arrived);
      waiting.delete(trigger);
    }
    response.writeHead(200, { 'content-type': 'application/json', 'x-oauth-scopes': 'commands' });
    response.end(JSON.stringify(answerTo(request.url ?? '', method)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    slackUrl: `http://127.0.0.1:${port}/api/`,
    gitlabUrl: `http://127.0.0.1:${port}/gitlab`,
    nextView: (triggerId) => new Promise((resolve) => waiting.set(triggerId, resolve)),
    close: () => server.close(),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

const MEMBER = {
  id: 'U0BENCH01',
  team_id: 'T0BENCH',
  name: 'requester',
  profile: { email: 'requester@example.com', real_name: 'Requester' },
  tz: 'Etc/UTC',
};
const CHANNEL = { id: 'C0INTAKE1', name: 'security-capabilities-engineering', is_channel: true, is_member: true };
let posted = 0;
let filed = 0;

function answerTo(url: string, method: string): unknown {
  if (url.startsWith('/gitlab')) return gitlabAnswer(url);
  switch (method) {
    case 'auth.test':
      return {
        ok: true,
        url: 'https://bench.example.com/',
        team: 'Bench',
        team_id: 'T0BENCH',
        user_id: 'U0BOT',
        bot_id: 'B0BOT',
      };
    case 'users.list':
      return { ok: true, members: [MEMBER, { ...MEMBER, id: 'U0BENCH02' }] };
    case 'users.info':
      return { ok: true, user: MEMBER };
    case 'usergroups.list':
      return { ok: true, usergroups: [{ id: 'S0TEAM001', handle: 'product-security-engineering', name: 'Team' }] };
    case 'usergroups.users.list':
      return { ok: true, users: [] };
    case 'conversations.list':
      return { ok: true, channels: [CHANNEL, { ...CHANNEL, id: 'G0INTERNL', name: 'prod-sec-eng-team-internal' }] };
    case 'conversations.members':
      return { ok: true, members: [MEMBER.id] };
    case 'conversations.open':
      return { ok: true, channel: { id: 'D0BENCH01' } };
    case 'chat.postMessage':
    case 'chat.update':
      posted += 1;
      return { ok: true, channel: 'C0INTAKE1', ts: `1700000000.${String(posted).padStart(6, '0')}` };
    default:
      return { ok: true, view: { id: 'V0' } };
  }
}

function gitlabAnswer(url: string): unknown {
  if (url.includes('/labels') || url.includes('/todos') || url.includes('/notes')) return [];
  if (url.endsWith('/user')) return { id: 1, username: 'bot', name: 'Bot' };
  if (/\/issues(\?|$)/.test(url) && url.includes('updated_after')) return [];
  filed += 1;
  const person = { id: 1, username: 'bot', name: 'Bot' };
  const at = new Date(0).toISOString();
  return {
    ...{
      id: filed,
      iid: filed,
      project_id: 1,
      title: 'Bench',
      description: '',
      state: 'opened',
      labels: [],
      confidential: true,
    },
    ...{
      author: person,
      assignees: [],
      web_url: `https://gitlab.example.com/-/issues/${filed}`,
      created_at: at,
      updated_at: at,
    },
    references: { full: `security/team#${filed}` },
  };
}
