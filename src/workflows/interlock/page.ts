import type { Deps } from '../../deps.ts';
import { type Feedback, type FeedbackItem, type Group, grouped } from '../../domain/feedback.ts';
import {
  type Evidence,
  type Feature,
  type FeatureTeam,
  type Interlocked,
  inOrder,
  MOST_FEATURES,
  mayLead,
  WORKSTREAMS,
} from '../../domain/interlock.ts';
import type { Person, Roles } from '../../domain/people.ts';
import { mayReadTools } from '../../domain/tool-sight.ts';
import type { CoCreation } from '../../storage/interlock.ts';
import { interlocked, leadersOf } from './leaders.ts';

const MOST = { evidence: 30, teams: 30, feedback: 500, items: 20 };

/** A target feature with what its workstream keeps of it. */
export type FeatureKept = {
  feature: Feature;
  evidence: Evidence[];
  teams: FeatureTeam[];
  /** Without the name of its tool for who may not read tools (INV-2). */
  coCreation: CoCreation | null;
};

export type CarriedBy = { item: FeedbackItem; feedback: Feedback[] };

/** Everything of a feature's page, for one person. */
export type FeaturePage = FeatureKept & {
  by: Interlocked;
  leads: boolean;
  /** Feedback in no work item yet, like with like. */
  groups: Group[];
  items: CarriedBy[];
  /** Something that this person typed is kept. */
  hasDraft: boolean;
};

export type Overview = {
  leads: boolean;
  leaders: { id: string; label: string; people: Person[] }[];
  features: FeatureKept[];
  ended: number;
  counts: { open: number; late: number; missed: number };
  /** By feature: feedback in no work item yet, and open work items. */
  perFeature: Map<number, { waiting: number; items: number }>;
};

async function keptOf(deps: Deps, feature: Feature, roles: Roles): Promise<FeatureKept> {
  const { interlock } = deps.storage;
  const coCreation = feature.stageId === null ? null : await interlock.coCreation(feature.stageId);
  const reads = mayReadTools(roles, deps.settings.inventory.visibleTo);
  return {
    feature,
    evidence: inOrder(await interlock.evidenceOf(feature.id, MOST.evidence)),
    teams: await interlock.teamsOf(feature.id, MOST.teams),
    coCreation: coCreation === null || reads || coCreation.tool === null ? coCreation : withoutTool(coCreation),
  };
}

const withoutTool = (found: CoCreation): CoCreation => ({ ...found, name: 'a co-creation', tool: null, url: null });

export async function overviewOf(deps: Deps, roles: Roles, before: Date): Promise<Overview> {
  const { interlock, feedback } = deps.storage;
  const targets = await interlock.targetFeatures(MOST_FEATURES * WORKSTREAMS.length);
  return {
    leads: mayLead(await interlocked(deps, roles)),
    leaders: await leadersOf(deps),
    features: await Promise.all(targets.map((feature) => keptOf(deps, feature, roles))),
    ended: await interlock.countEndedFeatures(),
    counts: await feedback.countFeedback(before),
    perFeature: await feedback.countsByFeature(),
  };
}

/** The page of a feature; null where it is not known. */
export async function pageOf(deps: Deps, featureId: number, roles: Roles): Promise<FeaturePage | null> {
  const { interlock, feedback, drafts } = deps.storage;
  const feature = await interlock.feature(featureId);
  if (feature === null) return null;
  const by = await interlocked(deps, roles);
  const items = await feedback.itemsOf(featureId, MOST.items);
  return {
    ...(await keptOf(deps, feature, roles)),
    ...{ by, leads: mayLead(by) },
    groups: grouped(await feedback.openFeedback(featureId, MOST.feedback)),
    items: await Promise.all(items.map(async (item) => ({ item, feedback: await feedback.feedbackOfItem(item.id) }))),
    hasDraft: (await drafts.draft(draftName(featureId, roles))) !== null,
  };
}

/** The name under which is kept what somebody has typed as feedback on a feature and not sent. */
export const draftName = (featureId: number, { person }: Pick<Roles, 'person'>): string =>
  `interlock-feedback:${featureId}:${person.id}`;
