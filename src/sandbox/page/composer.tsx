import { useId, useState } from 'preact/hooks';
import { useDesk } from './desk.ts';
import { Icon } from './icon.tsx';
import type { Command } from './wire.ts';

type Suggestion = { text: string; detail: string };

/** What may follow what was typed so far: commands, then their subcommands. */
export function suggestionsFor(commands: Command[], text: string): Suggestion[] {
  if (!text.startsWith('/') || text.includes('\n')) return [];
  const wanted = text.toLowerCase();
  const all = commands.flatMap((command) => [
    { text: command.command, detail: command.description ?? command.usage ?? '' },
    ...(command.subcommands ?? []).map((sub) => {
      const named = typeof sub === 'string' ? { name: sub } : sub;
      const detail = ('description' in named && named.description) || '';
      return { text: `${command.command} ${named.name}`, detail };
    }),
  ]);
  return all.filter((each) => each.text.startsWith(wanted) && each.text !== text);
}

type Props = { channel: string; label: string; threadTs?: string; commands?: boolean };

/** Where a person writes: Enter sends, Shift+Enter starts a line, a slash begins a command. */
export function Composer({ channel, label, threadTs, commands = true }: Props) {
  const { as, state, act } = useDesk();
  const [text, setText] = useState('');
  const [active, setActive] = useState(-1);
  const listId = useId();
  const suggestions = commands ? suggestionsFor(state.commands, text) : [];
  const change = (next: string) => {
    setText(next);
    setActive(-1);
  };
  const send = async () => {
    const said = text.trim();
    if (said === '') return;
    change('');
    const slash = commands && said.startsWith('/');
    const answer = slash
      ? await act('command', { as, channel, text: said })
      : await act('say', { as, channel, text: said, ...(threadTs ? { threadTs } : {}) });
    if (!answer.ok && !slash) setText(said);
  };
  const press = (event: KeyboardEvent) => {
    const chosen = suggestions[active] ?? (event.key === 'Tab' ? suggestions[0] : undefined);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (chosen) change(`${chosen.text} `);
      else void send();
    } else if (event.key === 'Tab' && chosen) {
      event.preventDefault();
      change(`${chosen.text} `);
    } else if (step !== 0 && suggestions.length > 0) {
      event.preventDefault();
      setActive((Math.max(active, step > 0 ? -1 : 0) + step + suggestions.length) % suggestions.length);
    }
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {suggestions.length > 0 && <Suggestions id={listId} all={suggestions} active={active} take={change} />}
      <textarea
        rows={1}
        aria-label={label}
        placeholder={label}
        aria-autocomplete="list"
        aria-controls={listId}
        aria-activedescendant={active >= 0 ? `${listId}-${active}` : undefined}
        value={text}
        onInput={(event) => change(event.currentTarget.value)}
        onKeyDown={press}
      />
      <button type="submit" class="send" aria-label="Send" disabled={text.trim() === ''}>
        <Icon name="send" />
      </button>
    </form>
  );
}

type ListProps = { id: string; all: Suggestion[]; active: number; take(text: string): void };

function Suggestions({ id, all, active, take }: ListProps) {
  return (
    <div class="suggestions" role="listbox" id={id} aria-label="Commands">
      {all.map((each, index) => (
        <div
          key={each.text}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          class={index === active ? 'active' : ''}
          onPointerDown={(event) => {
            event.preventDefault();
            take(`${each.text} `);
          }}
        >
          <code>{each.text}</code>
          <span class="menu-detail">{each.detail}</span>
        </div>
      ))}
    </div>
  );
}
