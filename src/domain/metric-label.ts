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
