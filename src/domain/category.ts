import type { CriticalityId } from './criticality.ts';

export type CategoryId = 'integrate' | 'maintain' | 'improve-integrate' | 'improve-maintain' | 'sunset' | 'redirect';

/** What becomes of a feature request: `product` goes to the product work, `triaged` to the backlog or closed. */
export type FeatureRequests = 'product' | 'triaged' | 'refused';

export type Category = {
  id: CategoryId;
  rule: string;
  label: string;
  description: string;
  features: FeatureRequests;
  /** The strongest commitment that a tool of this category can have; null: no cap. */
  cap: CriticalityId | null;
};

/** Path-forward categories, in the documents' order (INV-4…8). */
export const CATEGORIES: readonly Category[] = [
  {
    id: 'integrate',
    rule: 'INV-4',
    label: 'Integrate',
    description: 'Clear product fit, customer value and operating-model alignment; an epic and an upcoming milestone',
    features: 'product',
    cap: null,
  },
  {
    id: 'maintain',
    rule: 'INV-5',
    label: 'Maintain (KTLO)',
    description: 'Keep operational within SLO and RTO; no feature requests, contributions are reviewed',
    features: 'refused',
    cap: null,
  },
  {
    id: 'improve-integrate',
    rule: 'INV-6',
    label: 'Improve, then Integrate',
    description: 'Needs work before it can be integrated; feature requests are triaged',
    features: 'triaged',
    cap: null,
  },
  {
    id: 'improve-maintain',
    rule: 'INV-6',
    label: 'Improve, then Maintain',
    description: 'Needs work before it can be maintained; feature requests are triaged',
    features: 'triaged',
    cap: null,
  },
  {
    id: 'sunset',
    rule: 'INV-7',
    label: 'Sunset',
    description: 'In the Transition & Sunset workflow; treated as KTLO until it is removed',
    features: 'refused',
    cap: null,
  },
  {
    id: 'redirect',
    rule: 'INV-8',
    label: 'Redirect',
    description: 'Ownership must go to another team; SLO and RTO capped at Low',
    features: 'refused',
    cap: 'low',
  },
];

/** The category of that id. Throws for an id that the table lacks: ids come from the database and our own menus only. */
export function categoryOf(id: CategoryId): Category {
  const found = CATEGORIES.find((each) => each.id === id);
  if (found === undefined) throw new Error(`there is no category ${id}`);
  return found;
}
