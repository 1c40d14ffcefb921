import type { CriticalityId } from './criticality.ts';
import type { PriorityCriterion, Tool } from './tool.ts';

export type Weights = Readonly<Record<PriorityCriterion, number>>;

export type ScoredCriterion = {
  id: PriorityCriterion;
  label: string;
  /** The framework's questions (INV-11). */
  questions: string;
  /** What a score from 1 to 5 means, lowest first. A higher score comes first in the order. */
  meanings: readonly [string, string, string, string, string];
};

/** The prioritization framework, in the documents' order. */
export const PRIORITY_CRITERIA: readonly ScoredCriterion[] = [
  {
    id: 'criticality',
    label: 'Criticality',
    questions: 'How critical is this tool to ProdSec or GitLab’s business? What happens if it goes down?',
    meanings: [
      'Nobody notices for weeks',
      'An inconvenience for a few',
      'A team loses hours each week',
      'Daily security operations suffer',
      'A security release or incident response is blocked',
    ],
  },
  {
    id: 'productFit',
    label: 'Product Fit',
    questions: 'How well does this align with GitLab’s product roadmap? Is there active Product/Engineering interest?',
    meanings: [
      'No place in the product',
      'Conceivable, nobody has asked',
      'Fits a direction of the roadmap',
      'On the roadmap',
      'On the roadmap, with Product or Engineering actively interested',
    ],
  },
  {
    id: 'maintainability',
    label: 'Maintainability',
    questions: 'How much effort does this tool require to keep operational? Is it at risk of becoming unmaintainable?',
    meanings: [
      'Runs by itself',
      'A little effort now and then',
      'Steady effort every month',
      'Much effort every week',
      'At risk of becoming unmaintainable',
    ],
  },
  {
    id: 'strategicAlignment',
    label: 'Strategic Alignment',
    questions: 'Does this support Security division or GitLab priorities?',
    meanings: [
      'Supports no stated priority',
      'Supports one from afar',
      'Supports a priority of the team',
      'Supports a priority of the Security division',
      'Supports a priority of GitLab',
    ],
  },
  {
    id: 'customerValue',
    label: 'Customer Value',
    questions: 'Would customers benefit from this capability in the product?',
    meanings: [
      'Of use to us alone',
      'A few customers might use it',
      'Customers like us would use it',
      'Many customers would use it',
      'Customers ask for it',
    ],
  },
];

/** A tool's own criticality stands in for that score until it is given. */
const BY_CRITICALITY: Record<CriticalityId, number> = { critical: 5, high: 4, medium: 2, low: 1 };
/** What nobody has scored yet counts as neither high nor low. */
const UNSCORED = 3;
/** Places given by hand stand above every score. */
const PLACED_FIRST = 1_000;

type Scored = Pick<Tool, 'criticality' | 'scores'>;
type Ranked = Scored & Pick<Tool, 'placed'>;

const scoreFor = ({ criticality, scores }: Scored, id: PriorityCriterion): number =>
  scores[id] ?? (id === 'criticality' ? BY_CRITICALITY[criticality] : UNSCORED);

/** The weighted mean of the five scores, from 1 to 5 with two decimals; 0 where every weight is 0. */
export function scoreOf(tool: Scored, weights: Weights): number {
  const whole = PRIORITY_CRITERIA.reduce((sum, { id }) => sum + weights[id], 0);
  if (whole === 0) return 0;
  const sum = PRIORITY_CRITERIA.reduce((total, { id }) => total + weights[id] * scoreFor(tool, id), 0);
  return Math.round((sum / whole) * 100) / 100;
}

/** What is kept as a tool's priority: higher comes first. A place given by hand (1 first) stands above every score. */
export function priorityOf(tool: Scored & Partial<Pick<Tool, 'placed'>>, weights: Weights): number {
  return tool.placed == null ? scoreOf(tool, weights) : PLACED_FIRST - tool.placed;
}

const named = (tool: Scored, id: PriorityCriterion, label: string): string =>
  `${label} ${scoreFor(tool, id)}${tool.scores[id] === undefined ? ' (not scored)' : ''}`;

/** One or two sentences: what pulled it up or down, and what sets it apart from the one above it (INV-11). */
export function explainPriority(tool: Ranked, weights: Weights, above: Ranked | null): string {
  if (tool.placed !== null) return `Placed at ${tool.placed} by hand.`;
  const score = scoreOf(tool, weights);
  const pulls = PRIORITY_CRITERIA.filter(({ id }) => weights[id] > 0).map(({ id, label }) => ({
    text: named(tool, id, label),
    pull: weights[id] * (scoreFor(tool, id) - score),
  }));
  const up = pulls.filter(({ pull }) => pull > 0.001).sort((a, b) => b.pull - a.pull);
  const down = pulls.filter(({ pull }) => pull < -0.001).sort((a, b) => a.pull - b.pull);
  const parts = [
    ...(up[0] === undefined ? [] : [`pulled up by ${up[0].text}`]),
    ...(down[0] === undefined ? [] : [`held down by ${down[0].text}`]),
  ];
  const even = parts.length === 0 ? 'all criteria alike' : parts.join(', ');
  return `Score ${score}: ${even}.${against(tool, weights, above)}`;
}

function against(tool: Ranked, weights: Weights, above: Ranked | null): string {
  if (above === null) return '';
  if (above.placed !== null) return ' The one above was placed by hand.';
  const [most] = PRIORITY_CRITERIA.map(({ id, label }) => ({
    label,
    own: scoreFor(tool, id),
    its: scoreFor(above, id),
    gap: weights[id] * (scoreFor(above, id) - scoreFor(tool, id)),
  })).sort((a, b) => b.gap - a.gap);
  if (most === undefined || most.gap <= 0) return ' Level with the one above.';
  return ` Below the one above most by ${most.label}: ${most.own} against ${most.its}.`;
}
