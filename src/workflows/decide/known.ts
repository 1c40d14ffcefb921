import type { Deps } from '../../deps.ts';
import { dayIn } from '../../domain/day.ts';
import type { DecisionFile } from '../../domain/decision.ts';
import type { Known } from '../../domain/decision-final.ts';
import { awareRoles, neededRoles } from '../../domain/decision-words.ts';
import { type Answers, isUserId, listOf, textOf } from '../../domain/form.ts';
import { criteriaFrom } from '../../domain/health.ts';
import { type OutcomeId, outcomeOf, type SignerRole } from '../../domain/outcome.ts';
import { peopleConcerned } from '../../domain/request.ts';

/** What the rules know beside the request. The day is that of the team's home. */
export async function knownFor(deps: Deps, at: DecisionFile, answers: Answers = {}): Promise<Known> {
  const { settings, access } = deps;
  const leadership = await access.named(settings.people.leadership);
  return {
    criteria: criteriaFrom(settings.health.criteria),
    leadershipNamed: leadership.length > 0,
    weights: settings.priorities.weights,
    today: dayIn(deps.now(), settings.calendar.homeTimeZone),
    nameOf: await namesIn(deps, at, answers),
  };
}

/** The names of everybody who is in it. */
export async function namesIn(deps: Deps, at: DecisionFile, answers: Answers = {}): Promise<(id: string) => string> {
  const said = [answers, at.decision?.details ?? {}].flatMap((each) => Object.values(each).flat());
  const signing = at.signatures.map(({ personId }) => personId);
  const proposer = at.decision === null ? [] : [at.decision.proposedBy];
  const ids = [...new Set([...peopleConcerned(at.file), ...signing, ...proposer, ...said.filter(isUserId)])];
  const found = await Promise.all(ids.map((id) => deps.storage.people.person(id)));
  const names = new Map(ids.map((id, index) => [id, found[index]?.name ?? id]));
  return (id) => names.get(id) ?? id;
}

/** Who stands for each role that the outcome asks something of (DEC-14): the form's people, the settings' leadership, the stakeholders. */
export async function signersFor(
  deps: Deps,
  id: OutcomeId,
  answers: Answers,
  { file }: DecisionFile,
): Promise<Partial<Record<SignerRole, string[]>>> {
  const outcome = outcomeOf(id);
  const roles = [...new Set([...neededRoles(outcome), ...awareRoles(id, answers)])];
  const named = await Promise.all(roles.map((role) => standingFor(deps, role, answers, file)));
  return Object.fromEntries(roles.map((role, index) => [role, named[index] ?? []]));
}

async function standingFor(
  deps: Deps,
  role: SignerRole,
  answers: Answers,
  { request, people }: DecisionFile['file'],
): Promise<string[]> {
  switch (role) {
    case 'product':
    case 'engineering':
      return listOf(answers, role);
    case 'leadership':
      return (await deps.access.named(deps.settings.people.leadership)).map(({ id }) => id);
    case 'stakeholders':
      return people.filter((each) => each.role === 'stakeholder').map(({ personId }) => personId);
    case 'requesting': {
      const chosen = textOf(answers, 'requesting') || (request.contactId ?? request.requesterId ?? '');
      return chosen === '' ? [] : [chosen];
    }
  }
}

/** Who answers for a role in the form, before anyone chose otherwise. */
export async function startingDetails(deps: Deps, { file }: DecisionFile): Promise<Answers> {
  const { request } = file;
  const [product, engineering] = await Promise.all([
    deps.access.named(deps.settings.people.product),
    deps.access.named(deps.settings.people.engineering),
  ]);
  const speaker = request.contactId ?? request.requesterId;
  return {
    ...(product.length === 0 ? {} : { product: product.map(({ id }) => id) }),
    ...(engineering.length === 0 ? {} : { engineering: engineering.map(({ id }) => id) }),
    ...(speaker === null ? {} : { requesting: speaker }),
    ...(request.claimedBy === null ? {} : { owner: request.claimedBy, evaluator: request.claimedBy }),
    toolName: request.title,
  };
}
