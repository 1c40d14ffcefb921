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
