import { mayNotChange } from '../../domain/tool-act.ts';
import type { KindScreen } from './kind.ts';

/** Another team takes the tool (SUN-6). */
export const transferScreen: KindScreen = {
  kind: 'transfer',
  command: { word: 'transfer', help: 'Offer a tool to another team, and hand it over.' },
  start: {
    title: 'Offer a tool',
    text: 'Another team may own and maintain it instead of a sunset. Its category stays as it is until ProdSecEng accepts a claim.',
    why: 'Why is it offered?',
  },
  begin: (act, tool, why) => {
    const not = mayNotChange(act, tool);
    if (not !== null) return { ok: false, text: not };
    const made = {
      kind: 'transfer' as const,
      name: tool.name,
      phase: 'offered',
      toolId: tool.id,
      ownerId: act.roles.person.id,
      why,
    };
    return { ok: true, made, rules: [] };
  },
  issueTitle: ({ stage }) => `Transfer Tooling: ${stage.name}`,
};
