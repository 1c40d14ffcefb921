import fc from 'fast-check';
import type { DecideOn, DecisionFile, Signature } from '../../src/domain/decision.ts';
import { propose } from '../../src/domain/decision-propose.ts';
import { acknowledge, agree, decideAnew, decline, handOn, withdrawProposal } from '../../src/domain/decision-sign.ts';
import type { Answers } from '../../src/domain/form.ts';
import { outcomesFor, type SignerRole } from '../../src/domain/outcome.ts';
import type { Roles } from '../../src/domain/people.ts';
import type { Act, Decide } from '../../src/domain/request-act.ts';
import { markDuplicate, withdraw } from '../../src/domain/request-ending.ts';
import type { Tool } from '../../src/domain/tool.ts';
import type { DecideTool, ToolAct } from '../../src/domain/tool-act.ts';
import { answerHealth, changeCategory, editTool, markOperational } from '../../src/domain/tool-acts.ts';
import { assessedAnswers, CRITERIA, health, LINK } from '../assessed.ts';
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

const as = (id: string): Roles => ({ ...STRANGER, person: { ...STRANGER.person, id } });
const EVERYBODY = [REQUESTER, CONTACT, STRANGER, ENGINEER, SECOND, MANAGER, LEADER, as('U0PRODUCT'), as('U0ENGCOUN')];
const ROLES: SignerRole[] = ['requesting', 'product', 'engineering', 'leadership', 'stakeholders'];
const LEVELS = ['good', 'below-good', 'unknown'] as const;
const CATEGORIES = ['maintain', 'integrate', 'redirect', 'sunset', 'improve-integrate'];
const CRITICALITIES = ['critical', 'high', 'medium', 'low'];
const who = fc.constantFrom(...EVERYBODY);
const role = fc.constantFrom(...ROLES);
const category = fc.constantFrom(...CATEGORIES);
const criticality = fc.constantFrom(...CRITICALITIES);

/** What someone tries at one moment, whether the process allows it or not. */
type Tried = { decision: DecideOn } | { request: Decide } | { tool: DecideTool } | { assess: Answers };
type Doing = (act: Act, at: DecisionFile, tool: Tool | null) => Tried;

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

/** One of the request's own door, seldom one of the other. */
const proposing = fc
  .record({
    nth: fc.nat(5),
    strays: fc.constantFrom(false, false, false, false, false, true),
    transfer: fc.constantFrom('accept', 'accept-improve', 'best-effort'),
  })
  .map<Doing>(({ nth, strays, transfer }) => (act, at) => {
    const own = at.file.request.door;
    const other = own === 'new' ? 'handover' : 'new';
    const offered = outcomesFor(strays ? other : own);
    const id = offered[nth % offered.length]?.id ?? 'defer';
    const toolName = `Tool of ${at.file.request.id}`;
    const more = id === 'reprioritise' ? { transfer } : {};
    return { decision: propose(act, proposal(id, { toolName, interim: 'medium', ...more }), KNOWN) };
  });

const answering: fc.Arbitrary<Doing> = fc.oneof(
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
);

/** Whoever happens to be there presses what they find, also on an older message. */
const meddling: fc.Arbitrary<Doing> = fc.oneof(
  fc.tuple(role, back).map<Doing>(([mine, old]) => (act, at) => ({
    decision: agree(act, { decisionId: named(at, old), role: mine }, KNOWN),
  })),
  fc.tuple(role, back).map<Doing>(([mine, old]) => (act, at) => ({
    decision: decline(act, { decisionId: named(at, old), role: mine }, 'No'),
  })),
  back.map<Doing>((old) => (act, at) => ({ decision: withdrawProposal(act, named(at, old), 'Wrong') })),
);

const ending = fc.constantFrom<Doing>(
  (act) => ({ request: withdraw(act, 'Solved') }),
  (act) => ({ request: markDuplicate(act, file({ id: 99_999 }), '') }),
);

/** What is stated for Integrate, and each of the ways in which it is not enough (INV-4). */
const integrate = fc.constantFrom<Record<string, string>>(
  {},
  { epic: '' },
  { milestone: '' },
  { milestoneDue: '' },
  { milestoneDue: '2020-01-31' },
);

const assessing: fc.Arbitrary<Doing> = fc.oneof(
  fc.constantFrom(...LEVELS).map<Doing>((level) => () => ({ assess: health(level) })),
  fc.constantFrom('build-internal', 'wait').map<Doing>((path) => (_act, at) => ({
    assess: at.file.request.door === 'new' ? assessedAnswers('new', { path }) : {},
  })),
  fc.tuple(category, integrate).map<Doing>(([chosen, lacking]) => (_act, at) => {
    const { door } = at.file.request;
    const path = door === 'new' ? { path: 'build-internal' } : {};
    return {
      assess: { ...assessedAnswers(door === 'new' ? 'new' : 'handover', { ...path, category: chosen }), ...lacking },
    };
  }),
);

const toolAct = (act: Act): ToolAct => ({ ...act, weights: KNOWN.weights, today: KNOWN.today });
const WHY = { why: 'So it goes' };
const STATED = { productFit: 'Clear', customerValue: 'High', operatingModel: 'Aligned' };
const PLACE = { epic: LINK, milestone: '19.4', milestoneDue: '2099-12-31' };
const OPERATIONAL = { ownerId: 'U0ENGINE1', project: 'group/tool', runbook: LINK, users: 'All of us', adrs: LINK };

function edited(tool: Tool | null, to: string): Answers {
  const { name = 'x', purpose = 'x', owningTeam = 'x' } = tool ?? {};
  return { name, purpose, owningTeam, criticality: to, ...WHY };
}

const healthGiven = (level: (typeof LEVELS)[number]): Answers =>
  Object.fromEntries(Object.entries(health(level)).map(([id, said]) => [id.replace(/^health-/, ''), said]));

const changingTool: fc.Arbitrary<Doing> = fc.oneof(
  fc.tuple(category, integrate).map<Doing>(([chosen, lacking]) => (act) => ({
    tool: changeCategory(toolAct(act), { category: chosen, ...STATED, ...PLACE, ...lacking, ...WHY }),
  })),
  criticality.map<Doing>((to) => (act, _at, tool) => ({ tool: editTool(toolAct(act), edited(tool, to)) })),
  fc
    .tuple(fc.constantFrom(...LEVELS), fc.constantFrom('good' as const, 'better' as const))
    .map<Doing>(([level, asks]) => (act) => ({
      tool: answerHealth(toolAct(act), CRITERIA, asks, { ...healthGiven(level), ...WHY }),
    })),
  fc.constant<Doing>((act) => ({ tool: markOperational(toolAct(act), { ...OPERATIONAL, ...WHY }, NOW) })),
);

const doing: fc.Arbitrary<Doing> = fc.oneof(
  { weight: 8, arbitrary: proposing },
  { weight: 9, arbitrary: answering },
  { weight: 3, arbitrary: meddling },
  { weight: 4, arbitrary: fc.constant<Doing>((act) => ({ decision: decideAnew(act, 'News') })) },
  { weight: 1, arbitrary: fc.oneof({ weight: 4, arbitrary: fc.constant<Doing>(() => ({ assess: {} })) }, ending) },
  { weight: 4, arbitrary: assessing },
  { weight: 6, arbitrary: changingTool },
);

/** How a request stands when its story begins. */
export const start = fc.record({
  door: fc.constantFrom('new' as const, 'handover' as const),
  path: fc.constantFrom('build-internal', 'build-internal', 'wait'),
  category,
  level: fc.constantFrom(...LEVELS),
  criticality,
});

/** What people do with it one after another, allowed or not. */
export const story = fc.array(
  fc.record({ doing, roles: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(ENGINEER, SECOND) }, who) }),
  { minLength: 10, maxLength: 30 },
);
