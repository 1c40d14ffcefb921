import { driveModals, type ModalDriver } from './driver-modals.ts';
import { actionOn, type Given } from './driver-values.ts';
import type { Message, State, View } from './page/wire.ts';
import { createPageClient, type Outcome, type PageClient, type Wait } from './page-client.ts';
import { screen } from './screen.ts';

/** A message as a person sees it; `metadata` is there for assertions. */
export type SeenMessage = Message & {
  channel: string;
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
};

/** How a person picks a message: by its time stamp, or by a text on it (the newest such). `dm`: the app's direct message. */
type Pick = { channel?: string; dm?: true; thread?: string; ts?: string; textContains?: string };

/** What came of a command: the modal it opened, or the messages it showed to the person alone. */
type CommandResult = { ok: boolean; error?: string; modal: View | null; messages: SeenMessage[]; text: string };

/** Acts over the page's own HTTP API as a person would. Waits a little for what the app shows after it acknowledged. */
export type PersonDriver = ModalDriver & {
  role: string;
  state(): Promise<State>;
  /** Runs `/prodseceng TEXT` (or TEXT itself, where it begins with a slash), in #general unless a channel is given. */
  command(text: string, options?: { channel?: string }): Promise<CommandResult>;
  /** The messages of a channel (by id or name), or of a thread in it, oldest first. */
  messages(channel: string, options?: { thread?: string }): Promise<SeenMessage[]>;
  /** The messages of the app's direct-message conversation. */
  dms(): Promise<SeenMessage[]>;
  message(pick: Pick): Promise<SeenMessage>;
  /** Presses a button on a message, named by its text or action id. */
  click(pick: Pick, button: string): Promise<Outcome>;
  /** Presses it twice at the same moment. */
  clickTwice(pick: Pick, button: string): Promise<Outcome[]>;
  /** Chooses in a menu on a message, named by its placeholder or action id. */
  select(pick: Pick, menu: string, choice: Given): Promise<Outcome>;
  /** Opens App Home and waits until the app has drawn it. */
  home(): Promise<View | null>;
  clickHome(button: string): Promise<Outcome>;
  selectHome(menu: string, choice: Given): Promise<Outcome>;
  globalShortcut(callbackId: string): Promise<Outcome>;
  messageShortcut(callbackId: string, pick: Pick): Promise<Outcome>;
  say(channel: string, text: string, options?: { thread?: string }): Promise<SeenMessage>;
  page: PageClient;
};

const GENERAL = 'general';
const PATIENCE_MS = 1_500;

/** A driver for the person with this role or user id. */
export function createPersonDriver(baseUrl: string, role: string): PersonDriver {
  const page = createPageClient(baseUrl, role);
  const wait = createWait(page);
  return {
    role,
    page,
    state: () => page.get<State>('state'),
    ...driveModals(page, wait),
    ...reading(page),
    ...acting(page, wait),
  };
}

function createWait(page: PageClient): Wait {
  return async (act) => {
    const { seen } = await page.get<{ seen: number }>('wait', { since: '-1', ms: '0' });
    const result = await act();
    if (wasRefused(result)) return result;
    await page.get('wait', { since: String(seen), ms: String(PATIENCE_MS) });
    return result;
  };
}

function wasRefused(result: unknown): boolean {
  return typeof result === 'object' && result !== null && 'ok' in result && result.ok === false;
}

function reading(page: PageClient) {
  const messages = async (channel: string, { thread }: { thread?: string } = {}): Promise<SeenMessage[]> => {
    const path = thread ? 'thread' : 'channel';
    const found = await page.get<{ messages: SeenMessage[] }>(path, { id: channel, ...(thread ? { ts: thread } : {}) });
    return found.messages.map((message) => ({ ...message, channel }));
  };
  const dmId = async (): Promise<string> => (await page.get<State>('state')).dms[0]?.id ?? '';
  const dms = async (): Promise<SeenMessage[]> => messages(await dmId());
  const message = async (pick: Pick): Promise<SeenMessage> => {
    const where = pick.dm ? await dmId() : (pick.channel ?? GENERAL);
    const all = await messages(where, pick.thread ? { thread: pick.thread } : {});
    const wanted = pick.textContains ?? '';
    const found = all.findLast((one) =>
      pick.ts ? one.ts === pick.ts : `${one.text}\n${screen(one)}`.includes(wanted),
    );
    if (found) return found;
    throw new Error(
      `no message ${JSON.stringify(pick)} in ${where}; there is:\n${all.map((one) => screen(one)).join('\n---\n')}`,
    );
  };
  return { messages, dms, message };
}

function acting(page: PageClient, wait: Wait) {
  const { messages, message } = reading(page);
  const onMessage = async (pick: Pick, name: string, choice?: Given): Promise<Outcome> => {
    const found = await message(pick);
    const container = { type: 'message', channel: found.channel, ts: found.ts };
    return page.post('action', { container, ...actionOn(found.blocks ?? [], name, choice) });
  };
  const onHome = async (name: string, choice?: Given): Promise<Outcome> => {
    const { view } = await page.get<{ view: View | null }>('home', { refresh: '1' });
    if (!view) throw new Error('the app has drawn no Home for this person');
    return page.post('action', {
      container: { type: 'view', viewId: view.id },
      ...actionOn(view.blocks, name, choice),
    });
  };
  return {
    async command(text: string, { channel = GENERAL }: { channel?: string } = {}): Promise<CommandResult> {
      const id = await channelId(page, channel);
      const before = new Set((await messages(id)).map(({ ts }) => ts));
      const full = text.startsWith('/') ? text : `/prodseceng ${text}`.trim();
      const sent = await wait(() => page.post('command', { channel: id, text: full }));
      const shown = (await messages(id)).filter((one) => !before.has(one.ts) && one.ephemeral);
      const { stack } = await page.get<{ stack: View[] }>('views');
      return {
        ok: sent.ok,
        ...(sent.error ? { error: sent.error } : {}),
        modal: stack.at(-1) ?? null,
        messages: shown,
        text: shown.map((one) => screen(one)).join('\n'),
      };
    },
    click: (pick: Pick, button: string) => wait(() => onMessage(pick, button)),
    clickTwice: (pick: Pick, button: string) =>
      wait(() => Promise.all([onMessage(pick, button), onMessage(pick, button)])),
    select: (pick: Pick, menu: string, choice: Given) => wait(() => onMessage(pick, menu, choice)),
    home: async () => (await page.get<{ view: View | null }>('home', { wait: '1' })).view,
    clickHome: (button: string) => wait(() => onHome(button)),
    selectHome: (menu: string, choice: Given) => wait(() => onHome(menu, choice)),
    globalShortcut: (callbackId: string) => wait(() => page.post('shortcut', { callbackId })),
    async messageShortcut(callbackId: string, pick: Pick): Promise<Outcome> {
      const { channel, ts } = await message(pick);
      return wait(() => page.post('shortcut', { callbackId, channel, ts }));
    },
    async say(channel: string, text: string, { thread }: { thread?: string } = {}): Promise<SeenMessage> {
      const id = await channelId(page, channel);
      const { ts } = await page.must<{ ts: string }>('say', {
        channel: id,
        text,
        ...(thread ? { threadTs: thread } : {}),
      });
      return message({ channel: id, ts, ...(thread ? { thread } : {}) });
    },
  };
}

async function channelId(page: PageClient, name: string): Promise<string> {
  const { channels } = await page.get<State>('state');
  const wanted = name.replace(/^#/, '');
  return channels.find((one) => one.id === wanted || one.name === wanted)?.id ?? name;
}
