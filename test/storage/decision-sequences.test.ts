import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commitmentOf, isWeaker } from '../../src/domain/commitment.ts';
import type { Decision, DecisionFile, Signature } from '../../src/domain/decision.ts';
import { neededRoles } from '../../src/domain/decision-words.ts';
import { type HealthAnswer, healthOf, isGood } from '../../src/domain/health.ts';
import { OUTCOMES, outcomeOf } from '../../src/domain/outcome.ts';
import { awareKey, signKey } from '../../src/domain/owed.ts';
import type { Promised } from '../../src/domain/promise.ts';
import type { Tool } from '../../src/domain/tool.ts';
import { assessedAnswers, CRITERIA, health, seedAssessment } from '../assessed.ts';
import { KNOWN } from '../domain/decision-fixtures.ts';
import { NOW } from '../domain/people-fixtures.ts';
import { start, story } from './decision-stories.ts';
import { filing, testStorage } from './storage-file.ts';

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

/** Final decisions have their agreements, hold one at a time, and are never edited (section 4, DEC-12). */
function expectDecisions({ decisions }: Seen, finals: Map<number, string>): void {
  expect(decisions.filter(({ decision }) => decision.state === 'final').length).toBeLessThanOrEqual(1);
  for (const { decision, signatures } of decisions) {
    const { state, ...rest } = decision;
    const agreements = signatures.filter(({ kind }) => kind === 'agreement');
    const whole = JSON.stringify([rest, agreements]);
    const before = finals.get(decision.id);
    if (before !== undefined) expect([whole, ['final', 'superseded'].includes(state)]).toEqual([before, true]);
    if (state !== 'final' && state !== 'superseded') continue;
    finals.set(decision.id, whole);
    for (const needed of neededRoles(outcomeOf(decision.outcome))) {
      const given = agreements.filter((each) => each.role === needed && each.state === 'given');
      expect(given.map(({ personId }) => personId)).toHaveLength(1);
      expect(given[0]?.personId).not.toBe(decision.proposedBy);
    }
    expectAllowed(decision);
  }
}

const said = (assessed: Decision['assessed']): Record<string, HealthAnswer> =>
  Object.fromEntries(
    CRITERIA.map(({ id }) => [id, { answer: String(assessed[`health-${id}`]) as HealthAnswer['answer'] }]),
  );

/** What was decided was possible by the assessment that it rests on (HAND-7, INV-4, NEW-4). */
function expectAllowed({ outcome, details, assessed }: Decision): void {
  const takenOn = outcome === 'reprioritise' ? details.transfer : outcome;
  const { level } = healthOf(CRITERIA, said(assessed));
  if (takenOn === 'accept') expect(isGood(level)).toBe(true);
  if (takenOn === 'accept-improve') expect(level).toBe('below-good');
  if (takenOn === 'build-internal') expect(assessed).toMatchObject({ path: 'build-internal', adr: expect.anything() });
  if (assessed.category !== 'integrate') return;
  expect(assessed).toMatchObject({ epic: expect.stringContaining('http'), milestone: expect.stringMatching(/./) });
  expect(String(assessed.milestoneDue) >= KNOWN.today).toBe(true);
}

/** The inventory: one tool at most, Integrate only with epic and milestone, no commitment above a cap (INV-4, INV-9). */
function expectTools({ tools, at }: Seen): void {
  expect(tools.length).toBeLessThanOrEqual(1);
  for (const tool of tools) {
    if (tool.category === 'integrate') {
      expect(tool.links).toMatchObject({ epic: expect.stringContaining('http'), milestone: expect.anything() });
      expect(String(tool.links.milestone?.due) >= KNOWN.today).toBe(true);
    }
    expect(at.toolId).toBe(tool.id);
    expectCommitment(tool);
  }
}

function expectCommitment(tool: Tool): void {
  const { level } = commitmentOf(tool);
  expect(level === null).toBe(['planned', 'retired', 'transferred'].includes(tool.state));
  if (level === null) return;
  expect(isWeaker(tool.criticality, level)).toBe(false);
  const low = tool.category === 'redirect' || tool.support === 'best-effort' || tool.healthLevel === null;
  if (low || (tool.support === 'standard' && !isGood(tool.healthLevel))) expect(level).toBe('low');
  if (tool.support === 'improvement-plan') expect(level === 'low' || isWeaker(level, tool.criticality)).toBe(true);
}

/** As a decision becomes final the tool is what it says (HAND-5). */
function expectTaken({ at, tools }: Seen): void {
  const [tool] = tools;
  if (at.inForce === null || tool === undefined) return;
  const { outcome, details } = at.inForce;
  const takenOn = outcome === 'reprioritise' ? details.transfer : outcome;
  if (takenOn === 'accept') expect([tool.support, isGood(tool.healthLevel)]).toEqual(['standard', true]);
  if (takenOn === 'accept-improve') expect(tool.support).toBe('improvement-plan');
  if (takenOn === 'best-effort') expect(tool.support).toBe('best-effort');
}

function expectState({ at, decisions, promises }: Seen): void {
  const newest = decisions[0]?.decision.state;
  const { state } = at.file.request;
  expect(newest === 'proposed').toBe(state === 'proposed');
  if (state === 'decided') expect(newest).toBe('final');
  // Who is to be aware is asked once it is final.
  const open = decisions.flatMap(({ decision, signatures }) =>
    signatures.filter((each) => each.state === 'open' && (each.kind === 'agreement' || decision.state === 'final')),
  );
  const keys = open.map((each) =>
    (each.kind === 'awareness' ? awareKey : signKey)(each.decisionId, each.role, each.personId),
  );
  const asking = promises.filter(({ kind }) => kind === 'sign-off' || kind === 'acknowledge');
  expect(asking.map(({ key }) => key).sort()).toEqual(keys.sort());
  const inForce = at.inForce?.id ?? null;
  for (const { kind, decisionId, toolId } of promises) {
    if (kind !== 'sign-off') expect(decisionId).toBe(inForce);
    if (state === 'withdrawn' || state === 'duplicate') expect(toolId).not.toBeNull();
  }
}

it('DEC-12: no sequence of actions reaches a decision, a tool or a promise that the process forbids', async () => {
  const storing = testStorage();
  const { storage, client } = storing;
  const reached = new Map<string, number>();
  let key = 0;
  await fc.assert(
    fc.asyncProperty(start, story, async ({ door, path, category, level, criticality }, steps) => {
      const contact = { requesterId: 'U0REQUEST', contactId: 'U0CONTACT', door };
      const { id } = await storage.requests.fileRequest(filing(contact), NOW);
      const own = { category, assessedCriticality: criticality, ...(door === 'new' ? { path } : health(level)) };
      seedAssessment(client, id, assessedAnswers(door, own));
      const finals = new Map<number, string>();
      for (const step of steps) {
        const before = await look(storing, id);
        const [tool = null] = before.tools;
        key += 1;
        const tried = step.doing({ roles: step.roles, now: NOW, key: `key${key}` }, before.at, tool);
        if ('assess' in tried) seedAssessment(client, id, tried.assess);
        if ('request' in tried) await storage.requests.changeRequest(id, tried.request, NOW);
        if ('decision' in tried) await storage.decisions.changeDecision(id, tried.decision, NOW);
        if ('tool' in tried && tool !== null) await storage.tools.changeTool(tool.id, tried.tool, NOW);
        const seen = await look(storing, id);
        expectDecisions(seen, finals);
        expectTools(seen);
        expectState(seen);
        if (seen.at.inForce?.id !== before.at.inForce?.id) expectTaken(seen);
        count(reached, seen);
      }
    }),
    { numRuns: 250 },
  );
  // The stories are no good unless they come this far: every outcome final, and every way in which a proposal ends.
  const states = ['declined', 'withdrawn', 'superseded'];
  expect([...reached.keys()]).toEqual(expect.arrayContaining([...OUTCOMES.map(({ id }) => `${id} final`), ...states]));
}, 60_000);

function count(reached: Map<string, number>, { decisions }: Seen): void {
  const [newest] = decisions;
  const found = decisions.map(({ decision }) => decision.state as string);
  if (newest !== undefined) found.push(`${newest.decision.outcome} ${newest.decision.state}`);
  for (const each of found) reached.set(each, (reached.get(each) ?? 0) + 1);
}
