import { endLoop, loopLeft, mayStartCocreate, outputsOfLoop, rolesAsked } from '../../domain/cocreate.ts';
import { changedSinceAgreed, peopleOf } from '../../domain/cocreate-people.ts';
import type { Stage, StageFile } from '../../domain/stage.ts';
import { inlineForGitLab } from '../../gitlab/markdown.ts';
import { context } from '../../slack/blocks.ts';
import { inline } from '../../slack/escape.ts';
import { ACTIONS } from './ids.ts';
import type { KindScreen } from './kind.ts';
import { peopleBlocks, startingPeople } from './people-view.ts';
import { valuesForGitLab } from './values-text.ts';

const HINTS: Record<string, string> = {
  Product: 'Product Management, for use cases and product fit.',
  Engineering: 'Engineering, for the technical approach.',
  'User of the tool': 'Somebody who uses the tool today.',
  'Eventual owning team': 'Whoever answers for the team that will own the feature.',
};

/** Who was named for a role is there already in the form that asks. */
function namedFor(role: string, stage: Stage): { initial?: string } {
  const { product, engineering, owner } = peopleOf(stage);
  const of: Record<string, string | null> = {
    ...{ Product: product, Engineering: engineering },
    'Eventual owning team': owner,
  };
  const initial = of[role] ?? null;
  return initial === null ? {} : { initial };
}

const ABOUT =
  'Loop 1 validates the proposal with Product and Engineering, loop 2 brings it into the product. A loop ends once its outputs are linked and agreed.';

/** How much is missing before the loop can end; null where nothing is. */
function leftIn(file: StageFile): string | null {
  const { open, roles } = loopLeft(file);
  const things = open.length === 0 ? [] : [open.length === 1 ? '1 thing' : `${open.length} things`];
  const agreement = roles.length === 0 ? [] : [`the agreement of ${roles.join(', ')}`];
  const left = [...things, ...agreement];
  return left.length === 0 ? null : `*Missing in this loop:* ${left.join(', and ')}.`;
}

/** Co-create: two loops, their outputs, who agrees to them (COC-1…5). */
export const cocreateScreen: KindScreen = {
  kind: 'cocreate',
  command: {
    word: 'cocreate',
    help: 'Co-create: bring a tool into the product, in two loops. For a tool in Integrate.',
  },
  start: {
    title: 'Start co-create',
    text: 'Loop 1 validates the proposal with Product and Engineering, loop 2 brings it into the product. You lead it until you say otherwise.',
  },
  begin: (act, tool) => {
    const not = mayStartCocreate(act, tool);
    if (not !== null) return { ok: false, text: not };
    const made = {
      kind: 'cocreate' as const,
      name: tool.name,
      phase: 'loop-1',
      toolId: tool.id,
      ownerId: act.roles.person.id,
    };
    return { ok: true, made, rules: [] };
  },
  gate: (_, file) => {
    const loop = file.stage.phase === 'loop-2' ? 'loop-2' : 'loop-1';
    if (loopLeft(file).roles.length === 0) return null;
    return {
      id: loop,
      title: 'Ask for agreement',
      question: `Do you agree to the outputs of loop ${loop === 'loop-1' ? '1' : '2'}?`,
      roles: rolesAsked(file).map((role) => ({ role, hint: HINTS[role] ?? '', ...namedFor(role, file.stage) })),
      ...{ agree: 'Agree', decline: 'Decline with a reason' },
    };
  },
  ending: (file) => ({
    text: file.stage.phase === 'loop-2' ? 'End loop 2' : 'End loop 1',
    ready: leftIn(file) === null,
    decide: endLoop,
  }),
  details: startingPeople,
  forRequests: true,
  async blocks(_, file) {
    const changed = changedSinceAgreed(file, outputsOfLoop(file.stage));
    const warning = `:warning: Changed since somebody agreed: ${inline(changed.join(', '))}. Tell whoever agreed.`;
    const left = leftIn(file);
    return [
      ...(file.stage.state === 'open' ? [context([ABOUT, ...(left === null ? [] : [left])], 'about')] : []),
      ...(changed.length === 0 ? [] : [context(warning, 'changed')]),
      ...peopleBlocks(file),
    ];
  },
  offers: () => [{ text: 'People', actionId: ACTIONS.people }],
  sections: async (_, { stage, values }) => {
    const { team } = peopleOf(stage);
    return [...(team === '' ? [] : [`Eventual owning team: ${inlineForGitLab(team)}`]), ...valuesForGitLab(values)];
  },
  issueTitle: ({ stage }) => `Co-create: ${stage.name}`,
};
