import { type CategoryId, categoryOf } from './category.ts';
import type { CriticalityId } from './criticality.ts';
import type { Answers } from './form.ts';
import { reasonId } from './forms/tool-forms.ts';
import {
  type CriteriaLevel,
  type Criterion,
  type HealthAnswer,
  type HealthAnswers,
  healthLabel,
  healthOf,
  isGood,
} from './health.ts';
import type { Owed } from './owed.ts';
import { confirmGapKey, oweWork } from './planned-work.ts';
import { PRIORITY_CRITERIA } from './prioritization.ts';
import type { NewPromise } from './promise.ts';
import { type NewTool, type Tool, toolNumber } from './tool.ts';
import {
  answer,
  change,
  type DecideTool,
  linesOf,
  mayNotChange,
  orNull,
  projectPath,
  refuse,
  type ToolAct,
  type ToolLook,
  type ToolVerdict,
} from './tool-act.ts';
import { oweToolNews, type ToolNews } from './tool-people.ts';

/** Runs the rule only for who may change the tool. */
const asTeam =
  (act: ToolAct, rule: DecideTool): DecideTool =>
  (tool, look) => {
    const not = mayNotChange(act, tool);
    return not === null ? rule(tool, look) : refuse(not);
  };

const NOT_A_PROJECT = 'Write the path of the project, such as “security/vulnmapper”.';

/** Name, people, links and the rest of INV-1 that nobody decides by a rule of its own. `given` as EDIT_TOOL_FORM asks. */
export const editTool = (act: ToolAct, given: Answers): DecideTool =>
  asTeam(act, (tool, look) => {
    const name = answer(given, 'name');
    const other = look.named(name);
    if (other !== null && other.id !== tool.id)
      return refuse(`${toolNumber(other.id)} has this name already. Choose another.`, 'name');
    const typed = answer(given, 'project');
    const project = projectPath(typed);
    if (typed !== '' && project === null) return refuse(NOT_A_PROJECT, 'project');
    return change(act, tool, answer(given, 'why'), {
      action: 'edited',
      fields: {
        name,
        purpose: answer(given, 'purpose'),
        criticality: answer(given, 'criticality') as CriticalityId,
        ownerId: orNull(answer(given, 'ownerId')),
        owningTeam: answer(given, 'owningTeam'),
        owningTeamBefore: orNull(answer(given, 'owningTeamBefore')),
        project,
        users: answer(given, 'users'),
        designDecisions: answer(given, 'designDecisions'),
        links: linked(tool, given, ['readme', 'runbook', 'adrs']),
      },
      answer: `${name} is changed.`,
    });
  });

/** The links with those of `ids` as they were given now. */
function linked(tool: Tool, given: Answers, ids: readonly ('readme' | 'runbook' | 'adrs')[]): Tool['links'] {
  const links = { ...tool.links };
  for (const id of ids) {
    delete links[id];
    const lines = linesOf(given, id);
    if (lines.length > 0) Object.assign(links, { [id]: id === 'adrs' ? lines : lines[0] });
  }
  return links;
}

/**
 * INV-1: a planned tool enters maintenance, with owner, project, runbook, users and an ADR or the promise of one. Its commitment takes
 * effect, its first review gets its date (`reviewAt`), and its health is asked for.
 */
export const markOperational = (act: ToolAct, given: Answers, reviewAt: Date): DecideTool =>
  asTeam(act, (tool, look) => {
    if (tool.state !== 'planned') return refuse(`${toolNumber(tool.id)} is ${tool.state} already.`);
    const missing = missingForOperation(act, given);
    if (missing !== null) return missing;
    const ownerId = answer(given, 'ownerId');
    const unassessed = tool.healthLevel === null;
    return change(act, tool, answer(given, 'why'), {
      action: 'marked operational',
      fields: {
        ...{ state: 'operational', operationalAt: act.now, ownerId },
        ...{ project: projectPath(answer(given, 'project')), users: answer(given, 'users') },
        links: linked(tool, given, ['runbook', 'adrs']),
      },
      keeps: [`planned-tool:${toolNumber(tool.id)}`],
      promises: promisesOfOperation(tool, given, reviewAt, act.now),
      owed: () => news(act, tool, look, 'operational'),
      answer: `${tool.name} is operational: its commitment is in force.${unassessed ? ' Until its health is assessed that is Low.' : ''}`,
    });
  });

/** Whoever relies on the tool is told, but for who did it. */
const news = ({ roles, key }: ToolAct, { id }: Tool, look: ToolLook, what: ToolNews): Owed[] =>
  look
    .told()
    .filter((personId) => personId !== roles.person.id)
    .map((personId) => oweToolNews(id, personId, what, key));

function missingForOperation(act: ToolAct, given: Answers): ToolVerdict | null {
  const needed: [field: string, text: string][] = [
    ['ownerId', 'Name the owner.'],
    ['project', NOT_A_PROJECT],
    ['runbook', 'Give the address of the runbook.'],
    ['users', 'Say who uses it.'],
  ];
  const empty = needed.find(([field]) => answer(given, field) === '');
  if (empty !== undefined) return refuse(empty[1], empty[0]);
  if (projectPath(answer(given, 'project')) === null) return refuse(NOT_A_PROJECT, 'project');
  if (linesOf(given, 'adrs').length > 0) return null;
  const by = answer(given, 'adrsBy');
  if (by === '') return refuse('Give an ADR above, or the day by which there is one.', 'adrsBy');
  return by < act.today ? refuse(`${by} has passed. Choose a day from ${act.today} on.`, 'adrsBy') : null;
}

const promisesOfOperation = (tool: Tool, given: Answers, reviewAt: Date, now: Date): NewPromise[] =>
  operationPromises(
    { ...tool, ownerId: answer(given, 'ownerId') },
    { adrsBy: linesOf(given, 'adrs').length > 0 ? null : answer(given, 'adrsBy'), reviewAt, now },
  );

/** What is promised of a tool that is operational from now on (INV-1). `adrsBy`: the day (YYYY-MM-DD) of its ADRs; null where it has them. */
export function operationPromises(
  { id, name, ownerId, healthLevel }: Pick<Tool, 'id' | 'name' | 'ownerId' | 'healthLevel'>,
  { adrsBy, reviewAt, now }: { adrsBy: string | null; reviewAt: Date; now: Date },
): NewPromise[] {
  const number = toolNumber(id);
  const of = { toolId: id, ownerId };
  const review: NewPromise = {
    ...{ ...of, kind: 'review', key: `review:${number}:1`, dueAt: reviewAt },
    what: `First review of ${name}`,
  };
  const health: NewPromise = {
    ...{ ...of, kind: 'health', key: `health:${number}`, dueAt: now },
    what: `Assess the health of ${name}`,
  };
  const adrs = (day: string): NewPromise => ({
    ...{ ...of, kind: 'adrs', key: `adrs:${number}`, dueAt: new Date(`${day}T00:00:00Z`) },
    what: `Write the ADRs of ${name}`,
  });
  return [review, ...(healthLevel === null ? [health] : []), ...(adrsBy === null ? [] : [adrs(adrsBy)])];
}

/** What Integrate asks for, by field of CATEGORY_FORM. */
export type IntegrateCase = Record<
  'productFit' | 'customerValue' | 'operatingModel' | 'epic' | 'milestone' | 'milestoneDue',
  string
>;

const EPIC_PATH = /\/-\/(epics|issues|work_items)\/\d+/;

/** INV-4: what Integrate still lacks, by field; null where nothing does. */
export function integrateLacks(
  given: IntegrateCase,
  today: string,
): { field: keyof IntegrateCase; text: string } | null {
  const stated = { productFit: 'product fit', customerValue: 'customer value', operatingModel: 'operating model' };
  for (const field of ['productFit', 'customerValue', 'operatingModel'] as const)
    if (given[field].trim() === '')
      return { field, text: `Integrate needs a clear ${stated[field]}: state it here, or choose an Improve category.` };
  if (!EPIC_PATH.test(given.epic))
    return { field: 'epic', text: 'Integrate needs an epic (or a parent issue): give its address in GitLab.' };
  if (given.milestone.trim() === '')
    return { field: 'milestone', text: 'Integrate needs an upcoming milestone: give its title.' };
  if (given.milestoneDue === '')
    return { field: 'milestoneDue', text: 'Say when the milestone ends: it must not be over.' };
  if (given.milestoneDue < today)
    return {
      field: 'milestoneDue',
      text: `That milestone ended on ${given.milestoneDue}. Choose one that is not over.`,
    };
  return null;
}

/** Why the tool cannot have this category while it is on its way out; null where it can. */
function boundTo(look: ToolLook, category: CategoryId): string | null {
  if (look.takenOver?.() === true)
    return category === 'redirect'
      ? null
      : 'Another team is taking it over: it stays in Redirect until that is done, or cancelled (SUN-6).';
  if (category === 'sunset' || look.sunsets?.() !== true) return null;
  return 'Its sunset is under way: it stays in Sunset until that ends. Roll the sunset back, or cancel it, first (INV-7).';
}

/** INV-4…8; out of a sunset that was cancelled the tool is operational again. `given` as CATEGORY_FORM asks. */
export const changeCategory = (act: ToolAct, given: Answers): DecideTool =>
  asTeam(act, (tool, look) => {
    const category = answer(given, 'category') as CategoryId;
    const { label } = categoryOf(category);
    const bound = boundTo(look, category);
    if (bound !== null) return refuse(bound, 'category');
    const of = (field: keyof IntegrateCase) => answer(given, field);
    const integrate: IntegrateCase = {
      ...{ productFit: of('productFit'), customerValue: of('customerValue'), operatingModel: of('operatingModel') },
      ...{ epic: of('epic'), milestone: of('milestone'), milestoneDue: of('milestoneDue') },
    };
    const lacks = category === 'integrate' ? integrateLacks(integrate, act.today) : null;
    if (lacks !== null) return refuse(lacks.text, lacks.field);
    const why = answer(given, 'why');
    return change(act, tool, why, {
      action: 'category changed',
      fields: {
        ...(tool.state === 'sunsetting' && category !== 'sunset' ? { state: 'operational' as const } : {}),
        ...(category === 'integrate'
          ? { category, categoryReason: reasonOf(integrate, why), links: { ...tool.links, ...placeOf(integrate) } }
          : { category, categoryReason: why }),
      },
      owed: () => (category === tool.category ? [] : news(act, tool, look, 'category')),
      answer: `${tool.name} is in the category ${label} now.`,
    });
  });

const reasonOf = ({ productFit, customerValue, operatingModel }: IntegrateCase, why: string): string =>
  [why, `Product fit: ${productFit}`, `Customer value: ${customerValue}`, `Operating model: ${operatingModel}`].join(
    '\n',
  );

const placeOf = ({ epic, milestone, milestoneDue }: IntegrateCase): Tool['links'] => ({
  epic,
  milestone: { title: milestone, due: milestoneDue },
});

/** INV-11. `given` as SCORE_FORM asks. */
export const scoreTool = (act: ToolAct, given: Answers): DecideTool =>
  asTeam(act, (tool) => {
    const scores: Tool['scores'] = {};
    for (const { id, label } of PRIORITY_CRITERIA) {
      const score = Number(answer(given, id));
      if (!Number.isInteger(score) || score < 1 || score > 5) return refuse(`Score ${label} from 1 to 5.`, id);
      scores[id] = score;
    }
    return change(act, tool, answer(given, 'why'), {
      action: 'scored',
      fields: { scores },
      answer: `${tool.name} is scored.`,
    });
  });

export const MANAGER_ONLY = 'Only the Security Engineering Manager can place a tool by hand.';

/** INV-11: a place of the manager's own, with a reason that shows. Empty goes back to the scores. */
export const placeByHand = (act: ToolAct, given: Answers): DecideTool =>
  asTeam(act, (tool) => {
    if (!act.roles.manager) return refuse(MANAGER_ONLY);
    const typed = answer(given, 'placed');
    const placed = typed === '' ? null : Number(typed);
    if (placed !== null && !(Number.isInteger(placed) && placed >= 1 && placed <= 999))
      return refuse('Type a number from 1 to 999, or nothing.', 'placed');
    const why = answer(given, 'why');
    return change(act, tool, why, {
      action: placed === null ? 'back to its scores' : 'placed by hand',
      fields: { placed, placedReason: placed === null ? null : why },
      answer: placed === null ? `${tool.name} is ordered by its scores again.` : `${tool.name} is placed at ${placed}.`,
    });
  });

/**
 * HAND-2: the answers to the criteria of one level; the others stay. When Good is reached, the gaps of an improvement plan are met, and
 * what it lowered is lifted (INV-9).
 */
export const answerHealth = (
  act: ToolAct,
  criteria: readonly Criterion[],
  level: CriteriaLevel,
  given: Answers,
): DecideTool =>
  asTeam(act, (tool, look) => {
    const answered: Record<string, HealthAnswer> = {};
    for (const { id } of criteria.filter((each) => each.level === level)) {
      const said = answer(given, id) as HealthAnswer['answer'];
      const reason = answer(given, reasonId(id));
      if (said === 'na' && reason === '') return refuse('Say why it is not applicable.', reasonId(id));
      answered[id] = { answer: said, ...(reason === '' ? {} : { reason }) };
    }
    const health: HealthAnswers = { ...tool.health, ...answered };
    const { level: reached } = healthOf(criteria, health);
    const lifted = tool.support === 'improvement-plan' && isGood(reached);
    return change(act, tool, answer(given, 'why'), {
      action: 'health assessed',
      fields: { health, healthLevel: reached, ...(lifted ? { support: 'standard', interim: null } : {}) },
      keeps: [
        ...(reached === null ? [] : [`health:${toolNumber(tool.id)}`]),
        ...look.closedWork(Object.keys(answered)).map(confirmGapKey),
      ],
      answer: `The health of ${tool.name} is ${healthLabel(reached)}.${lifted ? ' Its improvement plan is done.' : ''}`,
    });
  });

/** REV-4: a gap becomes a work item, once. */
export const planImprovement = (act: ToolAct, criteria: readonly Criterion[], criterionId: string): DecideTool =>
  asTeam(act, (tool, look) => {
    const gap = healthOf(criteria, tool.health).gaps.find(({ id }) => id === criterionId);
    if (gap === undefined) return refuse('This is no gap any more.');
    if (look.planned(criterionId)) return refuse('This gap has a work item already.');
    return change(act, tool, `${healthLabel(gap.level)}: ${gap.text}`, {
      action: 'improvement planned',
      fields: {},
      work: {
        ...{ kind: 'improvement', toolId: tool.id, criterion: gap.id },
        title: `${tool.name}: ${gap.text}`,
        acceptance: `${gap.text}, and the team has confirmed it in the health assessment of ${tool.name}.`,
      },
      owed: (workId) => [oweWork({ toolId: tool.id }, workId)],
      answer: 'A work item is being filed for this gap.',
    });
  });

/** A tool added by hand: planned, with nothing assessed. `given` as ADD_TOOL_FORM asks. */
export function newToolFrom(given: Answers): NewTool {
  return {
    ...{ name: answer(given, 'name'), purpose: answer(given, 'purpose'), users: '', designDecisions: '' },
    ...{ owningTeam: answer(given, 'owningTeam'), owningTeamBefore: null, project: null, state: 'planned' },
    ...{
      criticality: answer(given, 'criticality') as CriticalityId,
      category: answer(given, 'category') as CategoryId,
    },
    ...{ categoryReason: answer(given, 'why'), health: {}, healthLevel: null, support: 'standard', interim: null },
    ...{ scores: {}, valuePropositions: [], ownerId: orNull(answer(given, 'ownerId')), links: {} },
    ...{ requestId: null, operationalAt: null },
  };
}
