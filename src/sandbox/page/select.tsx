import type { ControlProps } from './control.ts';
import { type Desk, useDesk } from './desk.ts';
import { type Choice, Picker } from './picker.tsx';
import { plainOf } from './prose-view.tsx';
import { type Surface, useSurface } from './surface.ts';
import { optionsOf } from './values.ts';
import type { Block, BlockElement, Option, State, Value } from './wire.ts';

/** Menus to choose from: a native one for a short fixed list, a box to search in for the rest. */
export function Select(props: ControlProps) {
  const { type } = props.element;
  const searched = type.startsWith('multi_') || type === 'external_select';
  return searched ? <SearchedSelect {...props} /> : <NativeSelect {...props} />;
}

function NativeSelect(props: ControlProps) {
  const { element, block } = props;
  const { state } = useDesk();
  const current = chosenIn(props.value, state)[0];
  const description = props.value?.selected_option?.description;
  return (
    <>
      <select
        id={props.id}
        class={current ? 'control select' : 'control select empty'}
        aria-label={props.name}
        aria-describedby={props.describedBy}
        aria-invalid={props.invalid}
        value={current?.value ?? ''}
        onChange={(event) =>
          props.change(
            reportedValue(
              element,
              [event.currentTarget.value].filter((each) => each !== ''),
            ),
          )
        }
      >
        <option value="" disabled={block.type !== 'input' || !block.optional}>
          {plainOf(element.placeholder) || 'Choose'}
        </option>
        <NativeOptions element={element} state={state} />
      </select>
      {description && <p class="hint">{plainOf(description)}</p>}
    </>
  );
}

function NativeOptions({ element, state }: { element: BlockElement; state: State }) {
  const options = (choices: Choice[]) =>
    choices.map((choice) => (
      <option key={choice.value} value={choice.value}>
        {choice.label}
      </option>
    ));
  if (element.option_groups) {
    return (
      <>
        {element.option_groups.map((group) => (
          <optgroup key={group.label.text} label={plainOf(group.label)}>
            {options(group.options.map(choiceOf))}
          </optgroup>
        ))}
      </>
    );
  }
  return <>{options(fixedChoices(element, state))}</>;
}

function SearchedSelect(props: ControlProps) {
  const { element, block } = props;
  const surface = useSurface();
  const { state } = useDesk();
  const multiple = element.type.startsWith('multi_');
  const offered = new Map<string, Option>();
  for (const option of [...optionsOf(element), ...(props.value?.selected_options ?? [])])
    offered.set(option.value, option);
  const search = searchFor(surface, block, element, state, offered);
  return (
    <Picker
      id={props.id}
      name={props.name}
      describedBy={props.describedBy}
      invalid={props.invalid}
      placeholder={plainOf(element.placeholder) || 'Search'}
      multiple={multiple}
      most={element.max_selected_items}
      chosen={chosenIn(props.value, state)}
      search={search}
      choose={(choices) => {
        const values = choices.map((choice) => choice.value);
        const external = choices.map((choice) => optionOf(choice));
        props.change(reportedValue(element, values, element.type.includes('external') ? external : undefined));
      }}
    />
  );
}

function searchFor(surface: Surface, block: Block, element: BlockElement, state: State, seen: Map<string, Option>) {
  return async (query: string): Promise<Choice[]> => {
    if (element.type.includes('external')) {
      if (query.length < (element.min_query_length ?? 3)) return [];
      const options = await surface.options(block, element, query);
      for (const option of options) seen.set(option.value, option);
      return options.map(choiceOf);
    }
    const wanted = query.toLowerCase();
    return fixedChoices(element, state).filter((choice) => choice.label.toLowerCase().includes(wanted));
  };
}

function choiceOf(option: Option): Choice {
  const detail = plainOf(option.description);
  return { value: option.value, label: plainOf(option.text), ...(detail ? { detail } : {}) };
}

function optionOf(choice: Choice): Option {
  return { text: { type: 'plain_text', text: choice.label }, value: choice.value };
}

function fixedChoices(element: BlockElement, state: Desk['state']): Choice[] {
  const { type } = element;
  if (type.includes('users')) return state.people.map((person) => ({ value: person.id, label: person.name }));
  if (type.includes('channels') || type.includes('conversations')) {
    return state.channels.map((channel) => ({ value: channel.id, label: `#${channel.name}` }));
  }
  return optionsOf(element).map(choiceOf);
}

function chosenIn(value: Value | undefined, state: State): Choice[] {
  if (!value) return [];
  const options = value.selected_options ?? (value.selected_option ? [value.selected_option] : []);
  const people = value.selected_users ?? (value.selected_user ? [value.selected_user] : []);
  const channels = [
    ...(value.selected_conversations ?? []),
    ...(value.selected_channels ?? []),
    ...(value.selected_conversation ? [value.selected_conversation] : []),
    ...(value.selected_channel ? [value.selected_channel] : []),
  ];
  return [
    ...options.map(choiceOf),
    ...people.map((id) => ({ value: id, label: state.people.find((each) => each.id === id)?.name ?? id })),
    ...channels.map((id) => ({ value: id, label: `#${state.channels.find((each) => each.id === id)?.name ?? id}` })),
  ];
}

/** The value that Slack reports when these ids are chosen. */
function reportedValue(element: BlockElement, ids: string[], external?: Option[]): Value {
  const { type } = element;
  const [first = null] = ids;
  const options = external ?? optionsOf(element).filter((option) => ids.includes(option.value));
  switch (type) {
    case 'users_select':
      return { type, selected_user: first };
    case 'conversations_select':
      return { type, selected_conversation: first };
    case 'channels_select':
      return { type, selected_channel: first };
    case 'multi_users_select':
      return { type, selected_users: ids };
    case 'multi_conversations_select':
      return { type, selected_conversations: ids };
    case 'multi_channels_select':
      return { type, selected_channels: ids };
    default:
      return type.startsWith('multi_')
        ? { type, selected_options: options }
        : { type, selected_option: options[0] ?? null };
  }
}
