import { priorityOf, type Weights } from './prioritization.ts';
import type { Act } from './request-act.ts';
import { itemOf, type Stage, type StageFile } from './stage.ts';
import type { ListRow, StageKindRow } from './stage-kind.ts';
import { isAnswered, missingIn } from './stage-kind.ts';
import { sunsetLock } from './sunset-lock.ts';
import { planOf, SUNSET_DATES, type SunsetDateId } from './sunset-plan.ts';
import { DECISION, openObjections, stakeholdersAwaited, TEAMS, teamsNotMoved } from './sunset-voices.ts';
import { type Tool, toolNumber } from './tool.ts';
import { type DecideTool, mayNotChange, type ToolAct } from './tool-act.ts';
export type SunsetTrigger = 'post-cocreate' | 'direct';

export const triggerOf = ({ details }: Pick<Stage, 'details'>): SunsetTrigger =>
  details.trigger === 'post-cocreate' ? 'post-cocreate' : 'direct';

const DECOMMISSION: ListRow = {
  ...{ id: 'decommission', title: 'Decommission', of: 'activity', phase: null },
  items: [
    { key: 'infrastructure', title: 'Shut down the infrastructure' },
    { key: 'repositories', title: 'Archive the repositories' },
    { key: 'documentation', title: 'Update the documentation' },
  ],
};

/** SUN-4. */
const CONSIDERATIONS: ListRow = {
  ...{ id: 'considerations', title: 'Considerations', of: 'consideration', phase: null },
  items: [
    {
      key: 'parity',
      title: 'Feature parity',
      hint: 'Is the product feature good enough, or are there critical gaps to be addressed?',
    },
    { key: 'notice', title: 'Notice period', hint: 'How much notice do ProdSec and other internal users need?' },
    {
      key: 'dependencies',
      title: 'Dependencies',
      hint: 'What depends on the tool, and what has to happen about it first?',
    },
    {
      key: 'rollback',
      title: 'Rollback plan',
      hint: 'If the product feature has critical issues: can the tool be kept running for a while, and how?',
    },
  ],
};

/** SUN-5. */
const OUTPUTS: ListRow = {
  ...{ id: 'outputs', title: 'Outputs', of: 'output', phase: null },
  items: [
    { key: 'decommissioned', title: 'Tool sunsetted, infrastructure decommissioned' },
    { key: 'teams', title: 'Teams use the feature, or what they were told to use instead' },
    { key: 'documentation', title: 'Documentation updated' },
    { key: 'lessons', title: 'Lessons learned documented' },
  ],
};

/** SUN-2, SUN-3. */
const ACTIVITIES: Record<SunsetTrigger, ListRow> = {
  'post-cocreate': {
    ...{ id: 'activities', title: 'Activities', of: 'activity', phase: null },
    items: [
      { key: 'plan', title: 'Plan migration: timeline, communication plan, success criteria' },
      { key: 'migrate', title: 'Migrate internal users to the product feature' },
      { key: 'parity', title: 'Validate feature parity, address gaps' },
      { key: 'adoption', title: 'Monitor adoption: tool against feature' },
      { key: 'timeline', title: 'Communicate the sunset timeline' },
    ],
  },
  direct: {
    ...{ id: 'activities', title: 'Activities', of: 'activity', phase: null },
    items: [
      { key: 'decision', title: 'Validate the sunset decision with stakeholders' },
      { key: 'alternatives', title: 'Identify alternatives: what users do instead' },
      { key: 'timeline', title: 'Communicate the sunset timeline' },
    ],
  },
};

export const SUNSET: StageKindRow = {
  kind: 'sunset',
  label: 'Transition & Sunset',
  phases: [{ id: 'open', label: 'Under way' }],
  lists: (stage) => [ACTIVITIES[triggerOf(stage)], CONSIDERATIONS, DECOMMISSION, OUTPUTS],
  next: (file) => `Next: ${nextStep(file)}`,
  locked: (file, list, row, state) => sunsetLock(file, list, row, state),
};

/** One step at a time: first who has to agree and the dates, then what is open in the order of the lists, then the end. */
function nextStep(file: StageFile): string {
  const { stage, voices } = file;
  if (file.takenOver === true) return 'nothing while another team takes the tool over. Its transfer ends this sunset.';
  const direct = triggerOf(stage) === 'direct';
  const { dates } = planOf(stage);
  const decided = isAnswered(itemOf(file, 'activities', 'decision'));
  if (direct && !decided && voices.every(({ gate }) => gate !== DECISION))
    return 'ask the stakeholders of the tool whether they agree, with “Ask stakeholders”.';
  const [objection] = openObjections(file);
  if (objection !== undefined) return 'answer the objection of a stakeholder, below.';
  const awaited = stakeholdersAwaited(file).length;
  if (direct && !decided && awaited > 0)
    return `${awaited === 1 ? 'one stakeholder has' : `${awaited} stakeholders have`} not answered yet; they are reminded.`;
  if (dates.decommission === undefined) return 'set the dates, with “Set the dates”. Notices follow from them.';
  const migrated = isAnswered(itemOf(file, 'activities', 'migrate'));
  if (!direct && !migrated && voices.every(({ gate }) => gate !== TEAMS))
    return 'name the teams that use the tool, with “Ask a user team”, so that each confirms that it has moved.';
  return openStep(file);
}

function openStep(file: StageFile): string {
  const { dates } = planOf(file.stage);
  const [first] = missingIn(SUNSET, file, null);
  const notMoved = teamsNotMoved(file);
  if (first === 'Migrate internal users to the product feature' && notMoved.length > 0)
    return `${notMoved.map(({ team, role }) => team ?? role).join(', ')}: not moved yet.`;
  if (first !== undefined) return `${first}.`;
  return `end the sunset, once the rollback window is over (${dates.rollback ?? 'no window is stated'}). All else is there.`;
}

/** What has to be there when a date of a sunset is over; a date without one asks for nothing: the app announces by itself. */
const DONE_BY: Partial<Record<SunsetDateId, (file: StageFile) => boolean>> = {
  migration: (file) =>
    teamsNotMoved(file).length === 0 &&
    (triggerOf(file.stage) === 'direct' || isAnswered(itemOf(file, 'activities', 'migrate'))),
  decommission: (file) => DECOMMISSION.items.every(({ key }) => isAnswered(itemOf(file, DECOMMISSION.id, key))),
  rollback: ({ stage }) => stage.state !== 'open',
};

/** The dates that are over while what was to be done by then is not. */
export function datesLate(file: StageFile, today: string): { label: string; day: string }[] {
  const { dates } = planOf(file.stage);
  return SUNSET_DATES.flatMap(({ id, label }) => {
    const [day, isDone] = [dates[id], DONE_BY[id]];
    return day === undefined || day >= today || isDone === undefined || isDone(file) ? [] : [{ label, day }];
  });
}

/** Null where a sunset may start for this tool; otherwise why not (SUN-1). */
export function mayStartSunset(act: ToolAct, tool: Tool): string | null {
  const not = mayNotChange(act, tool);
  if (not !== null || tool.state !== 'planned') return not;
  return `${toolNumber(tool.id)} is planned: nothing runs yet that could be retired. Decide its request anew instead.`;
}

/** The tool is in Transition & Sunset from now on, treated as KTLO until it is removed (INV-7). */
export const toSunset =
  (act: Act & { weights: Weights }, why: string): DecideTool =>
  (tool) => {
    const fields = { state: 'sunsetting' as const, category: 'sunset' as const, categoryReason: why };
    const change = { actor: act.roles.person.id, action: 'sunset began', why, fields };
    return { ok: true, value: { change, priority: priorityOf({ ...tool, ...fields }, act.weights), answer: '' } };
  };
