import { sectionsIn } from './markdown-sections.ts';
import { ownPart, ownPartIn } from './own-part.ts';
import type { Stage, StageKind } from './stage.ts';
import type { ListRow } from './stage-kind.ts';
import { stageKindOf } from './stage-kinds.ts';
import { isTickable, tickMarker } from './stage-ticks.ts';
import { change, type DecideTool, mayNotChange, refuse, type ToolAct } from './tool-act.ts';

type Asked = { heading: string; hint: string };

/** A GitLab issue template of a tool's way. `kind`: the stage that an issue opened with it becomes; an ADR is linked to its tool instead. */
export type StageTemplate = { id: string; name: string; intro: string; kind: StageKind | null; asks: readonly Asked[] };

const TOOL: Asked = { heading: 'Tool', hint: 'Its name or number in the inventory, such as T-12.' };

/** The templates of the charter that are no request: each is taken up by the app once it is opened in the team’s project. */
export const STAGE_TEMPLATES: readonly StageTemplate[] = [
  {
    ...{ id: 'sunset-tooling', name: 'Sunset Tooling', kind: 'sunset' },
    intro: 'Retires a tool that is no longer needed.',
    asks: [TOOL, { heading: 'Why', hint: 'Why is it no longer needed?' }],
  },
  {
    ...{ id: 'transfer-tooling', name: 'Transfer Tooling', kind: 'transfer' },
    intro: 'Another team takes a tool over. ProdSecEng accepts the claim first.',
    asks: [
      TOOL,
      { heading: 'Receiving team', hint: 'The team that would own it.' },
      { heading: 'DRI', hint: 'Who answers for it in that team: a GitLab name, such as @username.' },
      { heading: 'Why', hint: 'Why does that team take it over?' },
    ],
  },
  {
    ...{ id: 'adr', name: 'ADR', kind: null },
    intro: 'An architecture decision record. It is linked to the tool that it names.',
    asks: [
      TOOL,
      { heading: 'Status', hint: 'Proposed, accepted, or superseded by which one.' },
      { heading: 'Context', hint: 'What has to be decided, and what it depends on.' },
      { heading: 'Decision', hint: 'What was decided.' },
      { heading: 'Alternatives considered', hint: 'What else there was, and why not.' },
      { heading: 'Consequences', hint: 'What becomes easier and what harder by it.' },
    ],
  },
];

const MARKER = /<!--\s*prodseceng:template:([a-z-]+)\s*-->/u;

/** The template that an issue was opened with; null where it is another one, or none. */
export function stageTemplateIn(description: string): StageTemplate | null {
  const id = MARKER.exec(description)?.[1];
  return STAGE_TEMPLATES.find((each) => each.id === id) ?? null;
}

/** As GitLab takes it: what people fill in, then the lists of the workflow, which the app keeps up to date once it has taken the issue up. */
export function stageTemplateBody({ id, kind, intro, asks }: StageTemplate, quickActions: readonly string[]): string {
  const hidden = `<!-- prodseceng:template:${id} -->\n<!-- ${intro} Write under the headings, and leave the headings as they are. -->`;
  const sections = asks.map(({ heading, hint }) => `## ${heading}\n\n<!-- ${hint} -->`);
  const lists = kind === null ? [] : [ownPart(stageKindOf({ kind }).lists(BLANK).map(listText).join('\n\n'))];
  return `${[hidden, quickActions.join('\n'), ...sections, ...lists].filter((part) => part !== '').join('\n\n')}\n`;
}

/** Lists depend on what is known of a stage; of one that has not begun nothing is. */
const BLANK: Stage = {
  ...{ id: 0, kind: 'sunset', toolId: null, requestId: null, fromId: null, name: '', state: 'open', phase: '' },
  ...{ details: {}, ownerId: null, draftId: null, projectId: null, iid: null, url: null, reference: null },
  ...{ trouble: null, readAt: null, startedBy: null, startedAt: new Date(0), endedBy: null, endedAt: null, why: null },
};

const listText = (list: ListRow): string =>
  [
    `## ${list.title}`,
    list.items
      .map(({ key, title }) => (isTickable(list) ? `- [ ] ${title} ${tickMarker(list.id, key)}` : `- **${title}**`))
      .join('\n'),
  ].join('\n\n');

/** What was filled in under the headings; empty where nothing was. */
export function stageTemplateAnswers({ asks }: StageTemplate, description: string): (heading: string) => string {
  const own = ownPartIn(description);
  const theirs = own === null ? description : description.replace(own, '');
  const sections = sectionsIn(
    theirs,
    asks.map(({ heading }) => heading),
  );
  return (heading) => (sections.get(heading) ?? '').trim();
}

/** An ADR that was opened in GitLab is linked to the tool that it is about. Refused where it is linked already. */
export const linkAdr =
  (act: ToolAct, address: string): DecideTool =>
  (tool) => {
    const not = mayNotChange(act, tool);
    if (not !== null) return refuse(not);
    const adrs = [...new Set([...(tool.links.adrs ?? []), address])];
    const made = {
      action: 'ADR linked',
      fields: { links: { ...tool.links, adrs } },
      answer: `Linked to ${tool.name}.`,
    };
    return change(act, tool, 'It was opened from the ADR template', made);
  };
