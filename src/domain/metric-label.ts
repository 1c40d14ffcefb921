/** The charter's metric labels (LOG-3), by the keys under which the settings name them. */
export const METRICS = [
  { id: 'prodSecRequirement', label: 'ProdSecRequirement' },
  { id: 'defenseInDepth', label: 'Defense in Depth' },
  { id: 'pavedRoad', label: 'Paved Road' },
  { id: 'toolingIntegration', label: 'Tooling Integration' },
  { id: 'customTooling', label: 'Custom Tooling' },
  { id: 'sunsetting', label: 'Sunsetting' },
  { id: 'pending', label: 'Pending' },
  { id: 'internal', label: 'Internal' },
] as const;

export type MetricId = (typeof METRICS)[number]['id'];

/** What each is for and where it applies, in the charter's words. */
export const METRIC_DEFINITIONS: Record<MetricId, { what: string; where: string }> = {
  prodSecRequirement: {
    what: 'Functionality within the product required by GitLab Product Security teams',
    where: 'issues and merge requests, sometimes epics',
  },
  defenseInDepth: {
    what: 'Existing non-vulnerable functionality made more robust for the case that an earlier control fails',
    where: 'issues and merge requests, sometimes epics',
  },
  pavedRoad: {
    what: 'New tools, methods or checks that let contributors do something securely more easily',
    where: 'issues and merge requests, sometimes epics',
  },
  toolingIntegration: {
    what: 'Integrating functionality from custom in-house tooling into GitLab products',
    where: 'issues and merge requests, sometimes epics',
  },
  customTooling: {
    what: 'Building, maintaining or augmenting custom tooling outside of the product',
    where: 'issues and merge requests, sometimes epics',
  },
  sunsetting: {
    what: 'A feature or functionality required to deprecate a custom tool',
    where: 'issues of the team’s project',
  },
  pending: {
    what: 'The type is not clear yet; it is to be categorized later and counts as no label once merged or closed',
    where: 'issues, merge requests and epics',
  },
  internal: { what: 'Team tasks, for example processes and planning', where: 'issues, merge requests and epics' },
};

export const metricLabel = (id: MetricId): string => METRICS.find((each) => each.id === id)?.label ?? id;
