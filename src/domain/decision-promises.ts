import { CHECKLISTS } from './checklist.ts';
import { dayAfter, onDay } from './day.ts';
import type { DecisionFile, Kept } from './decision.ts';
import type { Finishing } from './decision-final.ts';
import { categoryIn, takenOnBy } from './decision-tool.ts';
import { isNone, textOf } from './form.ts';
import { type OutcomeId, outcomeOf } from './outcome.ts';
import { decisionNumber, requestNumber } from './owed.ts';
import type { NewPromise } from './promise.ts';
import { toolNumber } from './tool.ts';
import { watchedAt } from './watched-work.ts';

/** What the team promises by a final decision, and what the transferring team owes it (NEW-8, NEW-9, HAND-1, HAND-6, HAND-9). */
export function promisesOf(
  at: DecisionFile,
  finishing: Finishing,
  { decisionId, toolId }: Kept,
  now: Date,
): NewPromise[] {
  const about = { requestId: at.file.request.id, decisionId, toolId };
  const outcome = takenOnBy(finishing);
  const made = [
    ...(PROMISES[outcome]?.({ at, finishing, now }) ?? []),
    ...pathPromises(finishing, outcome),
    ...adrs(at, outcome),
  ];
  return made.map((each) => ({
    ...about,
    ...each,
    key: `${each.kind}:${ofTool(each.kind, toolId) ?? decisionNumber(decisionId)}`,
  }));
}

/** What a tool can have once only is kept under the tool: the inventory ends it by that name. */
function ofTool(kind: NewPromise['kind'], toolId: number | null): string | null {
  return toolId !== null && (kind === 'planned-tool' || kind === 'start-sunset') ? toolNumber(toolId) : null;
}

type Made = { at: DecisionFile; finishing: Finishing; now: Date };
type Making = Omit<NewPromise, 'key'>;

const DOCUMENTED_WITHIN_MS = 30 * 24 * 3_600_000;

const PROMISES: Partial<Record<OutcomeId, (made: Made) => Making[]>> = {
  'build-product': ({ at }) => [
    { kind: 'start-cocreate', what: `Start co-create for ${requestNumber(at.file.request.id)}`, dueAt: null },
  ],
  'build-internal': ({ finishing }) => [
    {
      kind: 'planned-tool',
      what: `Mark ${textOf(finishing.details, 'toolName')} operational, or plan it anew`,
      ownerId: textOf(finishing.details, 'owner'),
      dueAt: dayAfter(textOf(finishing.details, 'milestoneDue')),
    },
  ],
  wait: ({ at, finishing }) => [
    {
      kind: 'waiting',
      what: `Look at ${requestNumber(at.file.request.id)} again when the product work changes`,
      watch: watchedAt(textOf(finishing.details, 'watched')),
    },
  ],
  defer: ({ at, finishing }) => [
    {
      kind: 'deferred',
      what: `Look at ${requestNumber(at.file.request.id)} again`,
      dueAt: onDay(textOf(finishing.details, 'deferredUntil')),
    },
  ],
  accept: documented,
  'accept-improve': (made) => [
    ...documented(made),
    {
      kind: 'improvement',
      what: `Meet the gaps of ${textOf(made.finishing.details, 'toolName')}`,
      ownerId: textOf(made.finishing.details, 'owner'),
      dueAt: dayAfter(textOf(made.finishing.details, 'improvedBy')),
    },
  ],
  'best-effort': (made) => [
    ...documented(made),
    {
      kind: 'evaluation',
      what: `Evaluate ${textOf(made.finishing.details, 'toolName')}, and propose a new decision`,
      ownerId: textOf(made.finishing.details, 'evaluator') || made.finishing.proposedBy,
      dueAt:
        dayAfter(textOf(made.finishing.details, 'evaluateBy')) ??
        new Date(made.now.getTime() + 3 * DOCUMENTED_WITHIN_MS),
    },
  ],
};

function documented({ finishing, now }: Made): Making[] {
  return [
    {
      kind: 'documentation',
      what: `README and other documentation of ${textOf(finishing.details, 'toolName')} say who owns it now`,
      items: CHECKLISTS.documentation,
      ownerId: textOf(finishing.details, 'owner'),
      dueAt: new Date(now.getTime() + DOCUMENTED_WITHIN_MS),
    },
  ];
}

/** What opens the next workflow leaves a promise to start it. */
function pathPromises(finishing: Finishing, outcome: OutcomeId): Making[] {
  if (outcomeOf(outcome).tool === null) return [];
  const name = textOf(finishing.details, 'toolName');
  const category = categoryIn(finishing.assessed);
  if (category === 'integrate') return [{ kind: 'start-cocreate', what: `Start co-create for ${name}` }];
  if (category === 'sunset') return [{ kind: 'start-sunset', what: `Start Transition & Sunset for ${name}` }];
  return [];
}

/** HAND-1: ADRs that are not there yet are owed by the transferring team, by the date that it named. */
function adrs({ file: { request } }: DecisionFile, outcome: OutcomeId): Making[] {
  const answers = request.answers as Record<string, string | string[]>;
  if (request.door !== 'handover' || outcomeOf(outcome).tool === null || !isNone(answers, 'adrLinks')) return [];
  const ownerId = request.contactId ?? request.requesterId;
  return [
    { kind: 'adrs', what: `Write the ADRs of ${request.title}`, ownerId, dueAt: dayAfter(textOf(answers, 'adrDate')) },
  ];
}

/** Whether an address leads to GitLab work that can be watched. */
export const canBeWatched = (url: string): boolean => /\/-\/(epics|milestones|issues|work_items)\/\d+/.test(url);
