/** The charter's metric labels (LOG-3), by the keys under which the settings name them, with its definition and where each applies. */
export const METRICS = [
  {
    id: 'prodSecRequirement',
    label: 'ProdSecRequirement',
    definition: 'Functionality within the product required by GitLab Product Security teams',
    where: 'Issues and merge requests, sometimes epics',
  },
  {
    id: 'defenseInDepth',
    label: 'Defense in Depth',
    definition:
      'Modifications to existing non-vulnerable functionality to be more robust if an “earlier” security control fails',
    where: 'Issues and merge requests, sometimes epics',
  },
  {
    id: 'pavedRoad',
    label: 'Paved Road',
    definition:
      'New tools, methods, or checks that give GitLab’s contributors an easier way to perform an activity securely',
    where: 'Issues and merge requests, sometimes epics',
  },
  {
    id: 'toolingIntegration',
    label: 'Tooling Integration',
    definition: 'Work done as part of integrating functionality from custom in-house tooling into GitLab products',
    where: 'Issues and merge requests, sometimes epics',
  },
  {
    id: 'customTooling',
    label: 'Custom Tooling',
    definition:
      'Work performed to build, maintain, or augment outside-of-the-product custom tooling needed to satisfy Product Security requirements',
    where: 'Issues and merge requests, sometimes epics',
  },
  {
    id: 'sunsetting',
    label: 'Sunsetting',
    definition: 'Issues representing specific features or functionality required to deprecate a custom tool',
    where: 'Issues in the team’s project',
  },
  {
    id: 'pending',
    label: 'Pending',
    definition: 'Work type isn’t entirely clear yet, but we don’t want to block progress',
    where: 'Issues, merge requests, and epics',
  },
  {
    id: 'internal',
    label: 'Internal',
    definition: 'Team tasks, for example processes & planning',
    where: 'Issues, merge requests, and epics',
  },
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
