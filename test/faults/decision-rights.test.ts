import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutcomeId } from '../../src/domain/outcome.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { PEOPLE } from '../../src/sandbox/world.ts';
import { ACTIONS, type Ask, askAction, askView, VIEWS } from '../../src/workflows/decide/ids.ts';
import { ASKED, fileFor, fillProposal, propose, stateOf } from '../journeys/deciding.ts';
import { keptOf, pressAs, type Sent, submitAs } from './acting.ts';

const OUTSIDER = /full members of this workspace only|takes requests from members of this workspace only/;
const TEAM = /Only ProdSecEng can do this/;
const NOT_ASKED = /You are not asked about this decision/;
const NOT_YOURS_TO_WITHDRAW = /Only the proposer or the manager can withdraw a proposal/;
const NOT_YOURS_TO_HAND_ON = /Only the person who is asked, or the manager, can name someone else/;
const MANAGER = /Only the manager can replace a signer|Only the person who is asked, or the manager/;

/** What someone does, by a button or by sending a modal, and with what it names. */
type Doing = { press: string; value: string } | Sent;
type Row = { does: string; by: string[]; told: RegExp; doing: Doing };

const typed = (value: string) => ({ type: 'plain_text_input', value });
const chosen = (value: string) => ({ type: 'static_select', selected_option: { value } });
const person = (id: string) => ({ type: 'users_select', selected_user: id });
const asking = (ask: Ask, role: string, values: Sent['values'] = {}, decision = '1'): Sent => ({
  ...{ view: askView(ask), metadata: { request: '1', decision, role }, values },
});
const pressing = (press: string, role: string, decision = 1): Doing => ({ press, value: `1:${decision}:${role}` });

let sandbox: Sandbox;

/** R-1 with this outcome proposed by the engineer, for all rows of a table: each leaves it as it was. */
async function proposed(outcome: OutcomeId): Promise<void> {
  sandbox = await startSandbox();
  await fileFor(sandbox, outcome, { 'Tool name': 'Keeper' });
  await propose(sandbox, sandbox.person('engineer'), outcome);
  expect(stateOf(sandbox)).toBe('proposed');
}

const idOf = (role: string): string => PEOPLE.find((each) => each.role === role)?.id ?? role;
const perform = (id: string, doing: Doing): Promise<string> =>
  'press' in doing ? pressAs(sandbox, id, doing.press, doing.value) : submitAs(sandbox, id, doing);

async function expectRefused({ by, told, doing }: Row): Promise<void> {
  for (const role of by) {
    const before = keptOf(sandbox);
    expect(await perform(idOf(role), doing), role).toMatch(told);
    expect(keptOf(sandbox), role).toBe(before);
  }
}

async function stop(): Promise<void> {
  const problems = sandbox.problems();
  await sandbox.stop();
  expect(problems).toEqual([]);
}

const OUTSIDERS = ['guest', 'external'];
/** Full members of whom Product's agreement is not asked; the engineer proposed it. */
const NOT_PRODUCT = ['engineer', 'second-engineer', 'manager', 'leadership', 'requester', 'colleague', 'engineering'];
const NO_TEAM = ['requester', 'colleague', 'product', 'engineering', 'leadership'];
const SENT_ANEW = { view: VIEWS.fill, metadata: { request: '1', outcome: 'redirect' } };
const REASON = { text: typed('Because') };
const NAMED = { person: person('U0COLLEAG') };
const IN_PLACE = { ...NAMED, signer: chosen('product:U0PRODUCT') };

/** What the process lets nobody of `by` do while Product and Engineering are asked (section 4). */
const ROWS: Row[] = [
  ...[
    { does: 'agrees', doing: pressing(ACTIONS.agree, 'product') },
    { does: 'opens the form of a decline', doing: pressing(askAction('decline'), 'product') },
    { does: 'declines', doing: asking('decline', 'product', REASON) },
    { does: 'opens the form of a question', doing: pressing(askAction('ask'), 'product') },
    { does: 'asks the proposer', doing: asking('ask', 'product', REASON) },
    { does: 'opens the form of a delegation', doing: pressing(askAction('delegate'), 'product') },
  ].map((row) => ({ ...row, by: NOT_PRODUCT, told: NOT_ASKED })),
  {
    does: 'delegates what nobody asks of them',
    doing: asking('delegate', 'product', NAMED),
    by: NOT_PRODUCT,
    told: /Nothing is asked of that person any more/,
  },
  {
    does: 'says to be aware',
    doing: pressing(ACTIONS.aware, 'product'),
    by: ['product', 'leadership'],
    told: NOT_ASKED,
  },
  { does: 'agrees for another side', doing: pressing(ACTIONS.agree, 'engineering'), by: ['product'], told: NOT_ASKED },
  {
    does: 'declines for another side',
    doing: asking('decline', 'leadership', REASON),
    by: ['product'],
    told: NOT_ASKED,
  },
  {
    does: 'agrees to a decision that is not this one',
    doing: pressing(ACTIONS.agree, 'product', 7),
    by: ['product'],
    told: /is over: there is a newer one/,
  },
  { does: 'starts to propose', doing: { press: ACTIONS.propose, value: '1' }, by: NO_TEAM, told: TEAM },
  {
    does: 'chooses an outcome',
    doing: { view: VIEWS.choose, metadata: { request: '1' }, values: { outcome: chosen('redirect') } },
    by: NO_TEAM,
    told: TEAM,
  },
  { does: 'proposes', doing: SENT_ANEW, by: NO_TEAM, told: TEAM },
  {
    does: 'proposes beside a proposal',
    doing: SENT_ANEW,
    by: ['engineer', 'second-engineer', 'manager'],
    told: /proposed/,
  },
  ...[
    { does: 'opens the form of a withdrawal', doing: { press: askAction('withdraw'), value: '1' } },
    { does: 'withdraws', doing: asking('withdraw', '', REASON) },
  ].map((row) => ({ ...row, by: ['second-engineer', ...NO_TEAM], told: NOT_YOURS_TO_WITHDRAW })),
  ...[
    { does: 'opens the form of a replacement', doing: { press: askAction('replace'), value: '1' } },
    { does: 'replaces a signer', doing: asking('replace', '', IN_PLACE) },
  ].map((row) => ({
    ...row,
    by: ['engineer', 'second-engineer', 'requester', 'leadership', 'engineering'],
    told: MANAGER,
  })),
  {
    does: 'hands on what another is asked',
    doing: asking('replace', '', { ...NAMED, signer: chosen('engineering:U0ENGCOUN') }),
    by: ['product'],
    told: NOT_YOURS_TO_HAND_ON,
  },
  {
    does: 'puts the proposer in the place of a signer',
    doing: asking('replace', '', { signer: chosen('product:U0PRODUCT'), person: person('U0ENGINE1') }),
    by: ['manager'],
    told: /proposed it, so they cannot agree/,
  },
  ...['U0GUEST01', 'U0EXTERN1', 'U0BOTAPP'].map((id) => ({
    does: `delegates to ${id}`,
    doing: asking('delegate', 'product', { person: person(id) }),
    by: ['product'],
    told: /full member of this workspace/,
  })),
  ...[
    { does: 'starts to decide anew what is only proposed', doing: { press: askAction('anew'), value: '1' } },
    { does: 'decides anew what is only proposed', doing: asking('anew', '', REASON) },
  ].flatMap((row) => [
    { ...row, by: ['engineer', 'manager'], told: /is not decided/ },
    { ...row, by: NO_TEAM, told: TEAM },
  ]),
];

/** Guests and external people are refused by each, whatever it is. */
const BY_OUTSIDERS: Row[] = [...new Map(ROWS.map((row) => [row.does, row])).values()].map((row) => ({
  ...row,
  by: OUTSIDERS,
  told: OUTSIDER,
}));

describe('while agreements are asked, it is refused and changes nothing when (DEC-14)', () => {
  beforeAll(() => proposed('build-product'));
  afterAll(stop);

  it.each([...ROWS, ...BY_OUTSIDERS].map((row): [string, Row] => [`${row.by.join(', ')}: ${row.does}`, row]))(
    '%s',
    (_name, row) => expectRefused(row),
  );

  it('and those who are asked can still agree', async () => {
    for (const role of ['product', 'engineering'])
      expect(await perform(idOf(role), pressing(ACTIONS.agree, role))).toMatch(/You agreed|is decided/);
    expect(stateOf(sandbox)).toBe('decided');
  });

  it.each([
    ['agrees', pressing(ACTIONS.agree, 'product'), 'product'],
    ['declines', asking('decline', 'product', REASON), 'product'],
    ['delegates', asking('delegate', 'product', NAMED), 'product'],
    ['withdraws', asking('withdraw', '', REASON), 'engineer'],
    ['withdraws', asking('withdraw', '', REASON), 'manager'],
    ['replaces a signer', asking('replace', '', IN_PLACE), 'manager'],
    ['proposes another', SENT_ANEW, 'engineer'],
  ] satisfies [string, Doing, string][])(
    'DEC-12: a final decision is left as it is when one %s by an old button or modal',
    (does, doing, by) => expectRefused({ does, doing, by: [by], told: /final already|is decided|any more|is over/ }),
  );
});

describe('what the team may only suggest is decided by nobody else (DEC-6, DEC-11)', () => {
  afterAll(stop);

  it.each<[OutcomeId, string, string, string[]]>([
    ['self-serve', 'requesting', 'requester', ['engineer', 'second-engineer', 'manager', 'leadership', 'colleague']],
    [
      'reprioritise',
      'leadership',
      'leadership',
      ['engineer', 'second-engineer', 'manager', 'requester', 'colleague', 'product'],
    ],
  ])('%s is for %s', async (outcome, role, decider, others) => {
    if (sandbox !== undefined) await sandbox.stop();
    await proposed(outcome);
    for (const doing of [pressing(ACTIONS.agree, role), asking('decline', role, REASON)]) {
      await expectRefused({ does: 'decides', by: others, told: NOT_ASKED, doing });
      await expectRefused({ does: 'decides', by: OUTSIDERS, told: OUTSIDER, doing });
    }
    const by = [decider === 'leadership' ? 'requester' : 'leadership', 'engineer'];
    await expectRefused({
      does: 'hands on',
      by,
      told: MANAGER,
      doing: asking('replace', '', {
        ...{ signer: chosen(`${role}:${idOf(decider)}`), person: person('U0COLLEAG') },
      }),
    });
    expect(await perform(idOf(decider), pressing(ACTIONS.agree, role))).toContain('is decided');
  });
});

describe('someone who is no longer who they were (section 4)', () => {
  it('proposes and withdraws nothing once they have left the team', async () => {
    await proposed('build-product');
    sandbox.directory.setGroupMembers('S0PRODSEC', ['U0ENGINE2']);
    await sandbox.idle();
    await expectRefused({ does: '', by: ['engineer'], told: TEAM, doing: { press: ACTIONS.propose, value: '1' } });
    await expectRefused({ does: '', by: ['engineer'], told: TEAM, doing: SENT_ANEW });
    for (const doing of [{ press: askAction('withdraw'), value: '1' }, asking('withdraw', '', REASON)])
      await expectRefused({ does: '', by: ['engineer'], told: NOT_YOURS_TO_WITHDRAW, doing });
    await expectRefused({ does: '', by: ['engineer'], told: TEAM, doing: asking('anew', '', REASON) });
    await stop();
  });

  it('sends no proposal whose form was opened before', async () => {
    sandbox = await startSandbox();
    await fileFor(sandbox, 'redirect');
    const engineer = sandbox.person('engineer');
    await fillProposal(sandbox, engineer, 'redirect');
    sandbox.directory.setGroupMembers('S0PRODSEC', ['U0ENGINE2']);
    await sandbox.idle();
    const before = keptOf(sandbox);
    expect(JSON.stringify((await engineer.submit()).modal)).toMatch(TEAM);
    expect(keptOf(sandbox)).toBe(before);
    await stop();
  });

  it('decides nothing for leadership once they are not in it', async () => {
    await proposed('reprioritise');
    sandbox.directory.setGroupMembers('S0LEADERS', ['U0COLLEAG']);
    await sandbox.idle();
    const told = /not leadership any more/;
    for (const doing of [pressing(ACTIONS.agree, 'leadership'), asking('decline', 'leadership', REASON)])
      await expectRefused({ does: '', by: ['leadership'], told, doing });
    await expectRefused({ does: '', by: ['colleague'], told: NOT_ASKED, doing: pressing(ACTIONS.agree, 'leadership') });
    await stop();
  });

  it.each([{ deleted: true }, { kind: 'guest' as const }])(
    'answers nothing that they were asked: %j',
    async (change) => {
      await proposed('build-product');
      sandbox.directory.changePerson('U0PRODUCT', change);
      await sandbox.idle();
      const told = /deactivated|you are a guest here/;
      for (const doing of [pressing(ACTIONS.agree, 'product'), asking('delegate', 'product', NAMED)])
        await expectRefused({ does: '', by: ['product'], told, doing });
      await stop();
    },
  );
});

describe('an old message, and a payload that comes again', () => {
  it('an answer to a proposal that is over is none to the one that is there now', async () => {
    await proposed('build-product');
    const [engineer, product] = [sandbox.person('engineer'), sandbox.person('product')];
    expect(await perform('U0ENGINE1', asking('withdraw', '', REASON))).toContain('is withdrawn');
    await propose(sandbox, engineer, 'build-product');
    const told = /is over/;
    for (const doing of [
      pressing(ACTIONS.agree, 'product'),
      pressing(askAction('decline'), 'product'),
      asking('decline', 'product', REASON),
      asking('ask', 'product', REASON),
      asking('delegate', 'product', NAMED),
    ])
      await expectRefused({ does: '', by: ['product'], told, doing });
    await expectRefused({ does: '', by: ['engineer'], told, doing: asking('withdraw', '', REASON) });
    await expectRefused({ does: '', by: ['manager'], told, doing: asking('replace', '', IN_PLACE) });
    await product.click(ASKED, 'Agree');
    await sandbox.settled();
    expect(stateOf(sandbox)).toBe('proposed');
    await stop();
  });

  it('the same answer told again counts once', async () => {
    await proposed('build-product');
    const doing = pressing(ACTIONS.agree, 'product');
    expect(await perform('U0PRODUCT', doing)).toContain('You agreed');
    for (const each of [doing, asking('decline', 'product', REASON)])
      await expectRefused({ does: '', by: ['product'], told: /answered this already/, doing: each });
    await stop();
  });
});
