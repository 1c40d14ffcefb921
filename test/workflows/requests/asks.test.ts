import type { ViewOutput } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { lastInput, readGiven } from '../../../src/workflows/requests/asks.ts';
import { ASKS, type Ask } from '../../../src/workflows/requests/ids.ts';

const viewWith = (values: Record<string, string>): ViewOutput => {
  const state = { values: Object.fromEntries(Object.entries(values).map(([id, value]) => [id, { [id]: { value } }])) };
  return { state } as unknown as ViewOutput;
};

describe('what is asked in the small modals', () => {
  it('is refused at its field when it is empty or only blank', () => {
    for (const ask of ASKS.filter((each) => lastInput(each) !== null && each !== 'not_me')) {
      const read = readGiven(ask, viewWith({ text: ' \n ', number: '', person: '' }));
      expect(read, ask).toHaveProperty('errors');
    }
  });

  it.each<Ask>(['ask', 'answer', 'comment', 'withdraw', 'join'])('takes 3,000 characters and no more: %s', (ask) => {
    expect(readGiven(ask, viewWith({ text: '🙂'.repeat(3_000) }))).toMatchObject({
      given: { text: '🙂'.repeat(3_000) },
    });
    const tooLong = readGiven(ask, viewWith({ text: 'x'.repeat(3_001) }));
    expect(tooLong).toMatchObject({ errors: { text: expect.stringContaining('This has 3001 characters') } });
  });
});
