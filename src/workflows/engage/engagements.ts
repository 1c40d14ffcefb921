import type { ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { agendaLines } from '../../domain/agenda.ts';
import {
  CHARTER_TEAMS,
  ENGAGE_TEAM_ONLY,
  type EngageAct,
  engagementFrom,
  type FieldVerdict,
  type GivenEngagement,
  maySeeEngagements,
  meetingFrom,
} from '../../domain/engagement.ts';
import type { Roles } from '../../domain/people.ts';
import { enteredIn } from '../../slack/ask.ts';
import {
  type Listening,
  metadataOf,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import type { EngagementFile } from '../../storage/engagements.ts';
import { agendaFor } from './agenda.ts';
import { today } from './charter.ts';
import { engagementForm, meetingForm } from './engagement-form.ts';
import { agendaModal, engagementModal, factsOf } from './engagement-view.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { listModal, nextDay } from './list.ts';
import { redrawBelow } from './redraw.ts';

export const GONE = 'That is not known any more.';
export const NOT_FOR_YOU = 'Engagements and risks are for ProdSecEng and leadership to see.';

/** Teams that are met on a cadence: set up, edited, ended, and their meetings kept (CHA-3). */
export function listenToEngagements(listening: Listening, deps: Deps): void {
  onPressed(listening, ACTIONS.open, (pressed) => openEngagement(deps, pressed));
  onPressed(listening, ACTIONS.add, (pressed) => openAdd(deps, pressed));
  onPressed(listening, ACTIONS.decline, (pressed) => decline(deps, pressed));
  onPressed(listening, ACTIONS.edit, (pressed) => openEdit(deps, pressed));
  onPressed(listening, ACTIONS.end, (pressed) => end(deps, pressed));
  onPressed(listening, ACTIONS.agenda, (pressed) => openAgenda(deps, pressed));
  onPressed(listening, ACTIONS.record, (pressed) => openRecord(deps, pressed));
  onSubmitted(listening, VIEWS.form, (submitted) => finishForm(deps, submitted), afterwards(deps));
  onSubmitted(listening, VIEWS.meeting, (submitted) => finishMeeting(deps, submitted), afterwards(deps));
}

/** `over`: it lies over the list, which is then drawn anew as well. */
const metadata = (id: number, over: boolean): string =>
  JSON.stringify({ engagement: String(id), ...(over ? { over: 'list' } : {}) });

/** The page of an engagement; null where it is not known. */
export async function engagementView(
  deps: Deps,
  id: number,
  roles: Roles,
  { over = false, done }: { over?: boolean; done?: string } = {},
): Promise<ModalView | null> {
  const file = await deps.storage.engagements.engagement(id);
  if (file === null) return null;
  const facts = factsOf(file.engagement, nextDay(deps, file.engagement), today(deps));
  const agenda = await agendaFor(deps, file);
  return engagementModal({ file, agenda, facts, acts: roles.team }, metadata(id, over), done);
}

const isOver = ({ view }: Pick<Pressed, 'view'>): boolean =>
  view !== null && (view.callback_id === VIEWS.list || metadataOf(view).over === 'list');

async function openEngagement(deps: Deps, pressed: Pressed): Promise<void> {
  const { roles, value, open, tell } = pressed;
  if (!maySeeEngagements(roles)) return tell(NOT_FOR_YOU);
  const view = await engagementView(deps, Number(value), roles, { over: isOver(pressed) });
  await (view === null ? tell(GONE) : open(view));
}

async function openAdd(deps: Deps, { roles, value, open, tell }: Pressed): Promise<void> {
  if (!roles.team) return tell(ENGAGE_TEAM_ONLY);
  const risks = CHARTER_TEAMS.some((each) => each.team === value && each.risks);
  const start = { engagement: null, team: value, risks, day: today(deps), me: roles.person.id };
  await open(engagementForm(start, JSON.stringify({ below: 'list' })));
}

async function decline(deps: Deps, { roles, value, tell, update }: Pressed): Promise<void> {
  if (!roles.team) return tell(ENGAGE_TEAM_ONLY);
  await deps.storage.engagements.declineTeam(value, roles.person.id, deps.now());
  await update(await listModal(deps, roles, `${value} is not proposed any more.`));
}

/** Runs with an engagement that is open, for the team. */
async function withOpen(
  deps: Deps,
  { roles, value, tell }: Pressed,
  run: (file: EngagementFile) => Promise<void>,
): Promise<void> {
  if (!roles.team) return tell(ENGAGE_TEAM_ONLY);
  const file = await deps.storage.engagements.engagement(Number(value));
  if (file === null) return tell(GONE);
  await (file.engagement.state === 'ended' ? tell('It has ended already.') : run(file));
}

const openEdit = (deps: Deps, pressed: Pressed): Promise<void> =>
  withOpen(deps, pressed, async ({ engagement }) => {
    const { id, team, risks } = engagement;
    const day = nextDay(deps, engagement) ?? today(deps);
    const start = { engagement, team, risks, day, me: pressed.roles.person.id };
    await pressed.open(engagementForm(start, metadata(id, isOver(pressed))));
  });

const openRecord = (deps: Deps, pressed: Pressed): Promise<void> =>
  withOpen(deps, pressed, async (file) => {
    const about = { day: today(deps), metadata: metadata(file.engagement.id, isOver(pressed)) };
    await pressed.open(meetingForm(file.engagement, await agendaFor(deps, file), about));
  });

async function openAgenda(deps: Deps, { roles, value, open, tell }: Pressed): Promise<void> {
  if (!maySeeEngagements(roles)) return tell(NOT_FOR_YOU);
  const found = await deps.storage.engagements.meeting(Number(value));
  await (found === null ? tell(GONE) : open(agendaModal(found.meeting, found.engagement)));
}

async function end(deps: Deps, pressed: Pressed): Promise<void> {
  const { roles, value, tell, update } = pressed;
  if (!roles.team) return tell(ENGAGE_TEAM_ONLY);
  const ended = await deps.storage.engagements.endEngagement(Number(value), roles.person.id, deps.now());
  if (!ended) return tell('It has ended already.');
  const view = await engagementView(deps, Number(value), roles, { over: isOver(pressed) });
  if (view !== null) await update(view);
}

const actOf = (deps: Deps, roles: Roles): EngageAct => ({
  ...{ roles, today: today(deps), homeTimeZone: deps.settings.calendar.homeTimeZone },
});

async function rolesOf(deps: Deps, personId: string): Promise<Roles | null> {
  const who = personId === '' ? null : await deps.access.who(personId, '');
  return who?.ok === true ? who.roles : null;
}

async function givenIn(deps: Deps, { view }: Submitted): Promise<GivenEngagement> {
  const { values } = view.state;
  const amount = Number(enteredIn(view, 'amount'));
  const unit = enteredIn(view, 'unit');
  return {
    team: enteredIn(view, 'team'),
    every: `${amount} ${amount === 1 ? unit.replace(/s$/, '') : unit}`,
    nextDay: values.next?.next?.selected_date ?? '',
    owner: await rolesOf(deps, enteredIn(view, 'owner')),
    contact: await rolesOf(deps, enteredIn(view, 'contact')),
    risks: (values.risks?.risks?.selected_options ?? []).length > 0,
  };
}

const answerTo = (verdict: FieldVerdict<unknown>): SubmitAnswer =>
  verdict.ok ? 'close' : { errors: { [verdict.field]: verdict.text } };

async function finishForm(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { roles, metadata: carried } = submitted;
  const given = await givenIn(deps, submitted);
  if (enteredIn(submitted.view, 'contact') !== '' && given.contact === null)
    return { errors: { contact: 'Choose a full member of the workspace.' } };
  const decide = (others: readonly string[]) => engagementFrom(actOf(deps, roles), given, others);
  const { engagements } = deps.storage;
  const by = roles.person.id;
  return answerTo(
    carried.engagement === undefined
      ? await engagements.addEngagement(decide, by, deps.now())
      : await engagements.changeEngagement(Number(carried.engagement), decide, by, deps.now()),
  );
}

/** The agenda is kept as it is when the meeting is: what was seen on the page, but for what changed since. */
async function finishMeeting(deps: Deps, { roles, view, metadata: carried }: Submitted): Promise<SubmitAnswer> {
  const id = Number(carried.engagement);
  const file = await deps.storage.engagements.engagement(id);
  const agenda = file === null ? [] : agendaLines(await agendaFor(deps, file));
  const given = {
    day: view.state.values.day?.day?.selected_date ?? '',
    outcomes: enteredIn(view, 'outcomes'),
    agreed: enteredIn(view, 'agreed'),
  };
  const decide = ({ engagement, meetings }: EngagementFile) =>
    meetingFrom(actOf(deps, roles), engagement, given, { agenda, held: meetings });
  return answerTo(await deps.storage.engagements.recordMeeting(id, decide, roles.person.id, deps.now()));
}

/** The page below, or the list, says what has become of it. */
function afterwards(deps: Deps) {
  return async (submitted: Submitted, answer: SubmitAnswer): Promise<void> => {
    if (answer !== 'close') return;
    const { roles, metadata: carried } = submitted;
    if (carried.engagement === undefined)
      return redrawBelow(deps, submitted, { below: await listModal(deps, roles, 'It is set up.') });
    const over = carried.over === 'list';
    const below = await engagementView(deps, Number(carried.engagement), roles, { over, done: 'It is recorded.' });
    const root = over ? await listModal(deps, roles) : null;
    if (below !== null) await redrawBelow(deps, submitted, { below, root });
  };
}
