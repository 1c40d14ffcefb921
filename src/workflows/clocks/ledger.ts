import type { KnownBlock, ModalView, StaticSelect } from '@slack/types';
import type { Deps } from '../../deps.ts';
import {
  type BusinessCalendar,
  businessCalendar,
  type CalendarVersion,
  type Uncounted,
  WEEKDAYS,
} from '../../domain/business-time.ts';
import { lengthInWords } from '../../domain/commitment.ts';
import {
  asIfUntold,
  type ClockId,
  type CommitmentClock,
  clocksOf,
  type LedgerLine,
  ledgerOf,
  type Stop,
} from '../../domain/commitment-clock.ts';
import { criticalityLabel } from '../../domain/criticality.ts';
import { CLOCK_LABELS, type OutageFile, outageNumber } from '../../domain/outage.ts';
import { actions, context, divider, modal, option, section } from '../../slack/blocks.ts';
import { inline, moment, plain } from '../../slack/escape.ts';
import { type Listening, metadataOf, onPressed, type Pressed } from '../../slack/listen.ts';
import { ACTIONS, VIEWS } from './ids.ts';

/** The calendars under which an outage can be replayed. */
const CALENDARS = [
  { id: 'own', label: 'The team’s calendar, as it was each day' },
  { id: 'newest', label: 'The team’s calendar as it is now' },
  { id: 'home', label: 'Weekdays 9 to 17 in the home time zone' },
  { id: 'always', label: 'Every hour of every day' },
] as const;
type CalendarId = (typeof CALENDARS)[number]['id'];

/** “Why is this breached?”: which time counted and which did not, and why; under another calendar too. */
export function listenToLedger(listening: Listening, deps: Deps): void {
  onPressed(listening, ACTIONS.why, async (pressed) => {
    const shown = await shownTo(deps, pressed, Number(pressed.value));
    if (shown !== null) await pressed.open(await ledgerModal(deps, shown, 'own'));
  });
  onPressed(listening, ACTIONS.replay, async (pressed) => {
    const id = Number(pressed.view === null ? 0 : metadataOf(pressed.view).outage);
    const shown = await shownTo(deps, pressed, id);
    const chosen = CALENDARS.find((each) => each.id === pressed.chosen)?.id ?? 'own';
    if (shown !== null) await pressed.update(await ledgerModal(deps, shown, chosen));
  });
}

/** The hours of members are the team's to see (INV-2). */
async function shownTo(deps: Deps, { roles, tell }: Pressed, id: number): Promise<OutageFile | null> {
  const file = await deps.storage.outages.outage(id);
  const may = roles.team || roles.leadership || file?.outage.reportedBy === roles.person.id;
  if (file !== null && may) return file;
  await tell(
    file === null
      ? 'That outage is not known any more.'
      : 'The clock ledger is for ProdSecEng, leadership and who reported it.',
  );
  return null;
}

async function ledgerModal(deps: Deps, file: OutageFile, calendarId: CalendarId): Promise<ModalView> {
  const calendar = await calendarFor(deps, calendarId);
  const now = deps.now();
  // Another calendar is asked what would have been: that people were told of a breach belongs to the team's own.
  const told = file.entries.map(({ event }) => event);
  const events = calendarId === 'own' ? told : asIfUntold(told);
  const both = clocksOf(events, calendar, deps.settings.reminders.shares, now);
  const options = CALENDARS.map(({ id, label }) => option(label, id));
  const initial = options.find(({ value }) => value === calendarId);
  const menu: StaticSelect = {
    ...{ type: 'static_select', action_id: ACTIONS.replay, options, placeholder: plain('Calendar') },
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
  const of = (clock: ClockId, stands: CommitmentClock): KnownBlock[] =>
    ledgerBlocks(clock, stands, ledgerOf(events, clock, calendar, now));
  return modal({
    ...{ title: `Clocks of ${outageNumber(file.outage.id)}`, callbackId: VIEWS.ledger, close: 'Close' },
    privateMetadata: JSON.stringify({ outage: String(file.outage.id) }),
    blocks: [
      section('Which time counted, which did not, and why.', { blockId: 'intro' }),
      actions([menu], 'calendar'),
      ...(both === null
        ? [section('It was not opened yet.', { blockId: 'none' })]
        : [...of('slo', both.slo), divider('line'), ...of('rto', both.rto)]),
    ],
  });
}

async function calendarFor(deps: Deps, id: CalendarId): Promise<BusinessCalendar> {
  const { calendar, newest } = await deps.storage.calendars.calendarInForce();
  if (id === 'own') return calendar;
  const homeZone = deps.settings.calendar.homeTimeZone;
  const alone = (windows: CalendarVersion['windows']) =>
    businessCalendar([{ from: new Date(0), homeZone, windows, holidays: [], absences: [] }]);
  if (id === 'newest') return newest === null ? calendar : businessCalendar([{ ...newest, from: new Date(0) }]);
  const days = id === 'always' ? ([...WEEKDAYS, 'sat', 'sun'] as const) : WEEKDAYS;
  const hours = id === 'always' ? { from: 0, to: 24 * 60 } : { from: 9 * 60, to: 17 * 60 };
  return alone([{ member: null, zone: id === 'always' ? 'Etc/UTC' : homeZone, days, ...hours }]);
}

const LINES = 18;

function ledgerBlocks(which: ClockId, clock: CommitmentClock, ledger: readonly LedgerLine[]): KnownBlock[] {
  const level = clock.level === null ? 'no commitment' : criticalityLabel(clock.level);
  const head = `*${CLOCK_LABELS[which]}*: ${inline(lengthInWords(clock.target))} (${level}), ${clock.state}`;
  const facts = [
    ...(clock.due === null ? [] : [`due ${moment(clock.due)}`]),
    `${lengthOf(clock.usedMs)} counted`,
    ...(clock.leftMs === null || clock.endedAt !== null ? [] : [`${lengthOf(clock.leftMs)} left`]),
    ...(clock.endedAt === null ? [] : [`given ${moment(clock.endedAt)}`]),
  ];
  const shown = ledger.length > LINES ? ledger.slice(-LINES) : ledger;
  const more = ledger.length > LINES ? [`…${ledger.length - LINES} earlier stretches`] : [];
  const text = [...more, ...shown.map(lineOf)].join('\n');
  return [
    section(`${head}\n${facts.join(' · ')}`, { blockId: `${which}:head` }),
    context(text === '' ? 'No clock runs: it is best effort.' : text.slice(0, 1_990), `${which}:ledger`),
  ];
}

const WHY: Record<Uncounted | Stop, string> = {
  weekend: 'weekend',
  holiday: 'holiday',
  absence: 'whoever would be at work is away',
  night: 'outside everyone’s hours',
  empty: 'nobody’s hours are known',
  closed: 'it was closed',
  'not-blocking': 'it was said to block nothing',
};

function lineOf({ from, to, ms, why }: LedgerLine): string {
  const span = `${moment(from)} – ${moment(to)}`;
  return why === null ? `:large_green_circle: ${span}: ${lengthOf(ms)} counted` : `:white_circle: ${span}: ${WHY[why]}`;
}

/** `3 h 20 min`. */
function lengthOf(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [...(hours > 0 ? [`${hours} h`] : []), ...(rest > 0 || hours === 0 ? [`${rest} min`] : [])].join(' ');
}
