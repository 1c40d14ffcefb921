import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

export type Choice = { value: string; label: string; detail?: string };

type Props = {
  id: string;
  name?: string | undefined;
  describedBy?: string | undefined;
  invalid?: boolean;
  placeholder: string;
  multiple: boolean;
  most?: number | undefined;
  chosen: Choice[];
  search(query: string): Promise<Choice[]>;
  choose(chosen: Choice[]): void;
};

/** A box to search in and choose from: several at once as chips, or one. */
export function Picker(props: Props) {
  const { chosen, multiple, choose } = props;
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const listId = useId();
  const found = useSearch(props.search, query, open);
  const offered = found.filter((choice) => !chosen.some((each) => each.value === choice.value));
  const take = (choice: Choice | undefined) => {
    if (!choice || (props.most && multiple && chosen.length >= props.most)) return;
    choose(multiple ? [...chosen, choice] : [choice]);
    setQuery('');
    setActive(-1);
    setOpen(multiple);
  };
  const drop = (choice: Choice) => choose(chosen.filter((each) => each.value !== choice.value));
  const press = (event: KeyboardEvent) => {
    const last = chosen.at(-1);
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((active + step + offered.length) % Math.max(offered.length, 1));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (open) take(offered[Math.max(active, 0)]);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === 'Backspace' && query === '' && last) drop(last);
  };
  return (
    <div class="picker" onFocusOut={(event) => leaves(event) && setOpen(false)}>
      <div class={props.invalid ? 'picker-box invalid' : 'picker-box'}>
        {chosen.map((choice) => (
          <span class="chip" key={choice.value}>
            {choice.label}
            <button type="button" aria-label={`Remove ${choice.label}`} onClick={() => drop(choice)}>
              <Icon name="close" />
            </button>
          </span>
        ))}
        <input
          id={props.id}
          type="text"
          role="combobox"
          autocomplete="off"
          aria-label={props.name}
          aria-describedby={props.describedBy}
          aria-invalid={props.invalid}
          aria-expanded={open}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={open && active >= 0 ? `${listId}-${active}` : undefined}
          placeholder={chosen.length === 0 || multiple ? props.placeholder : 'Choose another'}
          value={query}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            setOpen(true);
          }}
          onKeyDown={press}
        />
      </div>
      {open && <Offered listId={listId} offered={offered} active={active} take={take} />}
    </div>
  );
}

function leaves(event: FocusEvent): boolean {
  return !(event.currentTarget as HTMLElement).contains(event.relatedTarget as Node | null);
}

function Offered(props: { listId: string; offered: Choice[]; active: number; take(choice: Choice): void }) {
  return (
    <div class="listbox" role="listbox" id={props.listId} aria-label="Choices">
      {props.offered.length === 0 && <p class="menu-empty">Nothing found.</p>}
      {props.offered.map((choice, index) => (
        <div
          key={choice.value}
          id={`${props.listId}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === props.active}
          class={index === props.active ? 'active' : ''}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => props.take(choice)}
          onKeyDown={(event) => event.key === 'Enter' && props.take(choice)}
        >
          {choice.label}
          {choice.detail && <span class="menu-detail">{choice.detail}</span>}
        </div>
      ))}
    </div>
  );
}

/** Asks once the person pauses; an answer that a later one overtook is dropped. */
function useSearch(search: (query: string) => Promise<Choice[]>, query: string, open: boolean): Choice[] {
  const [found, setFound] = useState<Choice[]>([]);
  const latest = useRef(search);
  latest.current = search;
  useEffect(() => {
    if (!open) return;
    let overtaken = false;
    const timer = setTimeout(
      () => void latest.current(query).then((choices) => overtaken || setFound(choices)),
      query === '' ? 0 : 150,
    );
    return () => {
      overtaken = true;
      clearTimeout(timer);
    };
  }, [query, open]);
  return found;
}
