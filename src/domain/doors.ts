import type { Option } from './form.ts';

/** DOOR-4: stands on every intake screen. */
export const EMERGENCY_NOTE =
  'In an emergency do not wait for an answer here: page the Security Incident Response Team with /security, in any channel.';

export type DoorId = 'new' | 'handover' | 'other' | 'question' | 'self-service';

/** `word`: what stands after `/prodseceng intake`; null where the door is only reached by choosing it. */
export type Door = { id: DoorId; label: string; useWhen: string; next: string; word: string | null };

/** DOOR-1, in the order in which they are offered. */
export const DOORS: readonly Door[] = [
  {
    id: 'new',
    label: 'Net-new request',
    useWhen: 'A need without a solution yet, or an idea to validate before building',
    next: 'You fill in a form of four steps. It becomes a GitLab work item, and the team discusses it with you there.',
    word: 'new',
  },
  {
    id: 'handover',
    label: 'Ownership transfer',
    useWhen: 'A tool exists, and your team would like ProdSecEng to own it',
    next: 'You describe the tool in a form of four steps. The team looks at it with you and decides what it can commit to.',
    word: 'handover',
  },
  {
    id: 'other',
    label: 'Other request',
    useWhen: 'A feature of a tool that we maintain, or anything else to ask for',
    next: 'You fill in a short form. It becomes a GitLab work item, and the team answers it.',
    word: 'other',
  },
  {
    id: 'question',
    label: 'General question',
    useWhen: 'Something to ask: no work item is made',
    next: 'Your question is posted in the intake channel, where the team answers. It can become a request later.',
    word: 'question',
  },
  {
    id: 'self-service',
    label: 'Do it ourselves',
    useWhen: 'Your team builds it, in the product or beside it; advice if you want it',
    next: 'You read how. Nothing is recorded unless you ask for it.',
    word: null,
  },
];

/** The door with this id, or that is opened by this word. */
export function doorFor(word: string): Door | undefined {
  const wanted = word.trim().toLowerCase();
  return DOORS.find((door) => door.id === wanted || door.word === wanted);
}

/** DOOR-7. */
export const SELF_SERVICE = {
  title: 'Do it ourselves',
  paragraphs: [
    'Your team is always welcome to contribute directly to the product. You need no request, and nobody has to approve it here.',
    'Open an issue or a merge request in the product project it belongs to, and follow its contribution guide. That product team reviews it.',
    'If you build a tool of your own, keep source, owner, runbook and tests in one place from the start. A later handover is then easy.',
    'Nothing of this is recorded here. If you would like advice, ask for it: an engineer answers, and the work stays yours.',
  ],
  askAdvice: 'Ask for advice',
} as const;

export type OutOfScopeTopic = { id: string; label: string; dri: string };

/** DOOR-3, the charter's list. */
export const OUT_OF_SCOPE: readonly OutOfScopeTopic[] = [
  { id: 'application-security', label: 'Application security standards, reviews or testing', dri: 'AppSec' },
  { id: 'infrastructure', label: 'Infrastructure, cloud or data security tooling or architecture', dri: 'InfraSec' },
  { id: 'vulnerability-operations', label: 'Vulnerability management operations', dri: 'VulnMgmt' },
  { id: 'disclosure', label: 'Vulnerability disclosure and triage', dri: 'PSIRT' },
];

/** Who is responsible for a topic outside the team's scope, with the words for the person who asked; null for any other topic. */
export function outOfScope(topicId: string): (OutOfScopeTopic & { text: string }) | null {
  const topic = OUT_OF_SCOPE.find(({ id }) => id === topicId);
  if (!topic) return null;
  const text = `${topic.label}: ${topic.dri} is responsible for this, not ProdSecEng. Please ask ${topic.dri}. Nothing was filed.`;
  return { ...topic, text };
}

/** DOOR-5. */
export const SOURCES = [
  {
    id: 'automation',
    label: 'ProdSec automation request',
    description: 'A ProdSec team wants to save manual security work',
  },
  {
    id: 'existing-issue',
    label: 'Existing GitLab security enhancement issue',
    description: 'The issue exists: it is adopted, not copied',
  },
  { id: 'cross-functional', label: 'Cross-functional security request', description: 'Another security team needs it' },
  {
    id: 'risk-register',
    label: 'Product Security Risk Register (PSRR)',
    description: 'It answers a risk in the register',
  },
  {
    id: 'interlock',
    label: 'Security Interlock',
    description: 'From Customer Zero, dogfooding or product co-creation',
  },
] as const satisfies readonly Option[];

/** The teams that DOOR-5 names for a cross-functional request; the last one lets a team say its own name. */
export const CROSS_FUNCTIONAL_TEAMS = [
  { id: 'vulnerability-management', label: 'Vulnerability Management' },
  { id: 'security-compliance', label: 'Security Compliance' },
  { id: 'security-risk', label: 'Security Risk' },
  { id: 'trust-and-safety', label: 'Trust & Safety' },
  { id: 'sirt', label: 'SIRT' },
  { id: 'another-team', label: 'Another team' },
] as const satisfies readonly Option[];

/** DOOR-6: the charter's eight. */
export const AREAS = [
  {
    id: 'enhancement-features',
    label: 'Security Enhancement Features',
    description: 'Features that make the product safer for customers',
  },
  { id: 'automation', label: 'ProdSec Automation', description: 'Less manual work for ProdSec teams' },
  {
    id: 'paved-roads',
    label: '“Paved Roads” for Security',
    description: 'The easy way for developers is the secure way',
  },
  {
    id: 'tooling-integration',
    label: 'ProdSec Tooling Integration',
    description: 'Bring what a custom tool does into GitLab',
  },
  {
    id: 'requirements',
    label: 'Security Requirements Implementation',
    description: 'What Security needs, as features of the product',
  },
  {
    id: 'proof-of-concept',
    label: 'Proof of Concepts and Validation',
    description: 'Try a solution out before it is built or handed off',
  },
  {
    id: 'existing-tooling',
    label: 'Maintainers of existing ProdSec tooling',
    description: 'Keep a tool working, or take one over',
  },
  {
    id: 'documentation',
    label: 'Documentation and Knowledge Transfer',
    description: 'Documents, runbooks and guides for other teams',
  },
] as const satisfies readonly Option[];
