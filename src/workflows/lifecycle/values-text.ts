import { PARITIES, type ValueProposition, valueStateLabel } from '../../domain/value-proposition.ts';
import { inlineForGitLab, linkForGitLab } from '../../gitlab/markdown.ts';

/** The list in a work item, as safe Markdown: what, what the product must match, where it stands, where that can be seen. */
export function valuesForGitLab(values: readonly ValueProposition[]): string[] {
  if (values.length === 0) return [];
  return ['## Value propositions and parity', values.map(lineOf).join('\n')];
}

function lineOf({ what, parity, matches, state, links, url }: ValueProposition): string {
  const must = PARITIES.find(({ id }) => id === parity)?.label ?? 'what must match is not said yet';
  const facts = [
    `${must}${matches === '' ? '' : ` (${inlineForGitLab(matches)})`}`,
    ...[...(url === null ? [] : [url]), ...links].map((each) => linkForGitLab(each)),
  ];
  return `- **${inlineForGitLab(what)}**: ${valueStateLabel(state)} · ${facts.join(' · ')}`;
}
