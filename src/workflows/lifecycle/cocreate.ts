import { endLoop, loopLeft, mayStartCocreate, rolesAsked } from '../../domain/cocreate.ts';
import type { KindScreen } from './kind.ts';

const HINTS: Record<string, string> = {
  Product: 'Product Management, for use cases and product fit.',
  Engineering: 'Engineering, for the technical approach.',
  'User of the tool': 'Somebody who uses the tool today.',
  'Eventual owning team': 'Whoever answers for the team that will own the feature.',
};

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
      roles: rolesAsked(file).map((role) => ({ role, hint: HINTS[role] ?? '' })),
      ...{ agree: 'Agree', decline: 'Decline with a reason' },
    };
  },
  ending: (file) => ({
    text: file.stage.phase === 'loop-2' ? 'End loop 2' : 'End loop 1',
    decide: endLoop,
  }),
  issueTitle: ({ stage }) => `Co-create: ${stage.name}`,
};
