import { channelOf, type Desk, isVisible, mayOpen, personOf, shownMessage } from './desk.ts';
import type { Route } from './routes.ts';
import { directMessage } from './slack/direct-messages.ts';
import { viewJson } from './slack/shapes.ts';
import { asText, type Json, type StoredMessage } from './slack/types.ts';
import { BOT, type SandboxChannel, type SandboxPerson, TEAM } from './world.ts';

const HOME_WAIT_MS = 3_000;

/** What the page reads. */
export const LOOK_ROUTES: Record<string, Route> = {
  'GET state': (desk, args) => state(desk, personOf(desk, args.as)),
  'GET channel'(desk, args) {
    const person = personOf(desk, args.as);
    const channel = channelOf(desk, person, args.id);
    const messages = conversation(desk, person, channel);
    markSeen(desk, person, channel, messages);
    return { id: channel.id, name: channel.name, messages: messages.map((one) => shownMessage(desk, person, one)) };
  },
  'GET thread'(desk, args) {
    const person = personOf(desk, args.as);
    const channel = channelOf(desk, person, args.id);
    const ts = asText(args.ts);
    const { messages } = desk.slack.slack;
    const found = messages.find(channel.id, ts);
    const root = found?.threadTs ? messages.find(channel.id, found.threadTs) : found;
    const replies = messages.replies(channel.id, root?.ts ?? ts).filter((one) => isVisible(one, person));
    return { messages: [...(root ? [root] : []), ...replies].map((one) => shownMessage(desk, person, one)) };
  },
  'GET home': (desk, args) => home(desk, args),
  'GET views'(desk, args) {
    const person = personOf(desk, args.as);
    return { stack: desk.slack.slack.views.stack(person.id).map((view) => viewJson(view)) };
  },
  async 'GET wait'(desk, args) {
    const person = personOf(desk, args.as);
    await desk.slack.changes.wait(person.id, Number(args.since ?? 0), Math.min(Number(args.ms ?? 1_000), 10_000));
    return { seen: desk.slack.changes.count(person.id) };
  },
};

function state(desk: Desk, person: SandboxPerson): Json {
  const { slack } = desk.slack;
  const people = slack.people.all().filter((one) => one.kind !== 'bot' && !one.deleted);
  const open = slack.channels.all().filter((one) => one.kind !== 'im' && mayOpen(person, one));
  const own = directMessage(slack, person.id);
  return {
    team: { name: TEAM.name },
    app: { name: slack.people.get(BOT.userId)?.name ?? BOT.name, id: BOT.userId },
    me: shownPerson(person),
    people: people.map(shownPerson),
    roles: people.map((one) => one.role),
    userGroups: slack.groups.all().map(({ id, handle }) => ({ id, handle })),
    channels: open.map((channel) => shownChannel(desk, person, channel)),
    dms: [{ id: own.id, name: own.name, with: BOT.userId, unread: unread(desk, person, own) }],
    commands: slack.manifest.commands.map((command) => ({ ...command, subcommands: subcommands(command.usage) })),
    shortcuts: {
      global: slack.manifest.shortcuts.filter((one) => one.type === 'global'),
      message: slack.manifest.shortcuts.filter((one) => one.type === 'message'),
    },
    now: desk.clock.now().toISOString(),
    problems: desk.problems(),
    seen: desk.slack.changes.count(person.id),
  };
}

function shownPerson(person: SandboxPerson): Json {
  const { id, name, role, email, timeZone, kind, gitlabUsername } = person;
  return { id, name, role, email, timeZone, kind, gitlabUsername };
}

function shownChannel(desk: Desk, person: SandboxPerson, channel: SandboxChannel): Json {
  return {
    id: channel.id,
    name: channel.name,
    isPrivate: channel.kind === 'private',
    isShared: channel.isShared,
    isArchived: channel.isArchived,
    isMember: channel.memberIds.includes(person.id),
    unread: unread(desk, person, channel),
  };
}

/** What stands in the channel itself: no replies but those sent to the channel too. */
function conversation(desk: Desk, person: SandboxPerson, channel: SandboxChannel): StoredMessage[] {
  return desk.slack.slack.messages
    .inChannel(channel.id)
    .filter((one) => isVisible(one, person) && (!one.threadTs || one.broadcast));
}

function markSeen(desk: Desk, person: SandboxPerson, channel: SandboxChannel, messages: StoredMessage[]): void {
  const last = messages.at(-1);
  if (last) desk.seen.set(`${person.id} ${channel.id}`, last.ts);
}

function unread(desk: Desk, person: SandboxPerson, channel: SandboxChannel): number {
  if (!channel.memberIds.includes(person.id)) return 0;
  const seen = desk.seen.get(`${person.id} ${channel.id}`) ?? '';
  return conversation(desk, person, channel).filter((one) => one.ts > seen && one.user !== person.id).length;
}

/** The usage hint's words: `intake [new|other] · requests` gives intake, intake new, intake other, requests. */
function subcommands(usage: string): string[] {
  return usage
    .split('·')
    .map((part) => part.trim().replace(/\s+[A-Z]+\b/g, ''))
    .filter(Boolean)
    .flatMap((part) => {
      const [, word = part, choices] = /^(\S+)\s*\[([a-z|]+)\]/.exec(part) ?? [];
      return [word, ...(choices ? choices.split('|').map((choice) => `${word} ${choice}`) : [])];
    });
}

/** The person's Home tab. Opening it (no `refresh`) tells the app; `wait` waits until the app has drawn it anew. */
async function home(desk: Desk, args: Json): Promise<Json> {
  const person = personOf(desk, args.as);
  const { slack, events, calls } = desk.slack;
  const before = calls.length;
  if (args.refresh === undefined) {
    const known = slack.views.home(person.id);
    events.send('app_home_opened', {
      type: 'app_home_opened',
      user: person.id,
      channel: directMessage(slack, person.id).id,
      tab: 'home',
      ...(known ? { view: viewJson(known) } : {}),
    });
  }
  if (args.wait !== undefined) await until(() => published(calls.slice(before), person.id), HOME_WAIT_MS);
  const view = slack.views.home(person.id);
  return { view: view ? viewJson(view) : null };
}

function published(calls: { method: string; args: Json; answer: string }[], userId: string): boolean {
  return calls.some(
    (call) => call.method === 'views.publish' && call.args.user_id === userId && call.answer !== 'none',
  );
}

async function until(done: () => boolean, ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (!done() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
}
