import type { Deps, HomePart } from '../../deps.ts';
import { firstDay, nextToPlan, type Place } from '../../domain/milestone-plan.ts';
import { type DecidePlan, decidePlan, planIsWanted, putInPlace, reopenPlan } from '../../domain/milestone-plan-acts.ts';
import type { Roles } from '../../domain/people.ts';
import { type Act, TEAM_ONLY } from '../../domain/request-act.ts';
import { lookAgain } from '../../domain/request-return.ts';
import { button, section } from '../../slack/blocks.ts';
import { inline } from '../../slack/escape.ts';
import { type Listening, metadataOf, onPressed, type Pressed } from '../../slack/listen.ts';
import { ACTIONS, planValue, readPlanValue } from './ids.ts';
import { forTeam, shown } from './listeners.ts';
import { planView } from './plan-view.ts';
import { type PlanningRead, planningOf, readPlanning } from './planning.ts';
import { today } from './screens.ts';

const NO_MILESTONE =
  'GitLab has no open milestone with a last day that is still to come. Make one in GitLab; it is read every half hour.';

/** Milestone planning: the team prepares, the manager decides. Each press is answered by the plan as it is then. */
export function listenToPlanning(listening: Listening, deps: Deps): void {
  onPressed(listening, ACTIONS.plan, (pressed) => {
    const { milestoneId, offset } = readPlanValue(pressed.value);
    return forTeam(pressed, () => showPlan(deps, pressed, milestoneId, offset));
  });
  onPressed(listening, ACTIONS.planFor, (pressed) =>
    forTeam(pressed, () => showPlan(deps, pressed, Number(pressed.chosen), 0)),
  );
  onPressed(listening, ACTIONS.place, (pressed) => place(deps, pressed));
  onPressed(listening, ACTIONS.again, (pressed) => again(deps, pressed));
  onPressed(listening, ACTIONS.decide, (pressed) => decide(deps, pressed));
  onPressed(listening, ACTIONS.reopen, (pressed) => reopen(deps, pressed));
}

async function showPlan(
  deps: Deps,
  pressed: Pressed,
  milestoneId: number | null,
  offset: number,
  done?: string,
): Promise<void> {
  const read = await readPlanning(deps, milestoneId);
  if (read === null) return pressed.tell(NO_MILESTONE);
  await shown(pressed, planView(read, pressed.roles, offset, done));
}

const actOf = (deps: Deps, { roles, key }: Pressed): Act => ({ roles, key, now: deps.now() });

/** Which plan the button is in. */
function placeIn({ view }: Pressed): { milestoneId: number; offset: number } {
  const { milestone, offset } = view === null ? {} : metadataOf(view);
  return { milestoneId: Number(milestone), offset: Number(offset ?? 0) };
}

const warned = (text: string): string => `:warning: ${text}`;

async function change(deps: Deps, pressed: Pressed, rule: (read: PlanningRead) => DecidePlan): Promise<void> {
  const { milestoneId, offset } = placeIn(pressed);
  const read = await readPlanning(deps, milestoneId);
  if (read === null || read.milestone.id !== milestoneId)
    return pressed.tell('That milestone is over, so it is not planned any more.');
  const planning = planningOf(deps, read.milestone);
  const verdict = await deps.storage.milestonePlans.changePlan(planning, rule(read), deps.now());
  if (!pressed.roles.team) return pressed.tell(verdict.ok ? verdict.value.answer : verdict.text);
  const said = verdict.ok ? verdict.value.answer : warned(verdict.text);
  await showPlan(deps, pressed, milestoneId, offset, said === '' ? undefined : said);
}

async function place(deps: Deps, pressed: Pressed): Promise<void> {
  const [id = '', to = ''] = (pressed.chosen ?? '').split(' ');
  const known: readonly Place[] = ['in', 'parked', 'out'];
  const where = known.find((each) => each === to);
  if (where !== undefined) await change(deps, pressed, () => putInPlace(actOf(deps, pressed), Number(id), where));
}

const decide = (deps: Deps, pressed: Pressed): Promise<void> =>
  change(deps, pressed, ({ milestone, capacity, recent, deferred }) =>
    decidePlan(actOf(deps, pressed), {
      ...{ milestone, capacity, recent },
      deferred: deferred.map(({ request }) => request.id),
    }),
  );

const reopen = (deps: Deps, pressed: Pressed): Promise<void> =>
  change(deps, pressed, ({ begins }) => reopenPlan(actOf(deps, pressed), { begins, today: today(deps) }));

/** NEW-9: a deferred request comes back to assessment at milestone planning. */
async function again(deps: Deps, pressed: Pressed): Promise<void> {
  if (!pressed.roles.team) return pressed.tell(TEAM_ONLY);
  const [id = ''] = pressed.value.split(' ');
  const { milestoneId, offset } = placeIn(pressed);
  const promise = await deps.storage.promises.promise(Number(id));
  const title = (await deps.storage.milestones.milestone(milestoneId))?.title ?? 'a milestone';
  if (promise?.requestId == null || promise.state !== 'open')
    return showPlan(deps, pressed, milestoneId, offset, warned('That request is not deferred any more.'));
  const rule = lookAgain(actOf(deps, pressed), promise, `Looked at again at the planning of ${title}.`);
  const verdict = await deps.storage.requests.changeRequest(promise.requestId, rule, deps.now());
  const said = verdict.ok ? `:white_check_mark: ${verdict.value.answer}` : warned(verdict.text);
  await showPlan(deps, pressed, milestoneId, offset, said);
}

const CHOICES = 100;

/** Home of the manager: a milestone begins within two weeks, and its plan is not decided. */
export async function planHome(deps: Deps, roles: Roles): Promise<HomePart | null> {
  if (!roles.manager) return null;
  const day = today(deps);
  const upcoming = await deps.storage.milestones.upcomingMilestones(day, CHOICES);
  const next = nextToPlan(upcoming, day);
  if (next === null) return null;
  const begins = firstDay(next, upcoming, day);
  const plan = await deps.storage.milestonePlans.milestonePlan(next.id);
  if (!planIsWanted(begins, day, plan)) return null;
  const open = button({
    ...{ text: 'Plan it', actionId: ACTIONS.plan, value: planValue(next.id, 0), style: 'primary' },
    label: `Plan ${next.title}`,
  });
  const text = `*Milestone ${inline(next.title)}* begins on ${begins}, and its plan is not decided.`;
  return {
    ...{ order: 15, blocks: [] },
    waiting: { order: 15, rows: [[section(text, { blockId: `plan:${next.id}`, accessory: open })]], count: 1 },
  };
}
