import { describe, expect, it } from 'vitest';
import { checkBlocks } from '../../src/sandbox/slack/limits-blocks.ts';
import { checkView } from '../../src/sandbox/slack/limits-views.ts';
import { sampleView } from './bare-app.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const section = (text: string, more: object = {}) => ({ type: 'section', text: plain(text), ...more });
const input = (element: object, more: object = {}) => ({ type: 'input', label: plain('Label'), element, ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const button = (more: object = {}) => ({ type: 'button', action_id: 'go', text: plain('Go'), ...more });
const option = (name: string, more: object = {}) => ({ text: plain(name), value: name, ...more });
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const x = (count: number) => 'x'.repeat(count);

const modal = (...blocks: object[]) => checkView({ ...sampleView(), blocks }, 'modal');
const message = (...blocks: object[]) => checkBlocks(blocks, 'message');

describe('what Slack takes', () => {
  it.each([
    ['a modal with a text and a menu', () => checkView(sampleView(), 'modal')],
    ['50 blocks in a message', () => message(...many(50, () => ({ type: 'divider' })))],
    ['3,000 characters in a section', () => message(section(x(3_000)))],
    ['a markdown block in a message', () => message({ type: 'markdown', text: x(12_000) })],
    ['a table in a message', () => message({ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] })],
    [
      'an initial option that is offered',
      () =>
        modal(input({ type: 'static_select', action_id: 'a', options: [option('a')], initial_option: option('a') })),
    ],
    ['the same action id in two blocks of a message', () => message(actions(button()), actions(button()))],
    ['a Home tab without a title', () => checkView({ type: 'home', blocks: [section('Hello')] }, 'home')],
  ])('%s', (_, check) => {
    expect(check()).toEqual([]);
  });
});

describe('what Slack refuses', () => {
  it.each<[string, () => string[], string]>([
    ['51 blocks in a message', () => message(...many(51, () => ({ type: 'divider' }))), 'no more than 50 items'],
    ['101 blocks in a modal', () => modal(...many(101, () => ({ type: 'divider' }))), 'no more than 100 items'],
    ['a long modal title', () => checkView(sampleView({ title: plain(x(25)) }), 'modal'), 'less than 25 characters'],
    ['a long submit label', () => checkView(sampleView({ submit: plain(x(25)) }), 'modal'), 'less than 25 characters'],
    ['inputs without submit', () => checkView({ ...sampleView(), submit: undefined }, 'modal'), 'submit'],
    ['a long private_metadata', () => checkView(sampleView({ private_metadata: x(3_001) }), 'modal'), '3001'],
    ['a long callback id', () => checkView(sampleView({ callback_id: x(256) }), 'modal'), '256'],
    ['a view over 250 KB', () => modal(...many(99, () => section(x(2_990)))), '250000 bytes'],
    ['a long block id', () => message(section('a', { block_id: x(256) })), '256'],
    [
      'a block id used twice',
      () => message(section('a', { block_id: 'b' }), section('c', { block_id: 'b' })),
      'already exists',
    ],
    ['an action id used twice in a modal', () => modal(actions(button()), actions(button())), 'already exists'],
    ['an action id used twice in a block', () => message(actions(button(), button())), 'already exists'],
    ['a long section', () => message(section(x(3_001))), 'less than 3001'],
    ['an empty section', () => message(section('')), 'more than 0'],
    ['a section with nothing', () => message({ type: 'section' }), 'text or fields'],
    ['11 fields', () => message({ type: 'section', fields: many(11, () => plain('a')) }), 'no more than 10'],
    ['a long field', () => message({ type: 'section', fields: [plain(x(2_001))] }), '2001'],
    ['a long header', () => message({ type: 'header', text: plain(x(151)) }), '151'],
    ['a header in mrkdwn', () => message({ type: 'header', text: { type: 'mrkdwn', text: 'a' } }), 'plain_text'],
    [
      '11 context elements',
      () => message({ type: 'context', elements: many(11, () => plain('a')) }),
      'no more than 10',
    ],
    [
      '26 actions',
      () => message(actions(...many(26, (index) => button({ action_id: `a${index}` })))),
      'no more than 25',
    ],
    ['a long button text', () => message(actions(button({ text: plain(x(76)) }))), '76'],
    ['a long button value', () => message(actions(button({ value: x(2_001) }))), '2001'],
    ['a button address that is none', () => message(actions(button({ url: 'example' }))), 'valid URL'],
    ['a made-up button style', () => message(actions(button({ style: 'warning' }))), 'one of primary, danger'],
    [
      'a long hint',
      () => modal(input({ type: 'plain_text_input', action_id: 'a' }, { hint: plain(x(2_001)) })),
      '2001',
    ],
    [
      'a long placeholder',
      () => modal(input({ type: 'plain_text_input', action_id: 'a', placeholder: plain(x(151)) })),
      '151',
    ],
    ['a large max_length', () => modal(input({ type: 'plain_text_input', action_id: 'a', max_length: 3_001 })), '3000'],
    [
      'an initial value over max_length',
      () => modal(input({ type: 'plain_text_input', action_id: 'a', max_length: 3, initial_value: 'abcd' })),
      'less than 4',
    ],
    ['a long option', () => modal(input({ type: 'static_select', action_id: 'a', options: [option(x(76))] })), '76'],
    [
      'a long option value',
      () => modal(input({ type: 'static_select', action_id: 'a', options: [{ text: plain('a'), value: x(151) }] })),
      '151',
    ],
    [
      'a long option description',
      () =>
        modal(input({ type: 'static_select', action_id: 'a', options: [option('a', { description: plain(x(76)) })] })),
      '76',
    ],
    [
      '101 options',
      () => modal(input({ type: 'static_select', action_id: 'a', options: many(101, (index) => option(`o${index}`)) })),
      'no more than 100',
    ],
    ['no options', () => modal(input({ type: 'static_select', action_id: 'a', options: [] })), 'at least 1'],
    [
      '11 radio buttons',
      () => modal(input({ type: 'radio_buttons', action_id: 'a', options: many(11, (index) => option(`o${index}`)) })),
      'no more than 10',
    ],
    [
      '6 overflow options',
      () => message(actions({ type: 'overflow', action_id: 'a', options: many(6, (index) => option(`o${index}`)) })),
      'no more than 5',
    ],
    [
      'an initial option that is not offered',
      () =>
        modal(input({ type: 'static_select', action_id: 'a', options: [option('a')], initial_option: option('b') })),
      'among the options',
    ],
    [
      'a long confirm',
      () =>
        message(
          actions(
            button({ confirm: { title: plain(x(101)), text: plain('a'), confirm: plain('b'), deny: plain('c') } }),
          ),
        ),
      '101',
    ],
    ['an unknown block', () => message({ type: 'banner' }), 'unsupported type: banner'],
    ['an unknown element', () => message(actions({ type: 'slider', action_id: 'a' })), 'unsupported element type'],
    ['an unknown property', () => message(section('a', { colour: 'red' })), 'invalid additional property: colour'],
    ['a button as an input', () => modal(input(button())), 'not allowed in input'],
    [
      'a text input among actions',
      () => message(actions({ type: 'plain_text_input', action_id: 'a' })),
      'not allowed in actions',
    ],
    ['a markdown block in a modal', () => modal({ type: 'markdown', text: 'a' }), 'not allowed in a modal'],
    [
      'a table in a modal',
      () => modal({ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] }),
      'not allowed in a modal',
    ],
    [
      '12,001 characters of markdown',
      () => message({ type: 'markdown', text: x(6_001) }, { type: 'markdown', text: x(6_000) }),
      '12001',
    ],
    [
      '101 table rows',
      () => message({ type: 'table', rows: many(101, () => [{ type: 'raw_text', text: 'a' }]) }),
      'no more than 100',
    ],
    [
      'a data table with one row',
      () => message({ type: 'data_table', caption: 'c', rows: [[{ type: 'raw_text', text: 'a' }]] }),
      'at least 2',
    ],
    ['a modal of type home', () => checkView(sampleView({ type: 'home' }), 'modal'), 'must be one of modal'],
    [
      'a Home tab with a submit button',
      () => checkView({ type: 'home', blocks: [], submit: plain('a') }, 'home'),
      'additional property: submit',
    ],
  ])('%s', (_, check, words) => {
    expect(check().join('\n')).toContain(words);
  });
});
