import { categoryOf } from './category.ts';
import type { Roles } from './people.ts';
import type { IntakeRequest } from './request.ts';
import type { Tool } from './tool.ts';

/** INV-2: every full member reads tools, unless the settings keep the inventory to the team. */
export const mayReadTools = (roles: Roles, visibleTo: 'members' | 'team'): boolean =>
  visibleTo === 'members' || mayReadScores(roles);

/** INV-2: scores are for team, manager and leadership. */
export const mayReadScores = ({ team, manager, leadership }: Roles): boolean => team || manager || leadership;

/** What the tool's category means for someone who asks for a feature of it (INV-5…8, INV-10): in a few sentences of plain text. */
export function featureAnswer({ name, category, project }: Tool): { refused: boolean; text: string } {
  const { label, features } = categoryOf(category);
  const contribute = `Contributions are welcome: open a merge request in ${project ?? 'its project'}, and ProdSecEng reviews it.`;
  if (features === 'triaged')
    return {
      refused: false,
      text: `${name} is in the category ${label}: your request is triaged, then put on the backlog or closed. You are told either way.`,
    };
  if (features === 'product')
    return {
      refused: false,
      text: `${name} is in the category ${label}: it is on its way into the product, so a request is looked at together with its epic.`,
    };
  const why = WHY_REFUSED[category] ?? 'It is only kept operational.';
  return {
    refused: true,
    text: `${name} is in the category ${label}, so feature requests are not accepted. ${why} ${contribute}`,
  };
}

/** Whether a request asks for a feature of a tool that it names. */
export const isFeatureRequest = ({ door, answers }: Pick<IntakeRequest, 'door' | 'answers'>): boolean =>
  door === 'other' && answers.kind === 'feature' && typeof answers.tool === 'string' && answers.tool.trim() !== '';

const WHY_REFUSED: Partial<Record<Tool['category'], string>> = {
  maintain: 'It is kept operational within its SLO and RTO.',
  sunset: 'It is being sunset, and until it is removed only kept operational.',
  redirect: 'Its ownership is to move to another team.',
};
