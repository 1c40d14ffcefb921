import type { App } from '@slack/bolt';
import type { Button, KnownBlock, ModalView } from '@slack/types';
import type { Deps, HomePart, Tick } from '../../deps.ts';
import { type CharterStanding, charterReview, charterStanding, planReview, startReview } from '../../domain/charter.ts';
import { progressText } from '../../domain/checklist.ts';
import { dayIn } from '../../domain/day.ts';
import type { Roles } from '../../domain/people.ts';
import { input } from '../../slack/ask.ts';
import { actions, button, context, header, modal, section } from '../../slack/blocks.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { type Listening, onPressed, onSubmitted, type SubmitAnswer, type Submitted } from '../../slack/listen.ts';
import { ACTIONS, VIEWS } from './ids.ts';

const ORDER = 55;
/** Below what others wait for. */
const WAITING = 40;

/** The day it is for the team. */
export const today = ({ now, settings }: Deps): string => dayIn(now(), settings.calendar.homeTimeZone);

const making =
  ({ settings }: Deps) =>
  (day: string) =>
    charterReview(day, settings.calendar.homeTimeZone);

async function standing(deps: Deps): Promise<CharterStanding> {
  const newest = await deps.storage.charter.newestReview();
  return charterStanding(newest, deps.settings.charter.nextReview, today(deps));
}

/** The date that the settings name is promised once (CHA-1). One that is past is only shown: nobody is reminded of it. */
export const charterTick: Tick = {
  name: 'charter',
  async run(deps) {
    const { nextReview } = deps.settings.charter;
    if (nextReview < today(deps)) return;
    const stands = await standing(deps);
    if (stands.is !== 'planned' || stands.promise !== null) return;
    await deps.storage.charter.planReview(startReview(nextReview, today(deps)), making(deps), deps.now());
  },
};

/** The charter's review in a few lines, with what this person can do about it. */
export async function charterBlocks(deps: Deps, roles: Roles): Promise<KnownBlock[]> {
  const stands = await standing(deps);
  const buttons = roles.team ? buttonsOf(stands) : [];
  return [
    section(await charterText(deps, stands), { blockId: 'charter' }),
    ...(buttons.length === 0 ? [] : [actions(buttons, 'charter:buttons')]),
  ];
}

async function charterText({ storage }: Deps, stands: CharterStanding): Promise<string> {
  if (stands.is === 'proposed')
    return `*Charter review*\n${lastText(stands)} Proposed next: *${stands.day}*, a quarter later. Confirm it, or choose another day.`;
  const { day, promise } = stands;
  const progress = promise === null ? undefined : (await storage.checklists.progressOf([promise.id])).get(promise.id);
  return `*Charter review*\nNext: *${day}*${progress === undefined ? '' : ` · ${progressText(progress)}`}. The manager is reminded that day.`;
}

function lastText({ last, ended }: Extract<CharterStanding, { is: 'proposed' }>): string {
  if (ended === 'kept') return `The review of ${last} is done.`;
  return ended === null
    ? `The review of ${last} is past, and is not recorded here.`
    : `The review of ${last} was dropped.`;
}

function buttonsOf(stands: CharterStanding): Button[] {
  if (stands.is === 'proposed')
    return [
      button({ text: 'Plan the next review', actionId: ACTIONS.planReview, value: stands.day, style: 'primary' }),
    ];
  const { promise, day } = stands;
  if (promise === null) return [];
  return [
    button({ text: 'Open checklist', actionId: SHARED_ACTIONS.openChecklist, value: String(promise.id) }),
    button({ text: 'Change the day', actionId: ACTIONS.planReview, value: day }),
  ];
}

/** For the manager: a date that is proposed waits for them; one that is planned stands below. */
export async function charterHome(deps: Deps, roles: Roles): Promise<HomePart | null> {
  if (!roles.manager) return null;
  const stands = await standing(deps);
  const blocks = await charterBlocks(deps, roles);
  if (stands.is === 'proposed')
    return { order: ORDER, blocks: [], waiting: { order: WAITING, rows: [blocks], count: 1 } };
  return { order: ORDER, blocks: [header('Charter', 'charter:head'), ...blocks] };
}

function planModal(day: string): ModalView {
  return modal({
    ...{ title: 'Charter review', callbackId: VIEWS.review, submit: 'Plan it' },
    blocks: [
      context('The charter is reviewed every quarter, and whenever priorities or ways of working change.', 'why'),
      input(
        { id: 'day', label: 'Day of the review', hint: 'The manager is reminded that day, in their working hours.' },
        { type: 'datepicker', action_id: 'day', initial_date: day },
      ),
    ],
  });
}

/** The next review is planned by a person; `redraw` shows it in the modal below. */
export function listenToCharter(
  listening: Listening & { app: App },
  deps: Deps,
  redraw: (submitted: Submitted) => Promise<void>,
): void {
  onPressed(listening, ACTIONS.planReview, async ({ roles, tell, open }) => {
    if (!roles.team) return tell('Only ProdSecEng plans the review of its charter.');
    const { day } = await standing(deps);
    const [, later = day] = [day, today(deps)].toSorted();
    await open(planModal(later));
  });
  onSubmitted(
    listening,
    VIEWS.review,
    (submitted) => finish(deps, submitted),
    async (submitted, answer) => (typeof answer === 'object' && 'errors' in answer ? undefined : redraw(submitted)),
  );
}

async function finish(deps: Deps, { roles, view }: Submitted): Promise<SubmitAnswer> {
  const day = view.state.values.day?.day?.selected_date ?? '';
  const decide = planReview({ roles, today: today(deps) }, day);
  const verdict = await deps.storage.charter.planReview(decide, making(deps), deps.now());
  if (!verdict.ok) return { errors: { day: verdict.text } };
  return view.previous_view_id === null ? { notice: { title: 'Planned', text: verdict.value.answer } } : 'close';
}
