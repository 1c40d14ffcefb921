import type { Option } from './form.ts';

/** INV-3, most critical first, with the documents' own examples. */
export const CRITICALITIES = [
  { id: 'critical', label: 'Critical', description: 'Tools blocking security releases or incident response' },
  { id: 'high', label: 'High', description: 'Tools supporting daily security operations' },
  { id: 'medium', label: 'Medium', description: 'Tools used weekly or monthly' },
  { id: 'low', label: 'Low', description: 'Experimental or rarely-used tools' },
] as const satisfies readonly Option[];

export type CriticalityId = (typeof CRITICALITIES)[number]['id'];

/** The criticality as people read it. */
export const criticalityLabel = (id: CriticalityId): string =>
  CRITICALITIES.find((each) => each.id === id)?.label ?? id;
