import { expect, it } from 'vitest';
import type { DecideOn } from '../../src/domain/decision.ts';
import { propose } from '../../src/domain/decision-propose.ts';
import { agree, askProposer, decideAnew, decline, handOn } from '../../src/domain/decision-sign.ts';
import type { OutcomeId } from '../../src/domain/outcome.ts';
import type { Roles } from '../../src/domain/people.ts';
import { claim } from '../../src/domain/request-claim.ts';
import { assessedAnswers, health, LINK, seedAssessment } from '../assessed.ts';
import { KNOWN, proposal } from '../domain/decision-fixtures.ts';
import { by, CONTACT, ENGINEER, NOW, REQUESTER, SECOND } from '../domain/people-fixtures.ts';
import { filing, testStorage } from './storage-file.ts';

/** R-1 of this door, assessed, with what decides about it; each act has a key of its own unless it names one. */
async function assessed(door: 'new' | 'handover', own: Record<string, string> = {}) {
  const storing = testStorage();
  const { storage, client } = storing;
  await storage.requests.fileRequest(filing({ door, contactId: 'U0CONTACT' }), NOW);
  seedAssessment(client, 1, assessedAnswers(door, door === 'new' ? own : { ...health('good'), ...own }));
  const decide = async (rule: DecideOn): Promise<string> => {
    const verdict = await storage.decisions.changeDecision(1, rule, NOW);
    if (!verdict.ok) throw new Error(verdict.text);
    return verdict.value;
  };
  const proposes = (outcome: OutcomeId, roles: Roles = ENGINEER, key = 'propose') =>
    decide(propose(by(roles, key), proposal(outcome, { toolName: 'Keeper' }), KNOWN));
  return { ...storing, decide, proposes };
}

const asking = { decisionId: 1, role: 'requesting' } as const;

it('DEC-12: a tool that is decided anew keeps the links that people gave it, and gets those of the new decision', async () => {
  const { storage, client, decide, proposes } = await assessed('handover');
  await proposes('accept');
  const kept = { readme: 'https://docs.example.com/readme', adrs: [LINK] };
  client.prepare('UPDATE tool SET links = ?').run(JSON.stringify(kept));
  await decide(decideAnew(by(SECOND, 'anew'), 'Product wants it'));
  seedAssessment(client, 1, assessedAnswers('handover', { ...health('good'), category: 'integrate' }));
  await proposes('accept', SECOND, 'again');
  const tool = await storage.tools.tool(1);
  expect(tool?.category).toBe('integrate');
  expect(tool?.links).toMatchObject({ readme: kept.readme, epic: LINK, milestone: { due: '2099-12-31' } });
});

it('DEC-14: a sign-off that is handed on and back is open for the first one again, and only for them', async () => {
  const { storage, decide, proposes } = await assessed('new', { path: 'wait' });
  await proposes('wait');
  await decide(handOn(by(REQUESTER, 'on'), { ...asking, from: 'U0REQUEST' }, CONTACT));
  await decide(handOn(by(CONTACT, 'back'), { ...asking, from: 'U0CONTACT' }, REQUESTER));
  const { signatures } = (await storage.decisions.decisionFile(1)) ?? { signatures: [] };
  expect(signatures.map(({ personId, state }) => `${personId} ${state}`).sort()).toEqual([
    'U0CONTACT replaced',
    'U0REQUEST open',
  ]);
  const open = await storage.promises.openPromisesOfRequest(1);
  expect(open.map(({ key }) => key)).toEqual(['sign:D-1:requesting:U0REQUEST']);
  expect(await storage.decisions.signaturesAwaiting('U0CONTACT', 5)).toEqual([]);
  await decide(agree(by(REQUESTER, 'agree'), asking, KNOWN));
  expect((await storage.decisions.decisionFile(1))?.decision?.state).toBe('final');
});

it('an act that is told twice is kept once, and answered both times', async () => {
  const { client, decide, proposes } = await assessed('new', { path: 'wait' });
  await proposes('wait');
  const ask = askProposer(by(REQUESTER, 'the same press'), asking, 'Until when?');
  const owed = client.prepare('SELECT count(*) FROM outbox').pluck();
  expect(await decide(ask)).toContain('Asked');
  const after = owed.get();
  expect(await decide(ask)).toContain('kept already');
  expect(owed.get()).toBe(after);
  expect(client.prepare(`SELECT count(*) FROM entry WHERE kind = 'signer asked'`).pluck().get()).toBe(1);
});

it('DEC-14: who proposed it is told of a decline also where somebody else leads the request', async () => {
  const { storage, client, decide, proposes } = await assessed('new', { path: 'wait' });
  const claimed = await storage.requests.changeRequest(1, claim(by(SECOND, 'claim')), NOW);
  expect(claimed.ok).toBe(true);
  await proposes('wait');
  await decide(decline(by(REQUESTER, 'no'), asking, 'Too late for us'));
  const told = client.prepare<[], string>(`SELECT key FROM outbox WHERE kind = 'direct' ORDER BY key`).pluck().all();
  expect(told).toEqual(['direct:R-1:U0ENGINE1:declined:no', 'direct:R-1:U0ENGINE2:declined:no']);
});
