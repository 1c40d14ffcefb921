import { describe, expect, test } from 'vitest';
import { nextWorkingDay } from '../../../src/sandbox/page/dates.ts';
import { checkValues, reconcile } from '../../../src/sandbox/page/values.ts';
import type { Block } from '../../../src/sandbox/page/wire.ts';

const line = (blockId: string, initial?: string): Block => ({
  type: 'input',
  block_id: blockId,
  label: { type: 'plain_text', text: blockId },
  element: { type: 'plain_text_input', action_id: 'a', ...(initial ? { initial_value: initial } : {}) },
});

describe('what a person typed into a view', () => {
  test('stays when the view is updated under the same ids, and goes with its block', () => {
    const typed = { one: { a: { type: 'plain_text_input', value: 'typed' } } };
    expect(reconcile([line('one', 'new'), line('two', 'first')], typed)).toEqual({
      one: { a: { type: 'plain_text_input', value: 'typed' } },
      two: { a: { type: 'plain_text_input', value: 'first' } },
    });
    expect(reconcile([line('two')], typed)).toEqual({ two: { a: { type: 'plain_text_input', value: null } } });
  });

  test('a choice that is no longer offered is forgotten', () => {
    const option = (value: string) => ({ text: { type: 'plain_text' as const, text: value }, value });
    const block: Block = {
      type: 'input',
      block_id: 'one',
      element: { type: 'static_select', action_id: 'a', options: [option('x')] },
    };
    const chosen = { one: { a: { type: 'static_select', selected_option: option('gone') } } };
    expect(reconcile([block], chosen)).toEqual({ one: { a: { type: 'static_select', selected_option: null } } });
  });

  test('is checked as Slack checks it before it is sent', () => {
    const blocks: Block[] = [
      line('required'),
      { ...line('optional'), optional: true },
      { type: 'input', block_id: 'link', element: { type: 'url_text_input', action_id: 'a' } },
      { type: 'input', block_id: 'count', element: { type: 'number_input', action_id: 'a', min_value: '1' } },
    ];
    const values = {
      link: { a: { type: 'url_text_input', value: 'example.com' } },
      count: { a: { type: 'number_input', value: '0' } },
    };
    expect(checkValues(blocks, values)).toEqual({
      required: 'Please complete this required field.',
      link: 'Enter a web address that starts with https:// or http://.',
      count: 'Enter 1 or more.',
    });
  });
});

test('the next working day begins at 09:00 UTC and skips the weekend', () => {
  expect(nextWorkingDay(new Date('2026-11-20T14:00:00Z')).toISOString()).toBe('2026-11-23T09:00:00.000Z');
  expect(nextWorkingDay(new Date('2026-11-23T08:00:00Z')).toISOString()).toBe('2026-11-23T09:00:00.000Z');
});
