import type { InputBlock, KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answers, fieldsOf, type Step, visibleFields } from '../../src/domain/form.ts';
import { checkStep } from '../../src/domain/form-check.ts';
import { HANDOVER_FORM, INTAKE_FORMS, NEW_FORM } from '../../src/domain/intake-forms.ts';
import { fieldBlocks, mergeValues, readValues, viewErrors } from '../../src/slack/fields.ts';
import { filledIn } from '../domain/form-fixtures.ts';

const steps: Step[] = INTAKE_FORMS.flatMap((form) => [...form.steps]);
const weight = NEW_FORM.steps.find(({ id }) => id === 'weight')?.fields ?? [];
const people = NEW_FORM.steps.find(({ id }) => id === 'people')?.fields ?? [];
const technical = HANDOVER_FORM.steps.find(({ id }) => id === 'technical')?.fields ?? [];

const inputs = (blocks: KnownBlock[]): InputBlock[] => blocks.filter((block) => block.type === 'input');
const input = (blocks: KnownBlock[], blockId: string): InputBlock | undefined =>
  inputs(blocks).find(({ block_id }) => block_id === blockId);

/** Slack's rules for these blocks, from its reference pages. */
function breaches(blocks: KnownBlock[]): string[] {
  const found: string[] = [];
  const most = (what: string, text: string | undefined, limit: number) => {
    if (text !== undefined && (text.length > limit || text.length === 0))
      found.push(`${what}: ${text.length} of ${limit}`);
  };
  if (blocks.length > 100) found.push('more than 100 blocks');
  const ids = blocks.map(({ block_id }) => block_id);
  if (new Set(ids).size !== ids.length) found.push('a block_id twice');
  for (const block of inputs(blocks)) {
    const { element } = block;
    most('block_id', block.block_id, 255);
    most('label', block.label.text, 2000);
    most('hint', block.hint?.text, 2000);
    if ('options' in element && element.options) {
      if (element.options.length > (element.type === 'static_select' ? 100 : 10)) found.push('too many options');
      for (const option of element.options) {
        most('option', option.text.text, 75);
        most('value', option.value, 150);
        most('description', option.description?.text, 75);
      }
      const initial = JSON.stringify(element.options);
      const chosen =
        'initial_option' in element
          ? [element.initial_option]
          : 'initial_options' in element
            ? element.initial_options
            : [];
      if ('initial_options' in element && element.initial_options?.length === 0) found.push('empty initial_options');
      for (const option of chosen ?? [])
        if (!initial.includes(JSON.stringify(option))) found.push('initial option is no option');
    }
    if (element.type === 'plain_text_input') {
      most('initial_value', element.initial_value, element.max_length ?? 3000);
      most('placeholder', element.placeholder?.text, 150);
      if ((element.max_length ?? 0) > 3000) found.push('max_length');
    }
  }
  return found;
}

/** What Slack sends for blocks on which nobody changed anything. */
function stateOf(blocks: KnownBlock[]): Record<string, Record<string, Record<string, unknown>>> {
  return Object.fromEntries(
    inputs(blocks).map((block) => [block.block_id ?? '', { [block.element.action_id ?? '']: entered(block) }]),
  );
}

function entered({ element }: InputBlock): Record<string, unknown> {
  const { type } = element;
  switch (element.type) {
    case 'plain_text_input':
      return { type, value: element.initial_value ?? null };
    case 'radio_buttons':
    case 'static_select':
      return { type, selected_option: element.initial_option ?? null };
    case 'checkboxes':
      return { type, selected_options: element.initial_options ?? [] };
    case 'users_select':
      return { type, selected_user: element.initial_user ?? null };
    case 'multi_users_select':
      return { type, selected_users: element.initial_users ?? [] };
    case 'datepicker':
      return { type, selected_date: element.initial_date ?? null };
    default:
      throw new Error(`no such input in use: ${type}`);
  }
}

describe('the blocks of a step', () => {
  it('keep Slack’s limits, empty, filled in, and with every choice made', () => {
    for (const form of INTAKE_FORMS) {
      for (const { fields } of form.steps) {
        expect(breaches(fieldBlocks(fields, {}))).toEqual([]);
        expect(breaches(fieldBlocks(fields, filledIn(form)))).toEqual([]);
        for (const { id, options } of fields) {
          for (const option of options ?? []) expect(breaches(fieldBlocks(fields, { [id]: option.id }))).toEqual([]);
        }
      }
    }
  });

  it('keep Slack’s limits whatever stands in a draft', () => {
    const value = fc.oneof(
      fc.string(),
      fc.array(fc.string()),
      fc.constantFrom('none', 'x'.repeat(4000), '🔒'.repeat(2000), ' ', ['none', 'U1', 'U0REQUEST']),
    );
    const draft = fc
      .constantFrom(...steps)
      .chain((step) =>
        fc.tuple(
          fc.constant(step),
          fc.record(Object.fromEntries(step.fields.map(({ id }) => [id, value])), { requiredKeys: [] }),
        ),
      );
    fc.assert(
      fc.property(draft, ([step, answers]) => {
        const blocks = fieldBlocks(step.fields, answers as Answers, {
          errors: Object.fromEntries(step.fields.map(({ id }) => [id, 'wrong'])),
        });
        expect(breaches(blocks)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('send every long text as it is typed, so that a draft is kept', () => {
    for (const { fields } of steps) {
      for (const field of fields.filter(({ kind }) => kind === 'text')) {
        expect(input(fieldBlocks(fields, {}), `f:${field.id}`)).toMatchObject({
          dispatch_action: true,
          element: { multiline: true, dispatch_action_config: { trigger_actions_on: ['on_character_entered'] } },
        });
      }
    }
  });

  it('send a choice at once where another question depends on it, and no other', () => {
    const dispatching = inputs(fieldBlocks(weight, { source: 'cross-functional' })).filter(
      (block) => block.dispatch_action,
    );
    expect(dispatching.map(({ block_id }) => block_id)).toEqual(['f:source', 'f:sourceTeam']);
    expect(input(fieldBlocks(technical, {}), 'f:adrLinks:none')).toMatchObject({
      dispatch_action: true,
      optional: true,
    });
    expect(input(fieldBlocks(technical, {}), 'f:adrLinks')).not.toHaveProperty('dispatch_action');
  });

  it('NEW-1: let a title be typed beyond 200 characters, so that our answer says what is allowed', () => {
    const blocks = fieldBlocks(NEW_FORM.steps[0]?.fields ?? [], { title: 'x'.repeat(300) });
    expect(input(blocks, 'f:title')?.element).toMatchObject({ max_length: 3000, initial_value: 'x'.repeat(300) });
  });

  it('show only questions that are asked', () => {
    const shown = (answers: Answers) => inputs(fieldBlocks(weight, answers)).map(({ block_id }) => block_id);
    expect(shown({})).not.toContain('f:sourceLink');
    expect(shown({ source: 'existing-issue' })).toContain('f:sourceLink');
  });

  it('say so where a carried text is longer than an input takes, and cut no character in half', () => {
    const blocks = fieldBlocks(NEW_FORM.steps[0]?.fields ?? [], { problem: `x${'🔒'.repeat(2000)}` });
    expect(JSON.stringify(blocks)).toContain('the text has 4001 characters');
    const element = input(blocks, 'f:problem')?.element;
    expect(element?.type === 'plain_text_input' && element.initial_value).toBe(`x${'🔒'.repeat(1499)}`);
  });

  it('show an error above its field where the step is drawn anew', () => {
    const blocks = fieldBlocks(people, {}, { errors: { contact: 'Choose a person.' } });
    const at = blocks.findIndex(({ block_id }) => block_id === 'e:contact');
    expect(JSON.stringify(blocks[at])).toContain('Contact: Choose a person.');
    expect(blocks[at + 1]?.block_id).toBe('f:contact');
  });
});

describe('the values of a view', () => {
  it('come back as the answers that the view was drawn with', () => {
    for (const form of INTAKE_FORMS) {
      for (const changes of [
        {},
        { stakeholders: ['none'], adrLinks: 'none', healthCheck: ['none'], source: 'cross-functional' },
      ]) {
        for (const { id, fields } of form.steps) {
          const answers = filledIn(form, changes as Answers);
          const read = readValues(stateOf(fieldBlocks(fields, answers)), fields);
          const asked = visibleFields(fields, answers).map((field) => [field.id, answers[field.id]]);
          expect(read).toEqual(Object.fromEntries(asked));
          expect(checkStep(form, id, read)).toMatchObject({ ok: true });
        }
      }
    }
  });

  it('tell “none” beside people from people, so that both together are refused', () => {
    const state = stateOf(fieldBlocks(people, filledIn(NEW_FORM)));
    state['f:stakeholders:none'] = {
      'stakeholders:none': { type: 'checkboxes', selected_options: [{ value: 'none' }] },
    };
    expect(readValues(state, people).stakeholders).toEqual(['U0COLLEAG', 'U0PRODUCT', 'none']);
    state['f:stakeholders'] = { stakeholders: { type: 'multi_users_select', selected_users: [] } };
    expect(readValues(state, people).stakeholders).toEqual(['none']);
  });

  it('replace what the view shows, empty what was emptied, and keep all else', () => {
    const draft = {
      title: 'kept',
      source: 'existing-issue',
      sourceLink: 'https://a.example/b/-/issues/1',
      area: 'automation',
    };
    const state = stateOf(fieldBlocks(weight, { ...draft, source: 'risk-register', area: '' }));
    expect(mergeValues(draft, state, weight)).toEqual({
      title: 'kept',
      source: 'risk-register',
      sourceLink: draft.sourceLink,
    });
    expect(mergeValues(draft, {}, weight)).toEqual(draft);
  });

  it('name errors by block, or call for a new drawing where the field is not shown', () => {
    const state = stateOf(fieldBlocks(weight, { source: 'automation' }));
    expect(viewErrors({ source: 'wrong' }, state)).toEqual({ 'f:source': 'wrong' });
    expect(viewErrors({ source: 'wrong', sourceLink: 'missing' }, state)).toBeNull();
  });

  it('are read from anything without throwing', () => {
    const fields = INTAKE_FORMS.flatMap(fieldsOf);
    fc.assert(fc.property(fc.anything(), (anything) => void readValues(anything, fields)));
    fc.assert(
      fc.property(
        fc.anything(),
        (anything) => void readValues({ 'f:title': { title: anything }, 'f:area': anything }, fields),
      ),
    );
    expect(
      readValues(
        { 'f:title': { title: { value: 7 } }, 'f:area': { area: { selected_option: { value: 'automation' } } } },
        fields,
      ),
    ).toEqual({
      area: 'automation',
    });
  });
});
