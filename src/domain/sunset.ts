import { priorityOf, type Weights } from './prioritization.ts';
import type { Act } from './request-act.ts';
import type { Stage } from './stage.ts';
import type { ListRow, StageKindRow } from './stage-kind.ts';
import { missingIn } from './stage-kind.ts';
import type { DecideTool } from './tool-act.ts';

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
  next: (file) => {
    const [first] = missingIn(SUNSET, file, null);
    return first === undefined ? 'Next: end the sunset. All of it is there.' : `Next: ${first}.`;
  },
};

/** The tool is in Transition & Sunset from now on, treated as KTLO until it is removed (INV-7). */
export const toSunset =
  (act: Act & { weights: Weights }, why: string): DecideTool =>
  (tool) => {
    const fields = { state: 'sunsetting' as const, category: 'sunset' as const, categoryReason: why };
    const change = { actor: act.roles.person.id, action: 'sunset began', why, fields };
    return { ok: true, value: { change, priority: priorityOf({ ...tool, ...fields }, act.weights), answer: '' } };
  };
