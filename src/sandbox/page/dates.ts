const DAY = 86_400_000;

/** Slack's `<!date^…>` formats, in the reader's time zone; "today" and its neighbours are told from `now`. */
export function formatDate(atSeconds: number, format: string, now: Date, timeZone = 'UTC'): string {
  const at = new Date(atSeconds * 1000);
  if (Number.isNaN(at.getTime())) return format;
  return format.replace(/\{(\w+)\}/g, (all, name: string) => formatPart(name, at, now, timeZone) ?? all);
}

const PARTS: Record<string, Intl.DateTimeFormatOptions> = {
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: { month: 'long', day: 'numeric', year: 'numeric' },
  date_short: { month: 'short', day: 'numeric', year: 'numeric' },
  date_long: { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  time_secs: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
};

function formatPart(name: string, at: Date, now: Date, timeZone: string): string | null {
  if (name === 'ago') return ago(at, now);
  if (name === 'date_num') return dayOf(at, timeZone);
  const pretty = /^(date(?:_short|_long)?|day_divider)_pretty$/.exec(name);
  if (pretty)
    return (
      nearDay(at, now, timeZone) ??
      formatPart(pretty[1] === 'day_divider' ? 'date_long' : (pretty[1] ?? 'date'), at, now, timeZone)
    );
  const options = PARTS[name];
  return options ? new Intl.DateTimeFormat('en-US', { ...options, timeZone }).format(at) : null;
}

/** The calendar day in a zone, as 2026-11-21. */
export function dayOf(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone }).format(at);
}

function nearDay(at: Date, now: Date, timeZone: string): string | null {
  const day = dayOf(at, timeZone);
  if (day === dayOf(now, timeZone)) return 'Today';
  if (day === dayOf(new Date(now.getTime() - DAY), timeZone)) return 'Yesterday';
  return day === dayOf(new Date(now.getTime() + DAY), timeZone) ? 'Tomorrow' : null;
}

/** How long ago or ahead, in the largest unit that fits. */
export function ago(at: Date, now: Date): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const units: [Intl.RelativeTimeFormatUnit, number][] = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ];
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) return words.format(Math.trunc(seconds / length), unit);
  }
  return 'just now';
}

/** The heading over a day's messages. */
export function dayHeading(at: Date, now: Date, timeZone = 'UTC'): string {
  const near = nearDay(at, now, timeZone);
  return (
    near ?? new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone }).format(at)
  );
}

export function timeOf(at: Date, timeZone = 'UTC'): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(at);
}

/** 09:00 UTC on the next day that is no Saturday or Sunday. */
export function nextWorkingDay(now: Date): Date {
  const next = new Date(now);
  next.setUTCHours(9, 0, 0, 0);
  if (next <= now) next.setUTCDate(next.getUTCDate() + 1);
  while (next.getUTCDay() === 0 || next.getUTCDay() === 6) next.setUTCDate(next.getUTCDate() + 1);
  return next;
}
