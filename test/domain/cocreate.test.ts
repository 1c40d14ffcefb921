import { describe, expect, it } from 'vitest';
import { COCREATE, endLoop, LOOP_ROLES, mayStartCocreate, rolesAsked } from '../../src/domain/cocreate.ts';
import { changedSinceAgreed, peopleOf } from '../../src/domain/cocreate-people.ts';
import type { Stage, StageFile, StageItem, StageVoice } from '../../src/domain/stage.ts';
import { answerItem, missingIn } from '../../src/domain/stage-kind.ts';
import { askVoices } from '../../src/domain/stage-voice.ts';
import type { ValueProposition } from '../../src/domain/value-proposition.ts';
import { ENGINEER, NOW } from './people-fixtures.ts';
import { acting, tool } from './tool-fixtures.ts';

const NO_PLACE = { projectId: null, iid: null, url: null, reference: null, trouble: null, readAt: null };
const STAGE: Stage = {
  ...{ id: 3, kind: 'cocreate', toolId: 1, requestId: null, fromId: null, name: 'VulnMapper', state: 'open' },
  ...{ phase: 'loop-1', details: {}, ownerId: 'U0ENGINE1', draftId: null, ...NO_PLACE, startedBy: 'U0ENGINE1' },
  ...{ startedAt: NOW, endedBy: null, endedAt: null, why: null },
};
const VALUE: ValueProposition = {
  ...{ id: 1, toolId: 1, stageId: null, what: 'Finds owners', parity: 'all', matches: '', state: 'tool', reason: null },
  ...{ links: [], projectId: null, iid: null, url: null, shippedAt: null, at: NOW },
};
const lists = COCREATE.lists(STAGE);

const item = (list: string, key: string, more: Partial<StageItem> = {}): StageItem => ({
  ...{ id: 1, stageId: 3, list, key, state: 'done', assigneeId: null, dueOn: null, link: null, note: null },
  ...{ by: 'U0ENGINE1', at: NOW, ...more },
});
const voice = (role: string, more: Partial<StageVoice> = {}): StageVoice => ({
  ...{ id: 1, stageId: 3, gate: 'loop-1', role, personId: 'U0PRODUCT', team: null, state: 'agreed', note: null },
  ...{ askedAt: NOW, at: NOW, ...more },
});
const done = (phase: string): StageItem[] =>
  lists.filter((list) => list.phase === phase).flatMap(({ id, items }) => items.map(({ key }) => item(id, key)));

const file = (more: Partial<StageFile> = {}, stage: Partial<Stage> = {}): StageFile => ({
  ...{ stage: { ...STAGE, ...stage }, items: [], voices: [], tool: tool({ category: 'integrate' }), values: [VALUE] },
  ...more,
});
const act = acting();
const titles = (id: string): string[] => lists.find((list) => list.id === id)?.items.map(({ title }) => title) ?? [];

/** Copied from the process document; each of our rows has to carry its words. */
const DOCUMENT: [list: string, words: string[][]][] = [
  [
    'loop-1',
    [
      ['Engage Product Management', 'validate use cases and product fit'],
      ['Engage Engineering', 'validate', 'technical approach'],
      ['Align with', 'existing plans', 'similar value or', 'problems'],
      ['proof of concept or prototype'],
      ['Refine', 'scope based on feedback'],
    ],
  ],
  [
    'loop-2',
    [
      ['Implement', 'feature following GitLab development processes'],
      ['Write tests and documentation'],
      ['Submit merge requests and iterate on code review'],
      ['Deploy to production'],
    ],
  ],
  [
    'loop-2-outputs',
    [
      ['Feature shipped in', 'GitLab product'],
      ['Documentation published'],
      ['API', 'functionality available to customers'],
    ],
  ],
  ['considerations', [['Feature parity'], ['Timeline'], ['Stakeholder alignment'], ['Customer Zero']]],
];

describe('the lists of co-create, beside the process document (COC-1, COC-2, COC-4)', () => {
  it.each(DOCUMENT)('%s has its rows, in its order and words', (id, rows) => {
    expect(titles(id)).toHaveLength(rows.length);
    for (const [index, words] of rows.entries()) for (const each of words) expect(titles(id)[index]).toContain(each);
  });

  it('has its outputs of loop 1, with the solution architecture and the sunsetting roadmap (COC-3, COC-5)', () => {
    expect(titles('loop-1-outputs')).toEqual([
      ...['Validated product proposal', 'Technical design document', 'Stakeholder alignment'],
      ...['Solution architecture', 'Sunsetting roadmap'],
    ]);
  });

  it('leaves the proof of concept alone optional', () => {
    expect(lists.flatMap(({ items }) => items.filter(({ optional }) => optional).map(({ key }) => key))).toEqual([
      'poc',
    ]);
  });
});

describe('a loop (COC-1, COC-3)', () => {
  const end = (of: StageFile) => endLoop(act)(of);

  it('cannot end with anything open, which it names; the proof of concept may be', () => {
    const open = done('loop-1').filter(({ key }) => key !== 'poc' && key !== 'roadmap');
    expect(end(file({ items: open }))).toEqual({ ok: false, text: 'Not yet. Still open: Sunsetting roadmap.' });
    expect(missingIn(COCREATE, file({ items: done('loop-1').filter(({ key }) => key !== 'poc') }), 'loop-1')).toEqual(
      [],
    );
  });

  it('cannot end without the agreement of each role; who declined has not agreed', () => {
    const voices = [voice('Product'), voice('Engineering', { state: 'declined' })];
    expect(end(file({ items: done('loop-1'), voices }))).toMatchObject({
      text: expect.stringContaining('Engineering, User of the tool'),
    });
  });

  it('ends with all of it: loop 2 begins, and its end opens the sunset of the tool or the hand-off', () => {
    const voices = LOOP_ROLES['loop-1'].map((role) => voice(role));
    expect(end(file({ items: done('loop-1'), voices }))).toMatchObject({
      ok: true,
      value: { edit: { phase: 'loop-2' } },
    });
    const second = { items: done('loop-2'), voices: [voice('Eventual owning team', { gate: 'loop-2' })] };
    const opens = (of: StageFile) => {
      const verdict = end(of);
      return verdict.ok ? verdict.value.opens : verdict.text;
    };
    expect(opens(file(second, { phase: 'loop-2' }))).toMatchObject([
      { kind: 'sunset', toolId: 1, details: { trigger: 'post-cocreate' } },
    ]);
    const alone = { phase: 'loop-2', toolId: null, requestId: 12, details: { sensitive: true } };
    expect(opens(file({ ...second, tool: null }, alone))).toMatchObject([
      { kind: 'hand-off', requestId: 12, details: { sensitive: true } },
    ]);
  });

  it('has no user to ask where there is no tool', () => {
    expect(rolesAsked(file({ tool: null }, { toolId: null }))).toEqual(['Product', 'Engineering']);
  });

  it('says which outputs were changed after somebody agreed', () => {
    const later = new Date(NOW.getTime() + 1);
    const items = [item('loop-1-outputs', 'design', { at: later }), item('loop-1-outputs', 'proposal')];
    const outputs = [
      { list: 'loop-1-outputs', key: 'design', title: 'Design' },
      { list: 'loop-1-outputs', key: 'proposal', title: 'Proposal' },
    ];
    expect(changedSinceAgreed(file({ items, voices: [voice('Product')] }), outputs)).toEqual(['Design']);
    expect(changedSinceAgreed(file({ items }), outputs)).toEqual([]);
  });
});

describe('an answer (COC-4)', () => {
  const given = { assigneeId: null, dueOn: null, link: '', note: '', state: 'done' as const };
  const answer = (of: StageFile, list: string, key: string, more = {}) =>
    answerItem(COCREATE, act, { ...given, list, key, ...more })(of);

  it('is refused in loop 2 while loop 1 is open, for an output without its link, and without a reason not to do it', () => {
    expect(answer(file(), 'loop-2', 'test')).toMatchObject({ ok: false, text: 'Loop 2 begins once loop 1 has ended.' });
    expect(answer(file(), 'loop-1-outputs', 'design')).toMatchObject({ ok: false, field: 'link' });
    expect(answer(file(), 'loop-1', 'plans', { state: 'not doing' })).toMatchObject({ ok: false, field: 'note' });
  });

  it('on feature parity needs what must match of each value proposition', () => {
    const parity = (values: ValueProposition[]) =>
      answer(file({ values }), 'considerations', 'parity', { note: 'All' });
    expect(parity([VALUE])).toMatchObject({ ok: true });
    expect(parity([])).toMatchObject({ ok: false, field: 'state' });
    expect(parity([{ ...VALUE, parity: null }])).toMatchObject({
      text: 'Say what the product must match of: Finds owners.',
    });
    expect(parity([{ ...VALUE, parity: null, state: 'dropped' }])).toMatchObject({ ok: true });
  });
});

describe('who is asked anew (COC-3)', () => {
  const ask = (state: StageVoice['state']) =>
    askVoices(
      act,
      'loop-1',
      [{ role: 'Product', personId: 'U0PRODUCT' }],
      'Do you agree?',
    )(file({ voices: [voice('Product', { state })] }));
  it('is whoever declined, and nobody who was asked and has not answered', () => {
    expect(ask('declined')).toMatchObject({ ok: true });
    expect(ask('asked')).toMatchObject({ ok: false });
  });
});

describe('the start (COC-1, COC-5)', () => {
  const links = {
    epic: 'https://gitlab.example.com/groups/a/-/epics/1',
    milestone: { title: '19.4', due: '2026-03-31' },
  };
  it('needs Integrate with an epic and a milestone that is not over', () => {
    const why = (more: object) => mayStartCocreate(act, tool({ category: 'integrate', links, ...more }));
    expect(why({})).toBeNull();
    expect(why({ category: 'maintain' })).toContain('tools in Integrate');
    expect(why({ links: { milestone: links.milestone } })).toContain('no epic');
    expect(why({ links: { ...links, milestone: { title: 'x', due: '2026-03-01' } } })).toContain('no milestone');
    expect(
      mayStartCocreate({ ...act, roles: { ...ENGINEER, team: false } }, tool({ category: 'integrate', links })),
    ).not.toBeNull();
  });

  it('reads people that an older version kept in another way as nobody', () => {
    expect(peopleOf({ details: { people: { product: 7, testers: 'x' } } })).toEqual({
      product: null,
      engineering: null,
      testers: [],
      owner: null,
      team: '',
    });
    expect(peopleOf({ details: {} }).product).toBeNull();
  });
});
