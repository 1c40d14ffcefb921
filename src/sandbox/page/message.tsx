import { Blocks } from './blocks.tsx';
import { dayHeading, dayOf, timeOf } from './dates.ts';
import { useDesk } from './desk.ts';
import { Avatar, Icon } from './icon.tsx';
import { Menu } from './menu.tsx';
import { parseMrkdwn } from './mrkdwn.ts';
import { ProseView } from './prose-view.tsx';
import { useBlocks } from './surface.ts';
import type { Message } from './wire.ts';

type Props = { channel: string; messages: Message[]; openThread?: (ts: string) => void };

/** Messages under the headings of their days. */
export function Messages({ channel, messages, openThread }: Props) {
  const { state } = useDesk();
  const { timeZone } = state.me;
  const now = new Date(state.now);
  return (
    <>
      {messages.map((message, index) => {
        const at = atOf(message);
        const before = messages[index - 1];
        const newDay = !before || dayOf(atOf(before), timeZone ?? 'UTC') !== dayOf(at, timeZone ?? 'UTC');
        return (
          <div key={`${message.ts}${message.ephemeral ? '-e' : ''}`}>
            {newDay && (
              <h2 class="day">
                <span>{dayHeading(at, now, timeZone)}</span>
              </h2>
            )}
            <MessageView
              channel={channel}
              message={message}
              follows={!newDay && continues(before, message)}
              {...(openThread ? { openThread } : {})}
            />
          </div>
        );
      })}
    </>
  );
}

function atOf(message: Message): Date {
  return new Date(Number(message.ts) * 1000);
}

/** Whether a message is drawn under the same name as the one before it. */
function continues(before: Message | undefined, message: Message): boolean {
  if (!before?.user || before.user !== message.user || before.ephemeral || message.ephemeral) return false;
  return !before.bot && Number(message.ts) - Number(before.ts) < 300;
}

type OneProps = { channel: string; message: Message; follows: boolean; openThread?: (ts: string) => void };

function MessageView({ channel, message, follows, openThread }: OneProps) {
  const { state } = useDesk();
  const app = isApp(message);
  const person = state.people.find((each) => each.id === message.user);
  const name = message.name ?? person?.name ?? (app ? (state.app?.name ?? 'App') : 'Somebody');
  return (
    <article
      class={`message ${message.ephemeral ? 'ephemeral' : ''}`}
      aria-label={`Message from ${name}`}
      data-ts={message.ts}
    >
      <div class="message-side">
        {follows ? (
          <span class="time">{timeOf(atOf(message), state.me.timeZone)}</span>
        ) : (
          <Avatar name={name} app={app} />
        )}
      </div>
      <div class="message-main">
        {message.ephemeral && (
          <p class="only-you">
            <Icon name="eye" />
            Only visible to you
          </p>
        )}
        {!follows && (
          <p class="byline">
            <strong>{name}</strong>
            {app && <span class="badge">APP</span>}
            <time dateTime={atOf(message).toISOString()}>{timeOf(atOf(message), state.me.timeZone)}</time>
          </p>
        )}
        <Body channel={channel} message={message} />
        {openThread && Boolean(message.replyCount) && (
          <button type="button" class="replies" onClick={() => openThread(message.ts)}>
            {message.replyCount === 1 ? '1 reply' : `${message.replyCount} replies`}
          </button>
        )}
      </div>
      {!message.ephemeral && <Tools channel={channel} message={message} {...(openThread ? { openThread } : {})} />}
    </article>
  );
}

function isApp(message: Message): boolean {
  return Boolean(message.bot) || !message.user;
}

function Body({ channel, message }: { channel: string; message: Message }) {
  const blocks = message.blocks ?? [];
  const surface = useBlocks({ type: 'message', channel, ts: message.ts }, blocks);
  return (
    <div class="message-body">
      {blocks.length > 0 ? (
        <Blocks blocks={blocks} surface={surface} />
      ) : (
        <ProseView prose={parseMrkdwn(message.text, !isApp(message))} />
      )}
      {message.edited ? <span class="edited">(edited)</span> : null}
    </div>
  );
}

function Tools({ channel, message, openThread }: Omit<OneProps, 'follows'>) {
  const { as, state, act } = useDesk();
  const items = state.shortcuts.message.map((shortcut) => ({
    label: shortcut.name,
    run: () => void act('shortcut', { as, callbackId: shortcut.callbackId, channel, ts: message.ts }),
  }));
  return (
    <fieldset class="tools" aria-label="Message actions">
      {openThread && (
        <button
          type="button"
          aria-label="Reply in thread"
          title="Reply in thread"
          onClick={() => openThread(message.threadTs ?? message.ts)}
        >
          <Icon name="reply" />
        </button>
      )}
      <Menu label="More message actions" items={items}>
        <Icon name="more" />
      </Menu>
    </fieldset>
  );
}
