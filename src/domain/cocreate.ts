import { categoryOf } from './category.ts';
import type { Weights } from './prioritization.ts';
import type { Act } from './request-act.ts';
import {
  type DecideStage,
  type NewStage,
  oweStageClosing,
  oweStageIssue,
  type Stage,
  type StageChange,
  type StageFile,
  stageRefusal,
  TAKEN_OVER,
} from './stage.ts';
import { type ListRow, mayNotWorkOn, missingIn, type StageKindRow } from './stage-kind.ts';
import { rolesMissingAt } from './stage-voice.ts';
import { toSunset } from './sunset.ts';
import type { Tool } from './tool.ts';
import { mayNotChange, type ToolAct } from './tool-act.ts';

/** COC-1 to COC-5, in the words of the co-create workflow. */
const LISTS: readonly ListRow[] = [
  {
    ...{ id: 'loop-1', title: 'Loop 1: validation and proof of concept', of: 'activity', phase: 'loop-1' },
    items: [
      { key: 'product', title: 'Engage Product Management to validate use cases and product fit' },
      { key: 'engineering', title: 'Engage Engineering to validate the technical approach' },
      { key: 'plans', title: 'Align with existing plans for similar value or problems' },
      { key: 'poc', title: 'Build a proof of concept or prototype', optional: true },
      { key: 'scope', title: 'Refine the scope based on feedback' },
    ],
  },
  {
    ...{ id: 'loop-1-outputs', title: 'Outputs of loop 1', of: 'output', phase: 'loop-1' },
    items: [
      { key: 'proposal', title: 'Validated product proposal' },
      { key: 'design', title: 'Technical design document' },
      { key: 'alignment', title: 'Stakeholder alignment' },
      { key: 'architecture', title: 'Solution architecture' },
      { key: 'roadmap', title: 'Sunsetting roadmap' },
    ],
  },
  {
    ...{ id: 'considerations', title: 'Key considerations', of: 'consideration', phase: 'loop-1' },
    items: [
      {
        ...{ key: 'parity', title: 'Feature parity' },
        hint: 'Does the product feature have to match 100 % of the tool, or is good enough acceptable? Say it for each value proposition.',
      },
      {
        ...{ key: 'timeline', title: 'Timeline' },
        hint: 'How long will product integration take? Can the tool remain in maintenance meanwhile?',
      },
      {
        ...{ key: 'alignment', title: 'Stakeholder alignment' },
        hint: 'Are Product, Engineering and internal users aligned on scope and timeline?',
      },
      {
        ...{ key: 'testers', title: 'Internal testers (Customer Zero)' },
        hint: 'Is ProdSec involved as internal testers, to give early feedback on the feature?',
      },
    ],
  },
  {
    ...{ id: 'loop-2', title: 'Loop 2: integration', of: 'activity', phase: 'loop-2' },
    items: [
      { key: 'implement', title: 'Implement the feature following GitLab development processes' },
      { key: 'test', title: 'Write tests and documentation' },
      { key: 'review', title: 'Submit merge requests and iterate on code review' },
      { key: 'deploy', title: 'Deploy to production' },
    ],
  },
  {
    ...{ id: 'loop-2-outputs', title: 'Outputs of loop 2', of: 'output', phase: 'loop-2' },
    items: [
      { key: 'shipped', title: 'Feature shipped in the GitLab product' },
      { key: 'documentation', title: 'Documentation published' },
      { key: 'available', title: 'API or functionality available to customers' },
    ],
  },
];

/** Feature parity is answered for each value proposition (COC-4); null where it is. */
function parityMissing(values: StageFile['values']): string | null {
  if (values.length === 0) return 'Add the value propositions first: feature parity is said for each of them.';
  const unsaid = values.filter(({ parity, state }) => parity === null && state !== 'dropped').map(({ what }) => what);
  return unsaid.length === 0 ? null : `Say what the product must match of: ${unsaid.join('; ')}.`;
}

/** COC-3: by whom the outputs of a loop are agreed. */
export const LOOP_ROLES: Record<'loop-1' | 'loop-2', readonly string[]> = {
  'loop-1': ['Product', 'Engineering', 'User of the tool'],
  'loop-2': ['Eventual owning team'],
};

export const COCREATE: StageKindRow = {
  kind: 'cocreate',
  label: 'Co-create',
  phases: [
    { id: 'loop-1', label: 'Loop 1: validation and proof of concept' },
    { id: 'loop-2', label: 'Loop 2: integration' },
  ],
  lists: () => LISTS,
  next: (file) => {
    const { open, roles } = loopLeft(file);
    if (open[0] !== undefined) return `Next: ${open[0]}.`;
    if (roles.length > 0) return `Next: agreement of ${roles.join(', ')} on the outputs.`;
    return file.stage.phase === 'loop-1'
      ? 'Next: end loop 1. All of it is there.'
      : 'Next: end loop 2. Transition & Sunset opens then.';
  },
  locked: ({ stage, values }, list, row, state) => {
    if (stage.phase === 'loop-1' && list.phase === 'loop-2') return 'Loop 2 begins once loop 1 has ended.';
    return list.id === 'considerations' && row.key === 'parity' && state === 'done' ? parityMissing(values) : null;
  },
};

/**
 * Null where co-creation may start for this tool: it is in Integrate, with an epic and a milestone that is not over (INV-4). Otherwise why not,
 * and what to do.
 */
export function mayStartCocreate(act: ToolAct, tool: Tool): string | null {
  const not = mayNotChange(act, tool);
  if (not !== null) return not;
  if (tool.category !== 'integrate')
    return `Co-create is for tools in Integrate; ${tool.name} is in ${categoryOf(tool.category).label}. Change its category first, on its page.`;
  if (tool.links.epic === undefined)
    return `${tool.name} has no epic. Give one with its category, on its page (INV-4).`;
  const { milestone } = tool.links;
  if (milestone === undefined || (milestone.due !== null && milestone.due < act.today))
    return `${tool.name} has no milestone that is still to come. Give one with its category, on its page (INV-4).`;
  return null;
}

/** What is left in the loop that is under way: open rows, and whose agreement is missing. */
export function loopLeft(file: StageFile): { open: string[]; roles: string[] } {
  const loop = file.stage.phase === 'loop-2' ? 'loop-2' : 'loop-1';
  return { open: missingIn(COCREATE, file, loop), roles: rolesMissingAt(file, loop, rolesAsked(file)) };
}

/** The outputs of the loop that is under way, each by its place and title. */
export const outputsOfLoop = ({ phase }: Pick<Stage, 'phase'>): { list: string; key: string; title: string }[] =>
  LISTS.filter((list) => list.of === 'output' && list.phase === phase).flatMap(({ id, items }) =>
    items.map(({ key, title }) => ({ list: id, key, title })),
  );

/** A co-creation without a tool has nobody who uses it yet: nobody is asked as one. */
export const rolesAsked = ({ stage }: StageFile): readonly string[] => {
  const all = LOOP_ROLES[stage.phase === 'loop-2' ? 'loop-2' : 'loop-1'];
  return stage.toolId === null ? all.filter((role) => role !== 'User of the tool') : all;
};

/**
 * Ends the loop that is under way (COC-3): refused while an output, activity, consideration or agreement is missing, which it names; loop 2
 * also while another team takes the tool over (SUN-6).
 * The end of loop 2 opens Transition & Sunset for the tool, or the hand-off where there is none (CHA-2).
 */
export const endLoop =
  (act: Act & { weights: Weights }): DecideStage =>
  (file) => {
    const not = mayNotWorkOn(act, file);
    if (not !== null) return stageRefusal(not);
    const { stage } = file;
    const { open, roles } = loopLeft(file);
    if (open.length > 0) return stageRefusal(`Not yet. Still open: ${open.join('; ')}.`);
    if (roles.length > 0)
      return stageRefusal(
        `Not yet. These have not agreed to its outputs: ${roles.join(', ')}. Ask them with *Ask for agreement*.`,
      );
    if (stage.phase === 'loop-2' && file.takenOver === true) return stageRefusal(TAKEN_OVER);
    const actor = act.roles.person.id;
    if (stage.phase === 'loop-1') {
      const value: StageChange = {
        ...{ actor, action: 'loop 1 ended', edit: { phase: 'loop-2' }, owed: [oweStageIssue(stage)] },
        answer: 'Loop 1 has ended. Loop 2, integration, has begun.',
      };
      return { ok: true, value };
    }
    return { ok: true, value: lastLoopEnded(act, file) };
  };

function lastLoopEnded(act: Act & { weights: Weights }, { stage, tool }: StageFile): StageChange {
  const actor = act.roles.person.id;
  const next: NewStage =
    tool === null
      ? {
          ...{ kind: 'hand-off', name: stage.name, phase: 'open' },
          ...{ requestId: stage.requestId, ownerId: stage.ownerId },
          details: stage.details.sensitive === true ? { sensitive: true } : {},
        }
      : {
          ...{ kind: 'sunset', name: tool.name, phase: 'open', toolId: tool.id, ownerId: stage.ownerId },
          details: { trigger: 'post-cocreate' },
          why: 'The product feature has shipped: internal users move to it.',
        };
  return {
    ...{ actor, action: 'loop 2 ended', edit: { state: 'ended', endedBy: actor, endedAt: act.now } },
    rules: tool === null ? [] : [toSunset(act, 'Its product feature has shipped (co-create ended).')],
    opens: [next],
    owed: [oweStageIssue(stage), oweStageClosing(stage)],
    answer:
      tool === null
        ? 'Loop 2 has ended. The hand-off to the product team has begun.'
        : 'Loop 2 has ended. Transition & Sunset has begun, with the value propositions and their parity.',
  };
}
