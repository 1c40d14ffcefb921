import { SUNSET, toSunset } from '../../domain/sunset.ts';
import { mayNotChange } from '../../domain/tool-act.ts';
import type { KindScreen } from './kind.ts';

/** Transition & Sunset (SUN-1…5). */
export const sunsetScreen: KindScreen = {
  kind: 'sunset',
  command: { word: 'sunset', help: 'Transition & Sunset: retire a tool that is no longer needed.' },
  start: {
    title: 'Start a sunset',
    text: 'The tool is treated as KTLO from now on, and stays in the inventory until it is decommissioned.',
    why: 'Why is it no longer needed?',
  },
  begin: (act, tool, why) => {
    const not = mayNotChange(act, tool);
    if (not !== null) return { ok: false, text: not };
    const made = {
      ...{ kind: SUNSET.kind, name: tool.name, phase: 'open', toolId: tool.id, ownerId: act.roles.person.id, why },
      details: { trigger: 'direct' },
    };
    return { ok: true, made, rules: [toSunset(act, why)] };
  },
  issueTitle: ({ stage }) => `Sunset Tooling: ${stage.name}`,
};
