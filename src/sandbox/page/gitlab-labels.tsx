import { Icon } from './icon.tsx';

type Props = { labels: string[]; remove?: (label: string) => void };

/** Labels as GitLab draws them: a scoped one in two halves. */
export function Labels({ labels, remove }: Props) {
  if (labels.length === 0) return null;
  return (
    <ul class="labels" aria-label="Labels">
      {labels.map((label) => {
        const at = label.lastIndexOf('::');
        return (
          <li
            key={label}
            class="label"
            style={{ '--hue': String(hueOf(at > 0 ? label.slice(0, at) : label)) }}
            title={label}
          >
            <span class="label-name">{at > 0 ? label.slice(0, at) : label}</span>
            {at > 0 && <span class="label-value">{label.slice(at + 2)}</span>}
            {remove && (
              <button type="button" aria-label={`Remove label ${label}`} onClick={() => remove(label)}>
                <Icon name="close" />
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function hueOf(text: string): number {
  let hue = 11;
  for (const character of text) hue = (hue * 33 + (character.codePointAt(0) ?? 0)) % 360;
  return hue;
}
