import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commitmentOf, isWeaker } from '../../src/domain/commitment.ts';
import type { DecideOn, Decision, DecisionFile, Signature } from '../../src/domain/decision.ts';
import { propose } from '../../src/domain/decision-propose.ts';
import { acknowledge, agree, decideAnew, decline, handOn, withdrawProposal } from '../../src/domain/decision-sign.ts';
import { neededRoles } from '../../src/domain/decision-words.ts';
import { isGood } from '../../src/domain/health.ts';
import { OUTCOMES, outcomeOf, type SignerRole } from '../../src/domain/outcome.ts';
import type { Roles } from '../../src/domain/people.ts';
import type { Promised } from '../../src/domain/promise.ts';
import type { Act, Decide } from '../../src/domain/request-act.ts';
import { markDuplicate, withdraw } from '../../src/domain/request-ending.ts';
import type { Tool } from '../../src/domain/tool.ts';
import { assessedAnswers, health, seedAssessment } from '../assessed.ts';
import { KNOWN, proposal } from '../domain/decision-fixtures.ts';
import {
  CONTACT,
  ENGINEER,
  file,
  LEADER,
  MANAGER,
  NOW,
  REQUESTER,
  SECOND,
  STRANGER,
} from '../domain/people-fixtures.ts';
import { filing, testStorage } from './storage-file.ts';

const as = (id: string): Roles => ({ ...STRANGER, person: { ...STRANGER.person, id } });
const EVERYBODY = [REQUESTER, CONTACT, STRANGER, ENGINEER, SECOND, MANAGER, LEADER, as('U0PRODUCT'), as('U0ENGCOUN')];
const ROLES: SignerRole[] = ['requesting', 'product', 'engineering', 'leadership', 'stakeholders'];
const who = fc.constantFrom(...EVERYBODY);
const role = fc.constantFrom(...ROLES);

type Doing = (
  act: Act,
  at: DecisionFile,
) => { decision: DecideOn } | { request: Decide } | { assess: Record<string, string> };

/** The decision that a button names: the newest mostly, an older one else. */
const named = (at: DecisionFile, back: number): number => (at.decision?.id ?? 0) - back;
const back = fc.constantFrom(0, 0, 0, 1);

/** Whoever is asked next does it: without that a story of chance would hardly ever come to a decision. */
function openOf(at: DecisionFile): Pick<Signature, 'role' | 'personId'> {
  return at.signatures.find(({ state }) => state === 'open') ?? { role: 'requesting', personId: 'U0REQUEST' };
}
const rolesOf = (id: string): Roles => EVERYBODY.find(({ person }) => person.id === id) ?? STRANGER;
const asked =
  (rule: (act: Act, at: DecisionFile, role: SignerRole) => DecideOn): Doing =>
  (act, at) => {
    const { role: mine, personId } = openOf(at);
    return { decision: rule({ ...act, roles: rolesOf(personId) }, at, mine as SignerRole) };
  };

const doing: fc.Arbitrary<Doing> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(...OUTCOMES).chain(({ id }) =>
      fc.constantFrom('accept', 'accept-improve', 'best-effort').map<Doing>((transfer) => (act, at) => ({
        decision: propose(
          act,
          proposal(id, {
            toolName: `Tool of ${at.file.request.id}`,
            interim: 'medium',
            ...(id === 'reprioritise' ? { transfer } : {}),
          }),
          KNOWN,
        ),
      })),
    ),
  },
  {
    weight: 5,
    arbitrary: fc.constant(
      asked((act, at, mine) => agree(act, { decisionId: at.decision?.id ?? 0, role: mine }, KNOWN)),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant(
      asked((act, at, mine) => decline(act, { decisionId: at.decision?.id ?? 0, role: mine }, 'No')),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant(
      asked((act, at, mine) => acknowledge(act, { decisionId: at.decision?.id ?? 0, role: mine })),
    ),
  },
  {
    weight: 2,
    arbitrary: who.map((to) =>
      asked((act, at, mine) =>
        handOn(act, { decisionId: at.decision?.id ?? 0, role: mine, from: act.roles.person.id }, to),
      ),
    ),
  },
  fc.tuple(role, back).map<Doing>(([mine, old]) => (act, at) => ({
    decision: agree(act, { decisionId: named(at, old), role: mine }, KNOWN),
  })),
  fc.tuple(role, back).map<Doing>(([mine, old]) => (act, at) => ({
    decision: decline(act, { decisionId: named(at, old), role: mine }, 'No'),
  })),
  back.map<Doing>((old) => (act, at) => ({ decision: withdrawProposal(act, named(at, old), 'Wrong') })),
  { weight: 3, arbitrary: fc.constant<Doing>((act) => ({ decision: decideAnew(act, 'News') })) },
  fc.constantFrom<Doing>(
    (act) => ({ request: withdraw(act, 'Solved') }),
    (act) => ({ request: markDuplicate(act, file({ id: 99_999 }), '') }),
  ),
  {
    weight: 2,
    arbitrary: fc.constantFrom<Doing>(
      ...(['good', 'below-good', 'unknown'] as const).map((level) => () => ({
        assess: health(level) as Record<string, string>,
      })),
    ),
  },
);

const start = fc.record({
  door: fc.constantFrom('new' as const, 'handover' as const),
  path: fc.constantFrom('build-internal', 'build-internal', 'wait'),
  category: fc.constantFrom('maintain', 'integrate', 'redirect', 'sunset', 'improve-integrate'),
  level: fc.constantFrom('good' as const, 'below-good' as const, 'unknown' as const),
  criticality: fc.constantFrom('critical', 'medium', 'low'),
});
const story = fc.array(
  fc.record({ doing, roles: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(ENGINEER, SECOND) }, who) }),
  { minLength: 5, maxLength: 25 },
);

type Seen = {
  at: DecisionFile;
  decisions: { decision: Decision; signatures: Signature[] }[];
  tools: Tool[];
  promises: Promised[];
};

async function look({ storage, client }: ReturnType<typeof testStorage>, id: number): Promise<Seen> {
  const at = await storage.decisions.decisionFile(id);
  if (at === null) throw new Error('the request is gone');
  const ids = client.prepare<[number], number>('SELECT id FROM tool WHERE request_id = ?').pluck().all(id);
  const tools = await Promise.all(ids.map((each) => storage.tools.tool(each)));
  return {
    at,
    decisions: await storage.decisions.decisionsOf(id, 100),
    tools: tools.filter((each) => each !== null),
    promises: await storage.promises.openPromisesOfRequest(id),
  };
}

function expectDecisions({ decisions }: Seen, finals: Map<number, string>): void {
  expect(decisions.filter(({ decision }) => decision.state === 'final').length).toBeLessThanOrEqual(1);
  for (const { decision, signatures } of decisions) {
    const { state, ...rest } = decision;
    const before = finals.get(decision.id);
    if (before !== undefined)
      expect([JSON.stringify(rest), ['final', 'superseded'].includes(state)]).toEqual([before, true]);
    if (state !== 'final' && state !== 'superseded') continue;
    finals.set(decision.id, JSON.stringify(rest));
    for (const needed of neededRoles(outcomeOf(decision.outcome))) {
      const given = signatures.filter(
        (each) => each.kind === 'agreement' && each.role === needed && each.state === 'given',
      );
      expect(given.map(({ personId }) => personId)).toHaveLength(1);
      expect(given[0]?.personId).not.toBe(decision.proposedBy);
    }
  }
}

function expectTools({ tools, at }: Seen): void {
  expect(tools.length).toBeLessThanOrEqual(1);
  for (const tool of tools) {
    if (tool.state === 'operational' && tool.support === 'standard') expect(isGood(tool.healthLevel)).toBe(true);
    if (tool.category === 'integrate')
      expect(tool.links).toMatchObject({ epic: expect.stringContaining('http'), milestone: expect.anything() });
    const { level } = commitmentOf(tool);
    expect(level === null).toBe(tool.state === 'planned');
    if (level === null) continue;
    expect(isWeaker(tool.criticality, level)).toBe(false);
    if (tool.category === 'redirect' || tool.support === 'best-effort') expect(level).toBe('low');
    if (tool.support === 'improvement-plan') expect(level === 'low' || isWeaker(level, tool.criticality)).toBe(true);
    expect(at.toolId).toBe(tool.id);
  }
}

function expectState({ at, decisions, promises }: Seen): void {
  const newest = decisions[0]?.decision.state;
  const { state } = at.file.request;
  expect(newest === 'proposed').toBe(state === 'proposed');
  if (state === 'decided') expect(newest).toBe('final');
  const open = decisions.flatMap(({ signatures }) => signatures.filter((each) => each.state === 'open'));
  const keys = open.map((each) => `sign:D-${each.decisionId}:${each.role}:${each.personId}`);
  expect(
    promises
      .filter(({ kind }) => kind === 'sign-off' || kind === 'acknowledge')
      .map(({ key }) => key)
      .sort(),
  ).toEqual(keys.sort());
  const inForce = at.inForce?.id ?? null;
  for (const { kind, decisionId, toolId } of promises) {
    if (kind !== 'sign-off') expect(decisionId).toBe(inForce);
    if (state === 'withdrawn' || state === 'duplicate') expect(toolId).not.toBeNull();
  }
}

it('DEC-12: no sequence of actions reaches a decision, a tool or a promise that the process forbids', async () => {
  const storing = testStorage();
  const { storage, client } = storing;
  const reached = new Set<string>();
  let key = 0;
  await fc.assert(
    fc.asyncProperty(start, story, async ({ door, path, category, level, criticality }, steps) => {
      const contact = { requesterId: 'U0REQUEST', contactId: 'U0CONTACT', door };
      const { id } = await storage.requests.fileRequest(filing(contact), NOW);
      const own = { category, assessedCriticality: criticality, ...(door === 'new' ? { path } : health(level)) };
      seedAssessment(client, id, assessedAnswers(door, own));
      const finals = new Map<number, string>();
      for (const step of steps) {
        const { at } = await look(storing, id);
        key += 1;
        const done = step.doing({ roles: step.roles, now: NOW, key: `key${key}` }, at);
        if ('assess' in done && door === 'handover') seedAssessment(client, id, done.assess);
        if ('request' in done && key % 5 === 0) await storage.requests.changeRequest(id, done.request, NOW);
        if ('decision' in done) await storage.decisions.changeDecision(id, done.decision, NOW);
        const seen = await look(storing, id);
        expectDecisions(seen, finals);
        expectTools(seen);
        expectState(seen);
        for (const { decision } of seen.decisions) reached.add(`${decision.outcome} ${decision.state}`);
      }
    }),
    { numRuns: 150 },
  );
  // The stories are no good unless they come this far.
  const final = OUTCOMES.filter(({ id }) => reached.has(`${id} final`));
  expect(final.length).toBeGreaterThanOrEqual(7);
  for (const state of ['declined', 'withdrawn', 'superseded']) expect([...reached].join()).toContain(state);
});
