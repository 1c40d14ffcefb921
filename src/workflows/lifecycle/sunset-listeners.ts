import type { Deps } from '../../deps.ts';
import { typedCount, wrongWithDay } from '../../domain/adoption.ts';
import type { StageFile } from '../../domain/stage.ts';
import { mayNotWorkOn } from '../../domain/stage-kind.ts';
import { setSunsetDates } from '../../domain/sunset-dates.ts';
import { rollBackSunset, windowOver } from '../../domain/sunset-end.ts';
import { SUNSET_DATES, type SunsetDates } from '../../domain/sunset-plan.ts';
import { answerObjection, askStakeholders, askTeam, openObjections } from '../../domain/sunset-voices.ts';
import { enteredIn } from '../../slack/ask.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { makeToken } from '../../storage/tool-tokens.ts';
import { actOf, mayRead, NOT_FOR_YOU } from './acting.ts';
import { oweTrend } from './adoption.ts';
import { answered, redrawBelow, workedOn } from './listeners.ts';
import {
  answerForm,
  datesForm,
  numbersForm,
  rollBackForm,
  stakeholdersForm,
  teamForm,
  tokenModal,
} from './sunset-forms.ts';
import { SUNSET_ACTIONS, SUNSET_VIEWS } from './sunset-ids.ts';

const GONE = 'That is not known any more.';
const MOST_PEOPLE = 200;

/** What is done in the workspace of a sunset beside its lists. */
export function listenToSunsets(listening: Listening, deps: Deps): void {
  const press = (action: string, run: (pressed: Pressed, file: StageFile) => Promise<void>) =>
    onPressed(listening, action, async (pressed) => {
      const file = await workedOn(deps, pressed, Number(pressed.value.split('/')[0]));
      if (file !== null) await run(pressed, file);
    });
  press(SUNSET_ACTIONS.dates, ({ open }, file) => open(datesForm(file, deps.settings.sunset.noticePeriod)));
  press(SUNSET_ACTIONS.askStakeholders, async ({ open }, file) =>
    open(stakeholdersForm(file, await stakeholdersOf(deps, file))),
  );
  press(SUNSET_ACTIONS.askTeam, ({ open }, file) => open(teamForm(file)));
  press(SUNSET_ACTIONS.answer, openAnswer);
  press(SUNSET_ACTIONS.numbers, (pressed, file) => pressed.open(numbersForm(file, actOf(deps, pressed).today)));
  press(SUNSET_ACTIONS.token, (pressed, file) => newToken(deps, pressed, file));
  press(SUNSET_ACTIONS.rollBack, async (pressed, file) => {
    const not = windowOver(actOf(deps, pressed), file);
    await (not === null ? pressed.open(rollBackForm(file)) : pressed.tell(not));
  });
  onPressed(listening, SUNSET_ACTIONS.trend, (pressed) => sendTrend(deps, pressed));
  listenToForms(listening, deps);
}

function listenToForms(listening: Listening, deps: Deps): void {
  const sent = (view: string, run: (submitted: Submitted, file: StageFile) => Promise<SubmitAnswer>) =>
    onSubmitted(
      listening,
      view,
      async (submitted) => {
        const file = await deps.storage.stages.stage(Number(submitted.metadata.stage));
        return file === null ? { notice: { title: 'Not possible', text: GONE } } : run(submitted, file);
      },
      (submitted, answer) => redrawBelow(listening, deps, submitted, answer),
    );
  sent(SUNSET_VIEWS.dates, (submitted, file) => keepDates(deps, submitted, file));
  sent(SUNSET_VIEWS.askStakeholders, (submitted, file) => keepStakeholders(deps, submitted, file));
  sent(SUNSET_VIEWS.askTeam, (submitted, file) => keepTeam(deps, submitted, file));
  sent(SUNSET_VIEWS.answer, (submitted, { stage }) => {
    const decide = answerObjection(
      actOf(deps, submitted),
      Number(submitted.metadata.voice),
      enteredIn(submitted.view, 'text'),
    );
    return keep(deps, stage.id, decide, 'text');
  });
  sent(SUNSET_VIEWS.numbers, (submitted, file) => keepNumbers(deps, submitted, file));
  sent(SUNSET_VIEWS.rollBack, (submitted, { stage }) => {
    const { view } = submitted;
    const given = { category: enteredIn(view, 'category'), why: enteredIn(view, 'why') };
    return keep(deps, stage.id, rollBackSunset(actOf(deps, submitted), given), 'why');
  });
}

const keep = async (
  { storage, now }: Deps,
  stageId: number,
  decide: Parameters<Deps['storage']['stages']['changeStage']>[1],
  field: string,
): Promise<SubmitAnswer> => answered(await storage.stages.changeStage(stageId, decide, now()), field);

const dayIn = ({ view }: Submitted, id: string): string | undefined =>
  view.state.values[id]?.[id]?.selected_date ?? undefined;

async function keepDates(deps: Deps, submitted: Submitted, { stage }: StageFile): Promise<SubmitAnswer> {
  const days = SUNSET_DATES.flatMap(({ id }) => {
    const day = dayIn(submitted, id);
    return day === undefined ? [] : [[id, day] as const];
  });
  const dates: SunsetDates = Object.fromEntries(days);
  const noticeDays = typedCount(enteredIn(submitted.view, 'noticeDays')) ?? null;
  const given = { dates, noticeDays, instead: enteredIn(submitted.view, 'instead') };
  const rules = { before: deps.settings.sunset.notices, zone: deps.settings.calendar.homeTimeZone };
  return keep(deps, stage.id, setSunsetDates(actOf(deps, submitted), given, rules), 'announcement');
}

/** Those named on the tool who can be asked now. */
async function stakeholdersOf(deps: Deps, { tool }: StageFile): Promise<string[]> {
  if (tool === null) return [];
  const people = await deps.storage.tools.peopleOfTool(tool.id, MOST_PEOPLE);
  const named = people.filter(({ role, asked }) => role === 'stakeholder' && !asked).map(({ personId }) => personId);
  const known = await Promise.all(named.map(async (id) => ((await deps.access.who(id, '')).ok ? [id] : [])));
  return known.flat();
}

const NOT_MEMBER = 'Only full members of this workspace can be asked. Choose somebody else.';

async function keepStakeholders(deps: Deps, submitted: Submitted, { stage }: StageFile): Promise<SubmitAnswer> {
  const people = submitted.view.state.values.people?.people?.selected_users ?? [];
  for (const id of people) if (!(await deps.access.who(id, '')).ok) return { errors: { people: NOT_MEMBER } };
  return keep(deps, stage.id, askStakeholders(actOf(deps, submitted), people, stage.name), 'people');
}

async function keepTeam(deps: Deps, submitted: Submitted, { stage }: StageFile): Promise<SubmitAnswer> {
  const { view } = submitted;
  const personId = enteredIn(view, 'person');
  if (!(await deps.access.who(personId, '')).ok) return { errors: { person: NOT_MEMBER } };
  const given = { team: enteredIn(view, 'team'), personId };
  return keep(deps, stage.id, askTeam(actOf(deps, submitted), given, stage.name), 'team');
}

async function openAnswer(pressed: Pressed, file: StageFile): Promise<void> {
  const id = Number(pressed.value.split('/')[1]);
  const voice = openObjections(file).find((each) => each.id === id);
  await (voice === undefined ? pressed.tell('That was answered already.') : pressed.open(answerForm(file, voice)));
}

async function keepNumbers(deps: Deps, submitted: Submitted, file: StageFile): Promise<SubmitAnswer> {
  const not = mayNotWorkOn(submitted, file);
  if (not !== null || file.tool === null) return { errors: { day: not ?? GONE } };
  const day = dayIn(submitted, 'day') ?? '';
  const wrong = wrongWithDay(day, actOf(deps, submitted).today);
  if (wrong !== null) return { errors: { day: wrong } };
  const [tool, feature] = [
    typedCount(enteredIn(submitted.view, 'tool')),
    typedCount(enteredIn(submitted.view, 'feature')),
  ];
  if (tool === null) return { errors: { tool: 'Give a whole number.' } };
  if (feature === null) return { errors: { feature: 'Give a whole number.' } };
  if (tool === undefined && feature === undefined) return { errors: { tool: 'Give at least one of both numbers.' } };
  const given = { day, ...(tool === undefined ? {} : { tool }), ...(feature === undefined ? {} : { feature }) };
  await deps.storage.adoption.keepAdoption(file.tool.id, given, submitted.roles.person.id, deps.now());
  return 'close';
}

async function newToken(deps: Deps, pressed: Pressed, { tool }: StageFile): Promise<void> {
  if (tool === null) return pressed.tell(GONE);
  await pressed.open(tokenModal(tool, await makeToken(deps, tool.id, pressed.roles.person.id)));
}

async function sendTrend(deps: Deps, pressed: Pressed): Promise<void> {
  const file = await deps.storage.stages.stage(Number(pressed.value));
  if (file === null || file.tool === null) return pressed.tell(GONE);
  if (!mayRead(deps, pressed.roles, file)) return pressed.tell(NOT_FOR_YOU);
  const { today } = actOf(deps, pressed);
  await deps.storage.owe([oweTrend(file.tool.id, pressed.roles.person.id, today)], deps.now());
  await pressed.tell('The trend comes as a direct message.');
}
