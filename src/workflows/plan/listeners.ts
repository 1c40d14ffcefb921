import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { dayIn } from '../../domain/day.ts';
import { type Answers, fieldsOf, textOf } from '../../domain/form.ts';
import { checkForm } from '../../domain/form-check.ts';
import type { KnownMilestone } from '../../domain/forms/milestone-choice.ts';
import { planForm } from '../../domain/forms/plan-form.ts';
import { type GivenWork, mayNotPlan, planWork, rescopeWork } from '../../domain/plan-work.ts';
import type { PlannedWork } from '../../domain/planned-work.ts';
import type { Act } from '../../domain/request-act.ts';
import { readValues, viewErrors } from '../../slack/fields.ts';
import {
  metadataOf,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import type { PlanFor } from '../../storage/planned-work.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { changeView, LISTED, type Plan, planView } from './view.ts';

/** The modal in which the team scopes work, one item after another (NEW-6). */
export function listenToPlanning(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.ofRequest, (pressed) => start(deps, pressed, { requestId: Number(pressed.value) }));
  onPressed(listening, ACTIONS.ofTool, (pressed) => start(deps, pressed, { toolId: Number(pressed.value) }));
  onPressed(listening, ACTIONS.change, (pressed) => startChange(deps, pressed));
  onPressed(listening, ACTIONS.back, (pressed) => goBack(deps, pressed));
  onSubmitted(listening, VIEWS.plan, (submitted) => add(deps, submitted));
  onSubmitted(listening, VIEWS.change, (submitted) => change(deps, submitted));
}

const actOf = (deps: Deps, { roles, key }: Pick<Pressed, 'roles' | 'key'>): Act => ({ roles, key, now: deps.now() });

/** What the modal is about, as it carries it along. */
function aboutIn(metadata: Record<string, string>): PlanFor {
  return metadata.tool === undefined ? { requestId: Number(metadata.request) } : { toolId: Number(metadata.tool) };
}

const CHOICES = 100;

/** GitLab's milestones that are not over; that of the work itself stays a choice. */
async function milestonesFor(deps: Deps, work?: PlannedWork): Promise<KnownMilestone[]> {
  const { milestones } = deps.storage;
  const today = dayIn(deps.now(), deps.settings.calendar.homeTimeZone);
  const upcoming = await milestones.upcomingMilestones(today, CHOICES);
  const own = work?.milestoneId == null ? null : await milestones.milestone(work.milestoneId);
  if (own === null || upcoming.some(({ id }) => id === own.id)) return upcoming;
  return [own, ...upcoming.slice(0, CHOICES - 1)];
}

async function planFor(deps: Deps, about: PlanFor, work?: PlannedWork): Promise<Plan> {
  const { plannedWork, requests } = deps.storage;
  const at = await plannedWork.planAt(about);
  const listed =
    'toolId' in about
      ? await plannedWork.plannedWorkOfTool(about.toolId, LISTED + 1)
      : await plannedWork.plannedWorkOfRequest(about.requestId, LISTED + 1);
  const name = 'toolId' in about ? at.tool?.name : (await requests.request(about.requestId))?.request.title;
  return { about, at, name: name ?? '', work: listed, milestones: await milestonesFor(deps, work) };
}

/** The milestone that the decision names is chosen already. */
function startingAnswers({ at, milestones }: Plan): Answers {
  const title = textOf(at.decision?.details ?? {}, 'milestone');
  const found = milestones.find((each) => each.title === title);
  return found === undefined ? {} : { milestone: String(found.id) };
}

const shown = (plan: Plan, done?: string): ModalView => planView(plan, startingAnswers(plan), done);

async function start(deps: Deps, pressed: Pressed, about: PlanFor): Promise<void> {
  const plan = await planFor(deps, about);
  const not = mayNotPlan(pressed, plan.at);
  if (not !== null) return pressed.tell(not);
  await pressed.open(shown(plan));
}

async function startChange(deps: Deps, pressed: Pressed): Promise<void> {
  const { view, value, roles } = pressed;
  const work = await deps.storage.plannedWork.plannedWork(Number(value));
  if (view === null || work === null) return;
  const plan = await planFor(deps, aboutIn(metadataOf(view)), work);
  const not = mayNotPlan({ roles }, plan.at);
  if (not !== null) return pressed.tell(not);
  await pressed.update(changeView(plan, work));
}

async function goBack(deps: Deps, { view, roles, tell, update }: Pressed): Promise<void> {
  if (view === null) return;
  const plan = await planFor(deps, aboutIn(metadataOf(view)));
  const not = mayNotPlan({ roles }, plan.at);
  if (not !== null) return tell(not);
  await update(shown(plan));
}

async function add(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const about = aboutIn(submitted.metadata);
  const { plannedWork } = deps.storage;
  return keep(deps, submitted, await milestonesFor(deps), (given, known) =>
    plannedWork.planWork(about, planWork(actOf(deps, submitted), given, known), deps.now()),
  );
}

async function change(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { plannedWork } = deps.storage;
  const work = await plannedWork.plannedWork(Number(submitted.metadata.work));
  if (work === null) return { notice: { title: 'Not possible', text: 'That work is not known any more.' } };
  return keep(deps, submitted, await milestonesFor(deps, work), (given, known) =>
    plannedWork.changePlannedWork(work.id, rescopeWork(actOf(deps, submitted), given, known), deps.now()),
  );
}

type Kept = { ok: true; value: { answer: string } } | { ok: false; text: string; field?: string };
type Keep = (given: GivenWork, known: { milestonesKnown: boolean }) => Promise<Kept>;

/** Reads what was given and keeps it; the list is shown again with what was done, or the errors at their fields. */
async function keep(
  deps: Deps,
  { view, metadata }: Submitted,
  milestones: readonly KnownMilestone[],
  run: Keep,
): Promise<SubmitAnswer> {
  const form = planForm(milestones, { titled: metadata.work === undefined });
  const { values } = view.state;
  const checked = checkForm(form, readValues(values, fieldsOf(form)));
  if (!checked.ok) return { errors: viewErrors(checked.errors, values) ?? {} };
  const kept = await run(givenIn(checked.answers, milestones), { milestonesKnown: milestones.length > 0 });
  if (kept.ok) return { view: shown(await planFor(deps, aboutIn(metadata)), kept.value.answer) };
  const errors = kept.field === undefined ? null : viewErrors({ [kept.field]: kept.text }, values);
  return errors === null ? { notice: { title: 'Not possible', text: kept.text } } : { errors };
}

function givenIn(answers: Answers, milestones: readonly KnownMilestone[]): GivenWork {
  const [title, acceptance, weight] = [
    textOf(answers, 'title'),
    textOf(answers, 'acceptance'),
    textOf(answers, 'weight'),
  ];
  const milestone = milestones.find(({ id }) => String(id) === textOf(answers, 'milestone')) ?? null;
  return { title, acceptance, weight, milestone };
}
