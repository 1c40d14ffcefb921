import type { ComponentChildren } from 'preact';
import { useDesk } from './desk.ts';
import { Avatar, Icon } from './icon.tsx';

export type Place = 'home' | { conversation: string };

type Props = { place: Place; go(place: Place): void; become(personId: string): void };

/** Where one can go, and as whom. */
export function Sidebar({ place, go, become }: Props) {
  const { state } = useDesk();
  const here = place === 'home' ? null : place.conversation;
  const entry = (id: string, label: string, unread: number | boolean | undefined, mark: ComponentChildren) => (
    <li key={id}>
      <button
        type="button"
        class={unread && here !== id ? 'place unread' : 'place'}
        aria-current={here === id ? 'page' : undefined}
        onClick={() => go({ conversation: id })}
      >
        {mark}
        <span>{label}</span>
        {typeof unread === 'number' && unread > 0 && here !== id && <span class="count">{unread}</span>}
      </button>
    </li>
  );
  return (
    <nav class="sidebar" aria-label="Workspace">
      <p class="workspace">{state.team.name}</p>
      <RoleSwitch become={become} />
      <h2>App</h2>
      <ul>
        <li>
          <button
            type="button"
            class="place"
            aria-current={place === 'home' ? 'page' : undefined}
            onClick={() => go('home')}
          >
            <Icon name="home" />
            <span>App Home</span>
          </button>
        </li>
      </ul>
      <h2>Channels</h2>
      <ul>
        {state.channels.map((channel) =>
          entry(
            channel.id,
            channel.name,
            channel.unread,
            <ChannelMark isPrivate={channel.isPrivate} isShared={channel.isShared} />,
          ),
        )}
      </ul>
      <h2>Direct messages</h2>
      <ul>
        {state.dms.map((dm) =>
          entry(dm.id, dm.name, dm.unread, <Avatar name={dm.name} app={isApp(dm.with, state.people)} />),
        )}
      </ul>
      {state.dms.length === 0 && <p class="none">None yet</p>}
    </nav>
  );
}

function isApp(id: string | undefined, people: { id: string; role: string }[]): boolean {
  const person = people.find((each) => each.id === id);
  return !person || person.role === 'app';
}

function ChannelMark({ isPrivate, isShared }: { isPrivate: boolean; isShared: boolean }) {
  if (isPrivate) return <Icon name="lock" />;
  if (isShared) return <Icon name="share" />;
  return (
    <span class="hash" aria-hidden="true">
      #
    </span>
  );
}

function RoleSwitch({ become }: { become(personId: string): void }) {
  const { as, state } = useDesk();
  return (
    <div class="role-switch">
      <label for="you-are">You are</label>
      <select id="you-are" class="control select" value={as} onChange={(event) => become(event.currentTarget.value)}>
        {state.people
          .filter((person) => person.role !== 'app')
          .map((person) => (
            <option key={person.id} value={person.id}>
              {person.name}
            </option>
          ))}
      </select>
    </div>
  );
}
