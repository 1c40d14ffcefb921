import { describe, expect, it } from 'vitest';
import { answerItem, endPromise } from '../../src/domain/promise-act.ts';
import { ENGINEER, NOW, STRANGER } from './people-fixtures.ts';
import { item, promised } from './promise-fixtures.ts';

const act = { roles: ENGINEER, now: NOW };
const LINK = 'https://gitlab.example.com/security/keeper/-/blob/main/README.md';
const done = (itemId: number) => answerItem(act, { itemId, state: 'done', note: LINK });
const again = (itemId: number) => answerItem(act, { itemId, state: 'open', note: '' });

describe('an item of a checklist (HAND-6)', () => {
  it('is done with an address, not needed with a reason, and keeps who said so and when', () => {
    const said = done(1)(promised(), [item(1), item(2)]);
    expect(said.ok && said.value).toMatchObject({
      item: { id: 1, state: 'done', note: LINK, by: 'U0ENGINE1', at: NOW },
      promise: {},
    });
    const wrong = answerItem(act, { itemId: 1, state: 'done', note: 'in the README' })(promised(), [item(1)]);
    expect(wrong).toMatchObject({ ok: false, text: expect.stringContaining('address') });
    const unsaid = answerItem(act, { itemId: 1, state: 'not needed', note: '' })(promised(), [item(1)]);
    expect(unsaid).toMatchObject({ ok: false, text: 'Say why it is not needed.' });
  });

  it('ends the promise by itself when it was the last one, and opens it again with itself', () => {
    const items = [item(1, { state: 'not needed', note: 'no users' }), item(2)];
    const last = done(2)(promised(), items);
    expect(last.ok && last.value.promise).toEqual({ state: 'kept', endedAt: NOW, endedBy: 'U0ENGINE1' });
    const reopened = again(1)(promised({ state: 'kept' }), [item(1, { state: 'done', note: LINK })]);
    expect(reopened.ok && reopened.value).toMatchObject({
      promise: { state: 'open', endedAt: null, endedBy: null },
      item: { state: 'open', note: null },
    });
  });

  it('is refused to others, twice, for one that is not known, and once all is dropped', () => {
    const answered = [item(1, { state: 'done', note: LINK })];
    expect(done(1)(promised(), answered)).toMatchObject({ ok: false });
    expect(again(2)(promised(), [item(2)])).toMatchObject({ ok: false, text: 'It is open already.' });
    expect(done(9)(promised(), answered)).toMatchObject({ ok: false, text: 'That is not known any more.' });
    expect(done(1)(promised({ state: 'dropped' }), [item(1)])).toMatchObject({ ok: false });
    const stranger = answerItem({ roles: STRANGER, now: NOW }, { itemId: 1, state: 'done', note: LINK });
    expect(stranger(promised(), [item(1)])).toMatchObject({ ok: false, text: expect.stringContaining('Only who') });
  });

  it('keeps the whole from being called done by hand while it is open; not needed with a reason it may be', () => {
    const items = [item(1), item(2, { state: 'done', note: LINK })];
    const kept = endPromise(act, 'kept', '')(promised(), items);
    expect(kept).toEqual({ ok: false, text: '1 of its items are open: answer them first.' });
    expect(endPromise(act, 'dropped', 'It went elsewhere')(promised(), items).ok).toBe(true);
  });
});
