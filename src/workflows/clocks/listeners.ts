import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import type { ClockId } from '../../domain/commitment-clock.ts';
import { type OutageClock, type OutageFile, outageNumber } from '../../domain/outage.ts';
import { acknowledgeClock, mayQuiet, snoozeClock } from '../../domain/outage-acts.ts';
import { nextWorkingDay } from '../../domain/working-hours.ts';
import { modal, option, section } from '../../slack/blocks.ts';
import { date, plain } from '../../slack/escape.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { listenToLedger } from './ledger.ts';

const GONE = 'That outage is not known any more.';

/** Acknowledge and Snooze on a reminder, and the clock ledger. */
export function listenToClocks(app: App, deps: Deps): void {
  const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.acknowledge, (pressed) => acknowledge(deps, pressed));
  onPressed(listening, ACTIONS.snooze, (pressed) => startSnooze(deps, pressed));
  onSubmitted(listening, VIEWS.snooze, (submitted) => finishSnooze(deps, submitted));
  listenToLedger(listening, deps);
}

function readValue(value: string): { id: number; clock: ClockId } {
  const [id = '0', clock = ''] = value.split(' ');
  return { id: Number(id), clock: clock === 'rto' ? 'rto' : 'slo' };
}

const time = ({ settings, now }: Deps) => ({ shares: settings.reminders.shares, now: now() });

async function acknowledge(deps: Deps, { roles, key, value, tell }: Pressed): Promise<void> {
  const { id, clock } = readValue(value);
  const verdict = await deps.storage.outages.changeOutage(
    id,
    acknowledgeClock({ roles, key, now: deps.now() }, clock),
    time(deps),
  );
  await tell(verdict.ok ? verdict.value.answer : verdict.text);
}

async function startSnooze(deps: Deps, { roles, value, open, tell }: Pressed): Promise<void> {
  const { id, clock: which } = readValue(value);
  const file = await deps.storage.outages.outage(id);
  const clock = file?.clocks.find((each) => each.clock === which);
  if (file === null || clock === undefined) return tell(GONE);
  if (!mayQuiet(file.outage, roles)) return tell('Only ProdSecEng can do this.');
  if (clock.endedAt !== null) return tell('This has ended meanwhile.');
  await open(snoozeModal(file, clock, deps.now(), roles.person.timeZone));
}

const HOUR_MS = 3_600_000;
const HOURS = [1, 2, 4] as const;
const NEXT_DAY = 'day';

/** Only times before the breach are offered, and the next working day (SLO-10). */
function snoozeModal({ outage }: OutageFile, clock: OutageClock, now: Date, zone: string): ModalView {
  const before = HOURS.filter(
    (hours) => clock.dueAt !== null && now.getTime() + hours * HOUR_MS < clock.dueAt.getTime(),
  );
  const next = nextWorkingDay(now, zone);
  const options = [
    ...before.map((hours) => option(hours === 1 ? 'In 1 hour' : `In ${hours} hours`, String(hours))),
    option('On my next working day', NEXT_DAY),
  ];
  return modal({
    ...{ title: 'Snooze', callbackId: VIEWS.snooze, submit: 'Snooze' },
    privateMetadata: JSON.stringify({ outage: String(outage.id), clock: clock.clock }),
    blocks: [
      section(
        `*${outageNumber(outage.id)}* No reminder before then. Your next working day begins ${date(next, next.toISOString())}.`,
        { blockId: 'intro' },
      ),
      {
        ...{ type: 'input', block_id: 'until', label: plain('Remind again') },
        element: { type: 'radio_buttons', action_id: 'until', options },
      },
    ],
  });
}

async function finishSnooze(deps: Deps, { roles, key, view, metadata }: Submitted): Promise<SubmitAnswer> {
  const chosen = view.state.values.until?.until?.selected_option?.value ?? NEXT_DAY;
  const now = deps.now();
  const next = nextWorkingDay(now, roles.person.timeZone);
  const until = chosen === NEXT_DAY ? next : new Date(now.getTime() + Number(chosen) * HOUR_MS);
  const { id, clock } = readValue(`${metadata.outage} ${metadata.clock}`);
  const verdict = await deps.storage.outages.changeOutage(
    id,
    snoozeClock({ roles, key, now }, clock, until, next),
    time(deps),
  );
  return verdict.ok
    ? { notice: { title: 'Snoozed', text: verdict.value.answer } }
    : { errors: { until: verdict.text } };
}
