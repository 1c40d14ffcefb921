import type { Delivery } from '../../deps.ts';
import type { Decision, DecisionFile } from '../../domain/decision.ts';
import { type Answers, answersSchema, carryAnswers, fieldsOf, textOf, titleOf } from '../../domain/form.ts';
import { HANDOVER_FORM } from '../../domain/forms/handover-form.ts';
import { NEW_FORM } from '../../domain/forms/new-form.ts';
import { oweCard, oweDirect, oweWorkItem, requestNumber } from '../../domain/owed.ts';
import type { Filing } from '../../storage/requests.ts';
import { alternativeDraft } from './ids.ts';
import { reprioritised, slipped, workMilestone } from './making-room.ts';
import { signOff } from './sign-off.ts';

/** NEW-2: the metric label that the decision says; the others of its scope are taken off. A label that the project lacks is left off. */
const decisionLabel: Delivery = {
  to: 'gitlab',
  async carryOut(deps, { payload }) {
    const at = await deps.storage.decisions.decisionFile(Number(payload.requestId));
    const item = at?.file.workItem ?? null;
    if (at === null || item === null || at.inForce === null) return;
    const { metric } = deps.settings.gitlab.labels;
    const wanted = metric[at.inForce.metric];
    const issue = await deps.gitlab.issue(item.projectId, item.iid);
    const siblings = Object.values(metric).filter((label) => label !== wanted && issue.labels.includes(label));
    const there = new Set(await deps.gitlab.projectLabels(item.projectId));
    const missing = !issue.labels.includes(wanted) && there.has(wanted);
    if (!missing && siblings.length === 0) return;
    await deps.gitlab.updateIssue(item.projectId, item.iid, {
      ...(missing ? { addLabels: [wanted] } : {}),
      ...(siblings.length === 0 ? {} : { removeLabels: siblings }),
    });
  },
};

/** HAND-9: the net-new request that an alternative opens, filled from the handover. Filed once: the decision is its draft. */
const alternative: Delivery = {
  to: 'team',
  async carryOut(deps, { payload }) {
    const at = await deps.storage.decisions.decisionFile(Number(payload.requestId));
    const found = at === null ? [] : await deps.storage.decisions.decisionsOf(at.file.request.id, 50);
    const decision = found.find((each) => each.decision.id === Number(payload.decisionId))?.decision;
    if (at === null || decision === undefined) return;
    await deps.storage.requests.fileRequest(filingOf(at, decision), deps.now());
  },
};

function filingOf({ file }: DecisionFile, decision: Decision): Filing {
  const { request, people } = file;
  const handover: Answers = answersSchema(HANDOVER_FORM).parse(request.answers);
  const carried = carryAnswers(NEW_FORM, handover);
  const title = `Alternative to ${titleOf(HANDOVER_FORM, handover)}`.slice(0, 200);
  const asked = new Set(fieldsOf(NEW_FORM).map(({ id }) => id));
  const told = textOf(decision.details, 'alternative');
  const answers = {
    ...carried,
    title,
    ...(asked.has('alternatives')
      ? { alternatives: `${requestNumber(request.id)} was not taken over. Proposed instead: ${told}` }
      : {}),
  };
  return {
    request: {
      ...{ door: 'new', title, answers, sensitive: request.sensitive, origin: 'slack' },
      ...{ requesterId: request.requesterId, authorName: request.authorName, gitlabAuthor: request.gitlabAuthor },
      ...{ contactId: request.contactId, draftId: alternativeDraft(decision.id) },
    },
    people: people
      .filter(({ role }) => role !== 'signer')
      .map(({ personId, role, useCase }) => ({ personId, role, useCase })),
    actor: decision.decidedBy ?? decision.proposedBy,
    owed: (id) => [
      oweWorkItem(id),
      oweCard(id),
      ...(request.requesterId === null ? [] : [oweDirect(id, request.requesterId, 'filed')]),
    ],
  };
}

export const decideDeliveries = {
  'sign-off': signOff,
  'decision-label': decisionLabel,
  alternative,
  reprioritised,
  slipped,
  'work-milestone': workMilestone,
} satisfies Record<string, Delivery>;
