import { useEffect, useRef } from 'preact/hooks';
import { Composer } from './composer.tsx';
import { useDesk, useRead } from './desk.ts';
import { Icon } from './icon.tsx';
import { Menu } from './menu.tsx';
import { Messages } from './message.tsx';
import type { Conversation as Held, Message } from './wire.ts';

/** A channel or a direct message, with the box to write in. */
export function Conversation({ id, openThread }: { id: string; openThread(ts: string): void }) {
  const { data, failed } = useRead<Held>('channel', { id });
  const title = useTitle(id);
  const scroll = useStayAtEnd(id, data?.messages.length ?? 0);
  return (
    <main class="conversation" aria-label={title.text}>
      <header class="pane-header">
        <h1>
          {title.locked && <Icon name="lock" />}
          {title.text}
        </h1>
        {title.note && <span class="note">{title.note}</span>}
        <GlobalShortcuts />
      </header>
      <div class="scroll" ref={scroll}>
        {failed && <p class="empty">You cannot read this conversation.</p>}
        {data?.messages.length === 0 && <p class="empty">Nothing was said here yet.</p>}
        {data && <Messages channel={id} messages={data.messages} openThread={openThread} />}
      </div>
      <Composer key={id} channel={id} label={`Message ${title.text}`} />
    </main>
  );
}

function useTitle(id: string): { text: string; locked: boolean; note: string } {
  const { state } = useDesk();
  const channel = state.channels.find((each) => each.id === id);
  if (!channel)
    return { text: state.dms.find((each) => each.id === id)?.name ?? 'Conversation', locked: false, note: '' };
  const note = channel.isShared ? 'Shared with another company' : '';
  return { text: channel.isPrivate ? channel.name : `#${channel.name}`, locked: channel.isPrivate, note };
}

/** Global shortcuts, which Slack keeps behind the lightning. */
function GlobalShortcuts() {
  const { as, state, act } = useDesk();
  const items = state.shortcuts.global.map((shortcut) => ({
    label: shortcut.name,
    run: () => void act('shortcut', { as, callbackId: shortcut.callbackId }),
  }));
  return (
    <Menu label="Shortcuts" items={items} class="icon-button bolt">
      <Icon name="bolt" />
    </Menu>
  );
}

/** The panel beside a conversation with one message and its replies. */
export function Thread({ channel, ts, close }: { channel: string; ts: string; close(): void }) {
  const { data, failed } = useRead<{ messages: Message[] }>('thread', { id: channel, ts });
  const { text } = useTitle(channel);
  const scroll = useStayAtEnd(ts, data?.messages.length ?? 0);
  return (
    <aside class="thread" aria-label="Thread">
      <header class="pane-header">
        <h2>Thread</h2>
        <span class="note">{text}</span>
        <button type="button" class="icon-button" aria-label="Close thread" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <div class="scroll" ref={scroll}>
        {failed && <p class="empty">You cannot read this thread.</p>}
        {data && <Messages channel={channel} messages={data.messages} />}
      </div>
      <Composer key={ts} channel={channel} threadTs={data?.messages[0]?.ts ?? ts} label="Reply" commands={false} />
    </aside>
  );
}

/** Scrolls to the newest message when one arrives or another conversation is opened. */
function useStayAtEnd(key: string, count: number) {
  const scroll = useRef<HTMLDivElement>(null);
  // Both say that there is something newer to see.
  useEffect(() => {
    scroll.current?.scrollTo(0, scroll.current.scrollHeight);
  }, [key, count]);
  return scroll;
}
