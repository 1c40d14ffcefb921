/** Line icons on a grid of 24. */
const PATHS = {
  bolt: 'M13 3 5 14h6l-1 7 8-11h-6z',
  close: 'M6 6l12 12M18 6 6 18',
  back: 'M15 5l-7 7 7 7',
  reply: 'M4 5h16v11H10l-4 4v-4H4z',
  more: 'M12 5.5v.01M12 12v.01M12 18.5v.01',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M5 11h14v9H5z',
  home: 'M4 11l8-7 8 7M6 10v10h12V10',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5l3 2',
  send: 'M4 4l17 8-17 8 3-8z',
  panel: 'M3 5h18v14H3zM14 5v14',
  plus: 'M12 5v14M5 12h14',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6',
  shield: 'M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM9 12l2 2 4-4',
  warning: 'M12 4 2.5 20h19zM12 10v4M12 17v.01',
  share: 'M8 8a3 3 0 1 0 0 .01M16 8a3 3 0 1 0 0 .01M3 19c0-3 2-5 5-5s5 2 5 5M16 14c3 0 5 2 5 5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** A coloured square with initials; the app has a shield. */
export function Avatar({ name, app = false }: { name: string; app?: boolean }) {
  const initials = name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word[0]?.toUpperCase() ?? '')
    .join('');
  let hue = 7;
  for (const character of name) hue = (hue * 31 + (character.codePointAt(0) ?? 0)) % 360;
  return (
    <span
      class={app ? 'avatar app' : 'avatar'}
      style={app ? {} : { background: `hsl(${hue} 38% 42%)` }}
      aria-hidden="true"
    >
      {app ? <Icon name="shield" /> : initials}
    </span>
  );
}
