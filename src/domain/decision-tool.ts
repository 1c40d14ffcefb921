import {
  type Assessment,
  adrLinksOf,
  categoryOfAssessment,
  categoryReasonOf,
  criticalityOf,
  designDecisionsOf,
  healthAnswersOf,
  integrationOf,
} from './assessment.ts';
import type { CategoryId } from './category.ts';
import type { DecisionChange, DecisionFile, ToolLeaving } from './decision.ts';
import type { Finishing } from './decision-final.ts';
import { readTransfer } from './decision-words.ts';
import { type Answers, isUserId, linesIn, textOf } from './form.ts';
import { type Criterion, type Health, healthOf } from './health.ts';
import { type OutcomeId, outcomeOf } from './outcome.ts';
import { requestNumber } from './owed.ts';
import type { NewPlannedWork } from './planned-work.ts';
import { priorityOf, type Weights } from './prioritization.ts';
import type { NewTool, Support, Tool } from './tool.ts';
import { projectPath } from './tool-act.ts';

/** A snapshot read as an assessment: who gave each answer is not part of it. */
export function asAssessment(assessed: Answers): Assessment {
  const at = new Date(0);
  return Object.fromEntries(Object.entries(assessed).map(([id, answer]) => [id, { answer, by: '', at }]));
}

export const categoryIn = (assessed: Answers): CategoryId | null => categoryOfAssessment(asAssessment(assessed));

export const healthIn = (assessment: Assessment, criteria: readonly Criterion[]): Health =>
  healthOf(criteria, healthAnswersOf(assessment, { criteria: asked(criteria) }));

/** The criteria as the assessment asks them. */
export const asked = (criteria: readonly Criterion[]) => criteria.map((each) => ({ ...each, label: each.text }));

/** The outcome by which a tool is taken on: a reprioritisation is final together with the transfer that it makes room for. */
export const takenOnBy = ({ outcome, details }: Pick<Finishing, 'outcome' | 'details'>): OutcomeId =>
  outcome === 'reprioritise' ? readTransfer(details) : outcome;

const SUPPORT: Partial<Record<OutcomeId, Support>> = {
  'accept-improve': 'improvement-plan',
  'best-effort': 'best-effort',
};

/** The tool as it enters the inventory by this decision (NEW-6, HAND-6, HAND-9); null where none does. */
export function toolOf(
  at: DecisionFile,
  finishing: Finishing,
  known: { criteria: readonly Criterion[]; weights: Weights; now: Date },
): NonNullable<DecisionChange['tool']> | null {
  const by = takenOnBy(finishing);
  const { tool: state, label } = outcomeOf(by);
  if (state === null) return null;
  const tool = {
    ...fromRequest(at),
    ...fromAssessment(finishing.assessed, known.criteria),
    ...fromProposal(at, finishing),
  };
  const operationalAt = state === 'operational' ? known.now : null;
  const entering = { ...tool, state, support: SUPPORT[by] ?? 'standard', operationalAt };
  // Scores and a place by hand are the tool's own: what it has by then counts (INV-11).
  const priority = (kept: Pick<Tool, 'scores' | 'placed'>) => priorityOf({ ...entering, ...kept }, known.weights);
  return { tool: entering, priority, people: stakeholdersOf(at), why: `${label}: ${finishing.basis}` };
}

/**
 * What becomes of the tool of an earlier decision when this one takes none on. A transfer: the transferring team keeps it (HAND-9), so it leaves
 * as transferred, to them. Net-new: what was only planned is not built. Null where there is no such tool.
 */
export function leavingOf(at: DecisionFile, finishing: Finishing): ToolLeaving | null {
  const { tool, label } = outcomeOf(takenOnBy(finishing));
  if (at.toolId === null || tool !== null) return null;
  const { door, answers } = at.file.request;
  const why = `${label}: ${finishing.basis}`;
  if (door !== 'handover') return { state: 'retired', owningTeam: null, why };
  const team = (answers as Given).team;
  return { state: 'transferred', owningTeam: typeof team === 'string' && team !== '' ? team : null, why };
}

type Given = Record<string, string | string[] | undefined>;

function fromRequest({ file: { request } }: DecisionFile) {
  const answers = request.answers as Given;
  const text = (...ids: string[]) =>
    ids.map((id) => answers[id]).find((each) => typeof each === 'string' && each !== '');
  const handover = request.door === 'handover';
  return {
    purpose: String(text('customerProblem', 'problem') ?? request.title),
    owningTeam: 'ProdSecEng',
    owningTeamBefore: handover ? String(text('team') ?? '') || null : null,
    users: String(text('users', 'affected') ?? ''),
    valuePropositions: handover ? linesIn(String(text('capabilities') ?? '')) : [],
    requestId: request.id,
  };
}

function fromAssessment(assessed: Answers, criteria: readonly Criterion[]) {
  const assessment = asAssessment(assessed);
  const health = healthAnswersOf(assessment, { criteria: asked(criteria) });
  const path = integrationOf(assessment);
  const adrs = adrLinksOf(assessment);
  return {
    criticality: criticalityOf(assessment) ?? ('low' as const),
    category: categoryOfAssessment(assessment) ?? ('maintain' as const),
    categoryReason: categoryReasonOf(assessment),
    health,
    healthLevel: healthOf(criteria, health).level,
    designDecisions: designDecisionsOf(assessment),
    links: { ...(path === null ? {} : path), ...(adrs.length === 0 ? {} : { adrs }) },
    scores: {},
  };
}

function fromProposal(
  at: DecisionFile,
  { details, outcome }: Finishing,
): Pick<NewTool, 'name' | 'ownerId' | 'project' | 'interim'> {
  const wanted = textOf(details, 'toolName') || at.file.request.title;
  // Somebody may have taken the name since it was proposed; the decision holds all the same.
  const taken = at.toolId === null && at.nameTaken(wanted);
  const interim = textOf(details, 'interim');
  return {
    name: taken ? `${wanted} (${requestNumber(at.file.request.id)})` : wanted,
    ownerId: textOf(details, 'owner') || null,
    project: projectPath(textOf(details, 'project')),
    interim: outcome === 'accept-improve' && (interim === 'medium' || interim === 'low') ? interim : null,
  };
}

function stakeholdersOf({ file: { people, request } }: DecisionFile): NonNullable<DecisionChange['tool']>['people'] {
  const named = people.filter(({ role }) => role !== 'signer').map(({ personId }) => personId);
  const ids = [...new Set([...named, ...[request.requesterId, request.contactId].filter((id) => id !== null)])];
  return ids.filter(isUserId).map((personId) => ({ personId, role: 'stakeholder' }));
}

/** HAND-6: each gap that keeps a tool below Good becomes work of its improvement plan. */
export function improvementsOf(finishing: Finishing, criteria: readonly Criterion[]): NewPlannedWork[] {
  if (takenOnBy(finishing) !== 'accept-improve') return [];
  const name = textOf(finishing.details, 'toolName');
  const { gaps } = healthIn(asAssessment(finishing.assessed), criteria);
  return gaps
    .filter(({ level }) => level === 'good')
    .map(({ id, text }) => ({ kind: 'improvement', criterion: id, title: `${name}: ${text}`, acceptance: `${text}.` }));
}
