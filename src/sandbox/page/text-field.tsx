import type { ControlProps } from './control.ts';
import { plainOf } from './prose-view.tsx';
import { useSurface } from './surface.ts';
import type { BlockElement, Value } from './wire.ts';

/** How long a person must pause before Slack sends what they type on. */
const PAUSE_MS = 400;

/** One line or several; says how much room is left when it gets short. */
export function TextField(props: ControlProps) {
  const { element, value } = props;
  const text = value?.value ?? '';
  const handlers = useHandlers(props);
  const common = {
    id: props.id,
    class: 'control',
    'aria-label': props.name,
    'aria-describedby': props.describedBy,
    'aria-invalid': props.invalid,
    autocomplete: 'off' as const,
    placeholder: plainOf(element.placeholder),
    value: text,
    ...handlers,
  };
  return (
    <>
      {element.multiline ? (
        <textarea {...common} rows={3} />
      ) : (
        <input {...common} type="text" inputMode={inputMode(element)} />
      )}
      <RoomLeft element={element} used={text.length} />
    </>
  );
}

/** Which keyboard a phone would show. */
function inputMode(element: BlockElement): 'numeric' | 'decimal' | 'text' | 'url' | 'email' {
  if (element.type === 'url_text_input') return 'url';
  if (element.type === 'email_text_input') return 'email';
  if (element.type !== 'number_input') return 'text';
  return element.is_decimal_allowed ? 'decimal' : 'numeric';
}

function useHandlers({ block, element, value }: ControlProps) {
  const surface = useSurface();
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  return {
    onInput(event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) {
      const next: Value = { type: element.type, value: event.currentTarget.value || null };
      surface.setValue(block.block_id ?? '', element.action_id ?? '', next);
      if (block.dispatch_action && triggers.includes('on_character_entered')) {
        surface.dispatch(block, element, next, PAUSE_MS);
      }
    },
    onKeyDown(event: KeyboardEvent) {
      if (event.key !== 'Enter' || event.isComposing || !block.dispatch_action) return;
      if (element.multiline || !triggers.includes('on_enter_pressed')) return;
      event.preventDefault();
      surface.dispatch(block, element, value ?? { type: element.type, value: null });
    },
  };
}

function RoomLeft({ element, used }: { element: BlockElement; used: number }) {
  const most = element.max_length;
  if (!most || used < most * 0.8) return null;
  const left = most - used;
  return (
    <p class={left < 0 ? 'room over' : 'room'} aria-live="polite">
      {left < 0 ? `${-left} characters too many` : `${left} characters left`}
    </p>
  );
}
