import type { ControlProps } from './control.ts';
import { Text } from './prose-view.tsx';
import type { Option } from './wire.ts';

/** Radio buttons and checkboxes; in an input its label names the group. */
export function ChoiceGroup(props: ControlProps) {
  const { element, value, change } = props;
  const single = element.type === 'radio_buttons';
  const chosen = value?.selected_options ?? (value?.selected_option ? [value.selected_option] : []);
  const has = (option: Option) => chosen.some((each) => each.value === option.value);
  const pick = (option: Option) => {
    if (single) return change({ type: element.type, selected_option: option });
    const rest = chosen.filter((each) => each.value !== option.value);
    change({ type: element.type, selected_options: has(option) ? rest : [...chosen, option] });
  };
  return (
    <fieldset
      class="choices"
      id={props.id}
      role={single ? 'radiogroup' : undefined}
      aria-label={props.name}
      aria-labelledby={props.name ? undefined : `${props.id}-label`}
      aria-describedby={props.describedBy}
    >
      {(element.options ?? []).map((option, index) => (
        <div class="choice" key={option.value}>
          <input
            type={single ? 'radio' : 'checkbox'}
            id={`${props.id}-${index}`}
            name={props.id}
            checked={has(option)}
            aria-describedby={option.description ? `${props.id}-${index}-more` : undefined}
            onChange={() => pick(option)}
          />
          <div>
            <label for={`${props.id}-${index}`}>
              <Text text={option.text} />
            </label>
            {option.description && (
              <div class="choice-more" id={`${props.id}-${index}-more`}>
                <Text text={option.description} />
              </div>
            )}
          </div>
        </div>
      ))}
    </fieldset>
  );
}
