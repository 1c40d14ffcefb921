import { webAddress } from './links.ts';
import type { Roles } from './people.ts';

/** What a workstream keeps of a feature: evidence and pilots, how teams get on with it, or its co-creation. */
export type Shows = 'evidence' | 'teams' | 'cocreation';

/** LOCK-1. */
export const WORKSTREAMS = [
  {
    id: 'customer-zero',
    label: 'Customer Zero',
    help: 'Security takes part in a new feature from the start: gives requirements, validates what is meant to be built, tests alpha and beta.',
    shows: 'evidence',
  },
  {
    id: 'dogfooding',
    label: 'Dogfooding existing features',
    help: 'Security can rely on features that exist, and derives value from them; what stops a team is said.',
    shows: 'teams',
  },
  {
    id: 'cocreation',
    label: 'Security product co-creation',
    help: 'Security contributes features, paved paths and guardrails to the product by the Co-Create process.',
    shows: 'cocreation',
  },
] as const satisfies readonly { id: string; label: string; help: string; shows: Shows }[];

export type Workstream = (typeof WORKSTREAMS)[number];

/** The workstream of that id; null where there is none. */
export const workstreamOf = (id: string): Workstream | null => WORKSTREAMS.find((each) => each.id === id) ?? null;

/** LOCK-3: for whom each of the three leads, by the keys of `interlock.leaders` in the settings. */
export const LEADERS = [
  { id: 'security', label: 'Security Division (Security Platforms & Architecture)' },
  { id: 'product', label: 'Product DRI of the Sec Section' },
  { id: 'engineering', label: 'Engineering DRI of the Sec Section' },
] as const;

export type LeaderId = (typeof LEADERS)[number]['id'];

type EvidenceState = { id: string; label: string; done?: true };
const VALIDATED: readonly EvidenceState[] = [
  { id: 'looking', label: 'being validated' },
  { id: 'validated', label: 'validated', done: true },
  { id: 'not-as-needed', label: 'not as needed' },
];
const TESTED: readonly EvidenceState[] = [
  { id: 'planned', label: 'planned' },
  { id: 'running', label: 'under way' },
  { id: 'passed', label: 'passed', done: true },
  { id: 'failed', label: 'not passed' },
];

/** LOCK-5: what Customer Zero tracks of a feature, each with the states it can be in. */
export const EVIDENCE_KINDS = [
  {
    id: 'requirements',
    label: 'Requirements',
    states: [
      { id: 'writing', label: 'being written' },
      { id: 'given', label: 'given', done: true },
    ],
  },
  { id: 'functionality', label: 'Intended functionality', states: VALIDATED },
  { id: 'mockups', label: 'Mockups', states: VALIDATED },
  { id: 'alpha', label: 'Alpha test', states: TESTED },
  { id: 'beta', label: 'Beta test', states: TESTED },
] as const satisfies readonly { id: string; label: string; states: readonly EvidenceState[] }[];

export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

export const evidenceKindOf = (id: string): EvidenceKind | null =>
  EVIDENCE_KINDS.find((each) => each.id === id) ?? null;

/** A state of evidence as a choice of a form: each kind has its own, so the value names both. */
export const evidenceChoices = EVIDENCE_KINDS.flatMap(({ id, label, states }) =>
  states.map((state) => ({ id: `${id}:${state.id}`, label: `${label}: ${state.label}` })),
);

/** The state's label, and whether it is what was aimed at. */
export function evidenceState({ kind, state }: Pick<Evidence, 'kind' | 'state'>): { label: string; done: boolean } {
  const found: EvidenceState | undefined = evidenceKindOf(kind)?.states.find(({ id }) => id === state);
  return { label: found?.label ?? state, done: found?.done === true };
}

/** A target feature of a workstream (LOCK-2). */
export type Feature = {
  id: number;
  workstream: string;
  name: string;
  url: string | null;
  state: 'target' | 'ended';
  /** Why it is a third one. */
  reason: string | null;
  /** The co-creation it is. */
  stageId: number | null;
  by: string;
  at: Date;
  endedAt: Date | null;
};

export type FeatureGiven = Pick<Feature, 'name' | 'url' | 'reason' | 'stageId'>;

/** What Customer Zero gave or validated of a feature. */
export type Evidence = {
  id: number;
  featureId: number;
  kind: string;
  what: string;
  link: string | null;
  state: string;
  note: string | null;
  by: string;
  at: Date;
};

export type EvidenceGiven = Pick<Evidence, 'kind' | 'what' | 'link' | 'state' | 'note'>;

export const SAID = ['yes', 'no', 'unknown'] as const;
export type Said = (typeof SAID)[number];

/** What a team has to do with a feature. */
export type FeatureTeam = {
  featureId: number;
  team: string;
  /** It volunteered to pilot the feature. */
  pilot: boolean;
  relies: Said;
  value: Said;
  /** What stops it from relying on the feature; empty where nothing does. */
  stops: string;
  /** Who can be asked. */
  personId: string | null;
  by: string;
  at: Date;
};

export type TeamGiven = Pick<FeatureTeam, 'team' | 'pilot' | 'relies' | 'value' | 'stops'>;

/** Under which the audit keeps what became of a feature. */
export const featureNumber = (id: number): string => `F-${id}`;

/** A refusal names the field it is about, where there is one. */
export type FieldVerdict<T> = { ok: true; value: T } | { ok: false; text: string; field?: string };
const refuse = (text: string, field?: string): { ok: false; text: string; field?: string } =>
  field === undefined ? { ok: false, text } : { ok: false, text, field };

/** Who acts. `leader`: one of the three. */
export type Interlocked = { roles: Roles; leader: boolean };

/** LOCK-3: features are managed and feedback is consolidated by the three leaders, the team, its manager and leadership. */
export const mayLead = ({ roles, leader }: Interlocked): boolean =>
  leader || roles.team || roles.manager || roles.leadership;

export const LEADERS_ONLY =
  'That is for the leaders of the Security Interlock, ProdSecEng and leadership. You can give feedback on any feature.';

/** As many target features as a workstream has at first, and with a reason (LOCK-2). */
export const USUAL_FEATURES = 2;
export const MOST_FEATURES = 3;

/**
 * LOCK-2: one more target feature of a workstream. `targets`: those it has. A third needs a reason; a fourth is refused, and so is the same
 * name twice.
 */
export const addFeature =
  (by: Interlocked, workstream: string, given: FeatureGiven) =>
  (targets: readonly Feature[]): FieldVerdict<FeatureGiven> => {
    const stream = workstreamOf(workstream);
    if (!mayLead(by) || stream === null) return refuse(LEADERS_ONLY);
    if (isAmong(given.name, targets)) return refuse('The workstream has this feature already.', 'name');
    if (targets.length >= MOST_FEATURES)
      return refuse(`${stream.label} has ${MOST_FEATURES} target features. End one of them first.`, 'name');
    const third = targets.length >= USUAL_FEATURES;
    if (third && (given.reason ?? '').trim() === '')
      return refuse('A workstream carries one or two features at first. Say why a third one is right.', 'reason');
    return { ok: true, value: { ...given, reason: third ? given.reason : null } };
  };

/** Name, address and co-creation of a target feature. `others`: the further ones of its workstream. */
export const changeFeature =
  (by: Interlocked, given: FeatureGiven) =>
  (feature: Feature, others: readonly Feature[]): FieldVerdict<FeatureGiven> => {
    if (!mayLead(by)) return refuse(LEADERS_ONLY);
    if (feature.state === 'ended') return refuse(ENDED, 'name');
    if (isAmong(given.name, others)) return refuse('The workstream has a feature of this name already.', 'name');
    return { ok: true, value: { ...given, reason: feature.reason } };
  };

const ENDED = 'This feature is no target of the Security Interlock any more.';

const isAmong = (name: string, features: readonly Feature[]): boolean =>
  features.some((each) => each.name.toLowerCase() === name.toLowerCase());

/** A feature is a target no more; what was said of it stays. */
export const endFeature =
  (by: Interlocked) =>
  ({ state }: Feature): FieldVerdict<null> => {
    if (!mayLead(by)) return refuse(LEADERS_ONLY);
    return state === 'ended' ? refuse(ENDED) : { ok: true, value: null };
  };

/** LOCK-5: a piece of evidence of Customer Zero. `given.state` must be one of its kind's; only web addresses are links. */
export const keepEvidence =
  (by: Interlocked, given: EvidenceGiven) =>
  (feature: Feature): FieldVerdict<EvidenceGiven> => {
    if (!mayLead(by)) return refuse(LEADERS_ONLY);
    if (feature.state === 'ended') return refuse(ENDED, 'what');
    const known = evidenceKindOf(given.kind)?.states.some(({ id }) => id === given.state) === true;
    if (!known) return refuse('Choose what it is, and where it stands.', 'state');
    if (given.link !== null && webAddress(given.link) === null) return refuse('That is no web address.', 'link');
    return { ok: true, value: given };
  };

/**
 * LOCK-5: what a team has to do with a feature. Anyone says so of their own team; what somebody else said of a team is changed by them and by
 * who leads. A team that cannot rely on it says what stops it.
 */
export const keepTeam =
  (by: Interlocked, given: TeamGiven) =>
  (feature: Feature, before: FeatureTeam | null): FieldVerdict<TeamGiven & Pick<FeatureTeam, 'personId'>> => {
    if (feature.state === 'ended') return refuse(ENDED, 'team');
    const me = by.roles.person.id;
    const mine = before === null || before.by === me || before.personId === me;
    if (!mine && !mayLead(by))
      return refuse('Somebody else of that team has said so. They or the leaders of the Interlock change it.', 'team');
    if (given.relies === 'no' && given.stops.trim() === '')
      return refuse('Say what stops the team from relying on it.', 'stops');
    return { ok: true, value: { ...given, personId: before?.personId ?? me } };
  };

/** Evidence in the order in which Customer Zero goes, the oldest of a kind first. */
export const inOrder = (all: readonly Evidence[]): Evidence[] =>
  EVIDENCE_KINDS.flatMap(({ id }) => all.filter(({ kind }) => kind === id).sort((a, b) => a.id - b.id));

/** Where Customer Zero stands, by kind: how many of how many are done. Kinds of which nothing is known are left out (LOCK-5). */
export function evidenceProgress(all: readonly Evidence[]): { label: string; done: number; total: number }[] {
  return EVIDENCE_KINDS.map(({ id, label, states }) => {
    const mine = all.filter(({ kind }) => kind === id);
    const aim = states.find((state) => evidenceState({ kind: id, state: state.id }).done)?.label ?? '';
    return {
      label: `${label} ${aim}`,
      done: mine.filter((each) => evidenceState(each).done).length,
      total: mine.length,
    };
  }).filter(({ total }) => total > 0);
}

/** How teams get on with a feature (LOCK-5). `stopped`: those that something stops. */
export function teamProgress(teams: readonly FeatureTeam[]) {
  const count = (holds: (each: FeatureTeam) => boolean): number => teams.filter(holds).length;
  return {
    teams: teams.length,
    pilots: count(({ pilot }) => pilot),
    relying: count(({ relies }) => relies === 'yes'),
    deriving: count(({ value }) => value === 'yes'),
    stopped: count(({ stops }) => stops.trim() !== ''),
  };
}
