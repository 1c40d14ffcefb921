import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Answers,
  answersSchema,
  askedAnswers,
  carryAnswers,
  fieldsOf,
  isNone,
  listOf,
  replaceAnswers,
  startingAnswers,
  titleOf,
} from '../../src/domain/form.ts';
import { checkForm, checkStep, missingFields } from '../../src/domain/form-check.ts';
import {
  HANDOVER_FORM,
  INTAKE_FORMS,
  NEW_FORM,
  OTHER_FORM,
  QUESTION_FORM,
  REQUEST_FORMS,
} from '../../src/domain/intake-forms.ts';
import { filledIn } from './form-fixtures.ts';

const errorsOf = (form: typeof NEW_FORM, stepId: string, raw: Answers, today?: string): Record<string, string> => {
  const result = checkStep(form, stepId, raw, today ? { today } : {});
  return result.ok ? {} : result.errors;
};

describe('checking a step', () => {
  it('accepts every form filled in well', () => {
    for (const form of INTAKE_FORMS)
      expect(checkForm(form, filledIn(form), { today: '2026-11-21' })).toMatchObject({ ok: true });
  });

  it('asks for what is missing, with its hint, and takes spaces for nothing', () => {
    const errors = errorsOf(NEW_FORM, 'need', { problem: ' \n ', title: 'A title' });
    expect(Object.keys(errors)).toEqual(['problem', 'affected', 'requirements']);
    expect(errors.problem).toMatch(/^Problem statement is needed\. What goes wrong/u);
  });

  it('leaves the answers to other steps alone, and trims its own', () => {
    const raw = { ...filledIn(NEW_FORM), title: '  A title ', team: ' untouched ' };
    expect(checkStep(NEW_FORM, 'need', raw)).toMatchObject({
      ok: true,
      answers: { title: 'A title', team: ' untouched ' },
    });
  });

  it('NEW-1: refuses a title of 243 characters at the field, with both numbers', () => {
    const errors = errorsOf(NEW_FORM, 'need', filledIn(NEW_FORM, { title: 'x'.repeat(243) }));
    expect(errors).toEqual({ title: 'Title has 243 characters; at most 200 are allowed. Shorten it by 43.' });
  });

  it('counts characters as a person does: 200 emoji are 200', () => {
    expect(errorsOf(NEW_FORM, 'need', filledIn(NEW_FORM, { title: '🔒'.repeat(200) }))).toEqual({});
    expect(errorsOf(NEW_FORM, 'need', filledIn(NEW_FORM, { title: '🔒'.repeat(201) })).title).toContain(
      '201 characters',
    );
  });

  it('takes 3,000 characters of text and no more', () => {
    expect(errorsOf(NEW_FORM, 'need', filledIn(NEW_FORM, { problem: 'x'.repeat(3000) }))).toEqual({});
    expect(errorsOf(NEW_FORM, 'need', filledIn(NEW_FORM, { problem: 'x'.repeat(3001) })).problem).toContain('3001');
  });

  it('refuses a choice that is none of the answers, and a person who is no Slack id', () => {
    expect(errorsOf(NEW_FORM, 'weight', filledIn(NEW_FORM, { urgency: 'soon' })).urgency).toContain(
      'Within days · Within weeks',
    );
    expect(errorsOf(NEW_FORM, 'people', filledIn(NEW_FORM, { contact: '@someone' })).contact).toContain(
      'nobody in Slack',
    );
    expect(
      errorsOf(NEW_FORM, 'people', filledIn(NEW_FORM, { stakeholders: ['U0COLLEAG', 'x'] })).stakeholders,
    ).toContain('“x”');
  });

  it('DEC-14: records that there are no stakeholders, but not together with some, and not in silence', () => {
    const none = checkStep(NEW_FORM, 'people', filledIn(NEW_FORM, { stakeholders: ['none'] }));
    expect(none.ok && isNone(none.answers, 'stakeholders')).toBe(true);
    expect(none.ok && listOf(none.answers, 'stakeholders')).toEqual([]);
    expect(
      errorsOf(NEW_FORM, 'people', filledIn(NEW_FORM, { stakeholders: ['U0COLLEAG', 'none'] })).stakeholders,
    ).toContain('not both');
    expect(errorsOf(NEW_FORM, 'people', filledIn(NEW_FORM, { stakeholders: [] })).stakeholders).toContain(
      'tick “There are no',
    );
  });

  it('HAND-1: without ADRs it wants the date by which they are written, from today on', () => {
    const answers = filledIn(HANDOVER_FORM, { adrLinks: 'None', adrDate: '' });
    expect(Object.keys(errorsOf(HANDOVER_FORM, 'technical', answers))).toEqual(['adrDate']);
    const dated = (adrDate: string) =>
      errorsOf(HANDOVER_FORM, 'technical', { ...answers, adrDate }, '2026-11-21').adrDate;
    expect(dated('2026-11-21')).toBeUndefined();
    expect(dated('2026-11-20')).toContain('has passed');
    expect(dated('2026-02-30')).toContain('no date');
    expect(dated('2028-02-29')).toBeUndefined();
    const linked = checkStep(HANDOVER_FORM, 'technical', filledIn(HANDOVER_FORM));
    expect(linked.ok && linked.answers).not.toHaveProperty('adrDate');
  });

  it('DOOR-5: an existing issue is named by the address of a GitLab issue', () => {
    const linked = (sourceLink: string) =>
      errorsOf(NEW_FORM, 'weight', filledIn(NEW_FORM, { source: 'existing-issue', sourceLink })).sourceLink;
    expect(linked('https://gitlab.example.com/a/b/c/-/issues/12#note_3')).toBeUndefined();
    expect(linked('https://gitlab.example.com/a/b/-/work_items/12')).toBeUndefined();
    expect(linked('https://gitlab.example.com/a/b/-/merge_requests/12')).toContain('does not lead to a GitLab issue');
    expect(linked('https://a.example/x/-/issues/1 https://a.example/x/-/issues/2')).toContain('one address');
    expect(linked('#12')).toContain('no web address');
    expect(linked('javascript:alert(1)')).toContain('no web address');
    expect(linked('https://me:secret@gitlab.example.com/a/b/-/issues/1')).not.toContain('secret');
  });

  it('takes one address on each line', () => {
    const links = (relatedLinks: string) => checkStep(NEW_FORM, 'people', filledIn(NEW_FORM, { relatedLinks }));
    expect(links(' https://a.example/1 \n\n https://a.example/2')).toMatchObject({
      answers: { relatedLinks: 'https://a.example/1\nhttps://a.example/2' },
    });
    expect(links('https://a.example/1, https://a.example/2')).toMatchObject({ ok: false });
  });

  it('forgets the answer to a question that a later choice took back', () => {
    const raw = filledIn(NEW_FORM, { source: 'automation' });
    const result = checkStep(NEW_FORM, 'weight', raw);
    expect(result.ok && Object.keys(result.answers)).not.toContain('sourceLink');
    expect(askedAnswers(NEW_FORM, raw)).not.toHaveProperty('sourceReference');
  });
});

describe('answers', () => {
  it('are replaced field by field, and emptied where the newer ones are empty', () => {
    const fields = fieldsOf(QUESTION_FORM);
    expect(replaceAnswers({ question: 'old', topic: 'tool', else: 'kept' }, fields, { question: 'new' })).toEqual({
      else: 'kept',
      question: 'new',
    });
  });

  it('start with the person who asks as the contact', () => {
    expect(startingAnswers(NEW_FORM, 'U0REQUEST')).toEqual({ contact: 'U0REQUEST' });
    expect(startingAnswers(QUESTION_FORM, 'U0REQUEST')).toEqual({});
  });

  it('OTHER-1, DOOR-2: are carried to another form without retyping', () => {
    expect(carryAnswers(NEW_FORM, { question: 'How do we rotate tokens?' })).toEqual({
      problem: 'How do we rotate tokens?',
    });
    const other = filledIn(OTHER_FORM);
    expect(carryAnswers(NEW_FORM, other)).toMatchObject({
      title: other.title,
      problem: other.about,
      contact: other.contact,
      area: other.area,
    });
    const handover = filledIn(HANDOVER_FORM);
    expect(carryAnswers(NEW_FORM, handover)).toMatchObject({
      title: handover.toolName,
      problem: handover.customerProblem,
    });
    for (const from of INTAKE_FORMS) {
      for (const to of REQUEST_FORMS)
        expect(answersSchema(to).parse(carryAnswers(to, filledIn(from)))).toEqual(carryAnswers(to, filledIn(from)));
    }
  });

  it('say what is still missing of a request that came another way', () => {
    expect(missingFields(NEW_FORM, filledIn(NEW_FORM, { title: '', stakeholders: [] })).map(({ id }) => id)).toEqual([
      'title',
      'stakeholders',
    ]);
  });

  it('give a title of at most 200 characters', () => {
    expect(titleOf(NEW_FORM, { title: ' Rotate tokens ' })).toBe('Rotate tokens');
    expect(titleOf(QUESTION_FORM, { question: '\n First line \n second' })).toBe('First line');
    expect([...titleOf(QUESTION_FORM, { question: '🔒'.repeat(300) })]).toHaveLength(200);
  });

  it('are read however old: what is gone is dropped, what is new is absent, what became a list is one', () => {
    const schema = answersSchema(HANDOVER_FORM);
    expect(
      schema.parse({
        toolName: 'A',
        gone: 'x',
        healthCheck: 'tests-ci',
        adrLinks: ['https://a.example', 'https://b.example'],
        users: 7,
      }),
    ).toEqual({
      toolName: 'A',
      healthCheck: ['tests-ci'],
      adrLinks: 'https://a.example\nhttps://b.example',
    });
    for (const nothing of [null, undefined, 'text', [], 7]) expect(schema.parse(nothing)).toEqual({});
  });

  it('never stop an old record from being read', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...INTAKE_FORMS),
        fc.anything(),
        fc.dictionary(fc.string(), fc.anything()),
        (form, anything, stored) => {
          answersSchema(form).parse(anything);
          const answers = answersSchema(form).parse(stored);
          expect(answersSchema(form).parse(answers)).toEqual(answers);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('come back from the schema as they were checked', () => {
    for (const form of INTAKE_FORMS) {
      const checked = checkForm(form, filledIn(form));
      if (checked.ok)
        expect(answersSchema(form).parse(JSON.parse(JSON.stringify(checked.answers)))).toEqual(checked.answers);
    }
  });
});
