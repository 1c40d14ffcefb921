import { expect, it } from 'vitest';
import { plainError, textInput } from '../../src/slack/ask.ts';

it('an input is required unless it is said to be optional, and its hint fits what Slack takes', () => {
  const asked = { id: 'text', label: 'Reason', hint: 'x'.repeat(400) };
  expect(textInput(asked, 100)).not.toHaveProperty('optional');
  expect(textInput({ ...asked, optional: true }, 100)).toMatchObject({ block_id: 'text', optional: true });
  expect(textInput(asked, 100).hint?.text).toHaveLength(150);
});

it('an error at a field is plain text, with people by their names', async () => {
  const text = '<@U0ENGINE1> leads *R-1*; see `/prodseceng requests`. Ask <@U0STRANGE>.';
  const personOf = async (id: string) => (id === 'U0ENGINE1' ? { name: 'Engineer' } : null);
  expect(await plainError(text, personOf)).toBe('Engineer leads R-1; see /prodseceng requests. Ask That person.');
});
