import type { App } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import type { Deps, Workflow } from '../../deps.ts';
import { dayIn } from '../../domain/day.ts';
import type { Roles } from '../../domain/people.ts';
import { addAbsence, cancelAbsence, readAbsence, type TeamAbsence } from '../../domain/team-calendar.ts';
import { actions, button, confirmation, context, header, modal, section } from '../../slack/blocks.ts';
import type { Answer, Call, Command } from '../../slack/command.ts';
import { mentionPerson, plain } from '../../slack/escape.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { calendarTick, followCalendar } from './calendar.ts';

const ACTIONS = { add: 'away_add', cancel: 'away_cancel' } as const;
const VIEW = 'away_form';
const SHOWN = 20;

/** Absences of the team's members, and the calendar that follows from them (SLO-4, SLO-5, SLO-6). */
export const awayWorkflow: Workflow = {
  name: 'away',
  commands: (deps) => [awayCommand(deps)],
  listen: listenToAbsences,
  ticks: [calendarTick],
};

function awayCommand(deps: Deps): Command {
  return {
    ...{ word: 'away', usage: '[FROM..TO]', forTeam: true, run: (call) => away(deps, call) },
    help: 'Who of ProdSecEng is away and when, which the team’s business hours follow. For example `/prodseceng away 2026-12-24..2026-12-31`.',
  };
}

const NOT_FOR_YOU = 'Absences are for ProdSecEng’s members to see and to enter.';

async function away(deps: Deps, { roles, rest, answer }: Call): Promise<void> {
  if (!roles.team) return answer({ text: NOT_FOR_YOU });
  if (rest === '') return answer(await absencesFor(deps, roles));
  const days = readAbsence(rest);
  if (!days.ok) return answer({ text: days.text });
  const { ok, text } = await enter(deps, roles, days.value);
  await answer(ok ? await absencesFor(deps, roles, text) : { text });
}

const today = ({ now }: Deps, { person }: Roles): string => dayIn(now(), person.timeZone);

async function enter(
  deps: Deps,
  roles: Roles,
  days: { from: string; to: string },
): Promise<{ ok: boolean; text: string }> {
  const act = { roles, today: today(deps, roles) };
  const decide = (own: readonly TeamAbsence[]) => addAbsence(act, days, own);
  const verdict = await deps.storage.calendars.addAbsence(roles.person.id, act.today, decide, deps.now());
  if (!verdict.ok) return { ok: false, text: verdict.text };
  deps.whenQuiet('calendar', () => followCalendar(deps));
  return { ok: true, text: `You are away ${inWords(days)}. The business hours follow.` };
}

const inWords = ({ from, to }: { from: string; to: string }): string =>
  from === to ? `on ${from}` : `from ${from} to ${to}`;

/** Who is away, the earliest first; one's own can be cancelled, the manager cancels any. `done`: what was just done. */
async function absencesFor(deps: Deps, roles: Roles, done?: string): Promise<Answer> {
  const found = await deps.storage.calendars.absencesFrom(today(deps, roles), SHOWN + 1);
  const text = done ?? (found.length === 0 ? 'Nobody of ProdSecEng is away.' : 'Who of ProdSecEng is away:');
  const blocks: KnownBlock[] = [
    header('Absences', 'absences'),
    section(text, { blockId: 'text' }),
    ...found.slice(0, SHOWN).map((each) => row(each, roles)),
    ...(found.length > SHOWN ? [context('…and more, which begin later.', 'more')] : []),
    actions([button({ text: 'Add an absence', actionId: ACTIONS.add, style: 'primary' })], 'add'),
    context(
      'The team’s business hours are 9 to 17 on weekdays in each member’s own time zone, less absences and holidays.',
      'hours',
    ),
  ];
  return { text, blocks };
}

function row(absence: TeamAbsence, roles: Roles): KnownBlock {
  const confirm = confirmation({
    ...{
      title: 'Cancel this absence?',
      text: 'The business hours count on these days again.',
      yes: 'Cancel it',
      no: 'Keep it',
    },
  });
  const cancel = button({ text: 'Cancel it', actionId: ACTIONS.cancel, value: String(absence.id), confirm });
  const mine = absence.personId === roles.person.id || roles.manager;
  return section(`${mentionPerson(absence.personId)} ${inWords(absence)}`, {
    ...{ blockId: `absence:${absence.id}`, ...(mine ? { accessory: cancel } : {}) },
  });
}

function listenToAbsences(app: App, deps: Deps): void {
  const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.add, async ({ roles, open, tell }) =>
    roles.team ? open(addModal(today(deps, roles))) : tell(NOT_FOR_YOU),
  );
  onPressed(listening, ACTIONS.cancel, (pressed) => cancel(deps, pressed));
  onSubmitted(listening, VIEW, (submitted) => add(deps, submitted));
}

async function cancel(deps: Deps, { roles, value, tell }: Pressed): Promise<void> {
  const act = { roles, today: today(deps, roles) };
  const decide = (found: TeamAbsence) => cancelAbsence(act, found);
  const verdict = await deps.storage.calendars.endAbsence(Number(value), roles.person.id, decide, deps.now());
  if (!verdict.ok) return tell(verdict.text);
  deps.whenQuiet('calendar', () => followCalendar(deps));
  const { text, blocks } = await absencesFor(deps, roles, 'Cancelled. The business hours follow.');
  await tell(text, blocks);
}

const dayInput = (id: string, label: string, initial: string) => ({
  ...{ type: 'input' as const, block_id: id, label: plain(label) },
  element: { type: 'datepicker' as const, action_id: id, initial_date: initial },
});

const addModal = (day: string): ModalView =>
  modal({
    ...{ title: 'Add an absence', callbackId: VIEW, submit: 'I am away' },
    blocks: [
      section('The business hours of ProdSecEng, and so when response and recovery are due, follow it.', {
        blockId: 'intro',
      }),
      dayInput('from', 'First day', day),
      dayInput('to', 'Last day', day),
    ],
  });

async function add(deps: Deps, { roles, view }: Submitted): Promise<SubmitAnswer> {
  const of = (id: string) => view.state.values[id]?.[id]?.selected_date ?? '';
  const days = readAbsence(`${of('from')}..${of('to')}`);
  const done = days.ok ? await enter(deps, roles, days.value) : { ok: false, text: days.text };
  return done.ok
    ? { notice: { title: 'Noted', text: `${done.text} \`/prodseceng away\` shows and cancels it.` } }
    : { errors: { to: done.text } };
}
