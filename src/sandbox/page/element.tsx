import { useState } from 'preact/hooks';
import { ChoiceGroup } from './choice-group.tsx';
import { type ControlProps, controlId } from './control.ts';
import { ConfirmDialog } from './dialog.tsx';
import { Icon } from './icon.tsx';
import { useFollow } from './links.tsx';
import { Menu } from './menu.tsx';
import { plainOf } from './prose-view.tsx';
import { Select } from './select.tsx';
import { useSurface } from './surface.ts';
import { TextField } from './text-field.tsx';
import type { Block, BlockElement } from './wire.ts';

const ACTION_BLOCKS = new Set(['actions', 'section']);

/** One element of a block, whether it stands in an input, beside a section or in a row of actions. */
export function Element(props: { block: Block; element: BlockElement; name?: string; describedBy?: string }) {
  const { block, element, name, describedBy } = props;
  const surface = useSurface();
  const blockId = block.block_id ?? '';
  const actionId = element.action_id ?? '';
  const control: ControlProps = {
    block,
    element,
    id: controlId(surface.id, block, element),
    name,
    describedBy,
    invalid: surface.errors[blockId] !== undefined,
    value: surface.values[blockId]?.[actionId],
    change(value) {
      surface.setValue(blockId, actionId, value);
      if (ACTION_BLOCKS.has(block.type) || block.dispatch_action) surface.dispatch(block, element, value);
    },
  };
  return <Control {...control} />;
}

function Control(props: ControlProps) {
  const { type } = props.element;
  if (type === 'button' || type === 'workflow_button') return <ActionButton {...props} />;
  if (type === 'overflow') return <Overflow {...props} />;
  if (type === 'radio_buttons' || type === 'checkboxes') return <ChoiceGroup {...props} />;
  if (/_text_input$|^number_input$/.test(type)) return <TextField {...props} />;
  if (/_select$/.test(type)) return <Select {...props} />;
  if (/picker$/.test(type)) return <DateField {...props} />;
  if (type === 'image') return <span class="image-alt">{`Image: ${props.element.alt_text ?? ''}`}</span>;
  return <span class="unsupported">{`This sandbox does not draw “${type}”.`}</span>;
}

function ActionButton({ block, element }: ControlProps) {
  const surface = useSurface();
  const follow = useFollow();
  const [asking, setAsking] = useState(false);
  const press = () => {
    if (element.url) openUrl(element.url, follow);
    surface.dispatch(block, element, { type: element.type, value: element.value ?? null });
  };
  return (
    <>
      <button
        type="button"
        class={`button ${element.style ?? ''}`}
        aria-label={element.accessibility_label}
        onClick={() => (element.confirm ? setAsking(true) : press())}
      >
        {plainOf(element.text)}
      </button>
      {asking && element.confirm && (
        <ConfirmDialog
          confirm={element.confirm}
          answer={(yes) => {
            setAsking(false);
            if (yes) press();
          }}
        />
      )}
    </>
  );
}

/** Opens an address as its link would. */
function openUrl(url: string, follow: ReturnType<typeof useFollow>): void {
  let inside = false;
  follow(url, { preventDefault: () => (inside = true) });
  if (!inside && /^https?:/i.test(url)) window.open(url, '_blank', 'noopener,noreferrer');
}

function Overflow({ block, element }: ControlProps) {
  const surface = useSurface();
  const follow = useFollow();
  const [asking, setAsking] = useState<(() => void) | null>(null);
  const items = (element.options ?? []).map((option) => ({
    label: plainOf(option.text),
    ...(option.description ? { detail: plainOf(option.description) } : {}),
    run() {
      const send = () => {
        if (option.url) openUrl(option.url, follow);
        surface.dispatch(block, element, { type: element.type, selected_option: option });
      };
      if (element.confirm) setAsking(() => send);
      else send();
    },
  }));
  return (
    <>
      <Menu label="More actions" items={items} class="button icon-only">
        <Icon name="more" />
      </Menu>
      {asking && element.confirm && (
        <ConfirmDialog
          confirm={element.confirm}
          answer={(yes) => {
            setAsking(null);
            if (yes) asking();
          }}
        />
      )}
    </>
  );
}

const DATE_KINDS: Record<string, { input: 'date' | 'time'; key: 'selected_date' | 'selected_time' }> = {
  datepicker: { input: 'date', key: 'selected_date' },
  timepicker: { input: 'time', key: 'selected_time' },
};

function DateField(props: ControlProps) {
  const { element, value, change } = props;
  const kind = DATE_KINDS[element.type];
  const seconds = value?.selected_date_time;
  const shown = kind ? (value?.[kind.key] ?? '') : seconds ? new Date(seconds * 1000).toISOString().slice(0, 16) : '';
  return (
    <input
      id={props.id}
      class="control date"
      type={kind?.input ?? 'datetime-local'}
      aria-label={props.name}
      aria-describedby={props.describedBy}
      aria-invalid={props.invalid}
      value={shown}
      onChange={(event) => {
        const text = event.currentTarget.value;
        if (kind) change({ type: element.type, [kind.key]: text || null });
        else change({ type: element.type, selected_date_time: text ? Date.parse(`${text}Z`) / 1000 : null });
      }}
    />
  );
}
