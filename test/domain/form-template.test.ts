import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answers, type Form, fieldsOf, headingOf } from '../../src/domain/form.ts';
import {
  parseTemplate,
  templateFormId,
  templateMarkdown,
  templateMarker,
  templateMentions,
} from '../../src/domain/form-template.ts';
import { HANDOVER_FORM, NEW_FORM, OTHER_FORM, REQUEST_FORMS } from '../../src/domain/intake-forms.ts';
import { filledIn } from './form-fixtures.ts';

/** What a template can carry: no title, which the issue has itself, and no Slack ids. */
function templateAnswers(form: Form, answers: Answers): Answers {
  const lost = fieldsOf(form).filter(
    ({ id, kind }) => id === form.titleField || kind === 'person' || kind === 'people',
  );
  return Object.fromEntries(Object.entries(answers).filter(([id]) => !lost.some((field) => field.id === id)));
}

const section = (heading: string, text: string): string => `## ${heading}\n\n${text}\n`;

describe('DOOR-9: the GitLab template of each form', () => {
  it.each(REQUEST_FORMS.map((form) => [form.id, form] as const))(
    '%s: carries the marker and every heading but the title’s',
    (id, form) => {
      const markdown = templateMarkdown(form, { quickActions: ['/confidential'] });
      expect(markdown.startsWith(`<!-- prodseceng:template:${id} -->\n`)).toBe(true);
      expect(templateFormId(markdown)).toBe(id);
      expect(markdown.match(/^\/confidential$/gmu)).toHaveLength(1);
      const headings = [...markdown.matchAll(/^## (.*)$/gmu)].map((match) => match[1]);
      expect(headings).toEqual(
        fieldsOf(form)
          .filter((field) => field.id !== form.titleField)
          .map(headingOf),
      );
    },
  );

  it.each(REQUEST_FORMS.map((form) => [form.id, form] as const))('%s: untouched, it holds no answer', (_id, form) => {
    expect(parseTemplate(form, templateMarkdown(form, { quickActions: ['/confidential'] }))).toEqual({});
    expect(templateMentions(form, templateMarkdown(form))).toEqual({});
  });

  it.each(REQUEST_FORMS.map((form) => [form.id, form] as const))(
    '%s: filled in, it gives the answers back',
    (_id, form) => {
      const answers = filledIn(form);
      expect(parseTemplate(form, templateMarkdown(form, { answers }))).toEqual(templateAnswers(form, answers));
      const none = Object.fromEntries(
        fieldsOf(form)
          .filter((field) => field.none !== undefined)
          .map((field) => [field.id, field.kind === 'people' || field.kind === 'choices' ? ['none'] : 'none']),
      );
      expect(parseTemplate(form, templateMarkdown(form, { answers: none }))).toEqual(none);
    },
  );

  it('gives every choice back by its label', () => {
    for (const form of REQUEST_FORMS) {
      for (const field of fieldsOf(form)) {
        for (const { id } of field.options ?? []) {
          const answers = { [field.id]: field.kind === 'choices' ? [id] : id };
          expect(parseTemplate(form, templateMarkdown(form, { answers }))).toEqual(answers);
        }
      }
    }
  });

  it('gives any text back in which no line is a heading of the form, a fence or a comment', () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.constantFrom(
        '# A heading of their own',
        '- [ ] a task',
        '> quote',
        '/close',
        '@all',
        '<b>',
        '| a | b |',
        '🔒',
        'مرحبا',
      ),
    );
    const text = fc
      .array(line, { minLength: 1, maxLength: 6 })
      .map((lines) =>
        lines
          .join('\n')
          .replace(/\r\n?/gu, '\n')
          .replace(/`{3}|~{3}|<!--/gu, '')
          .trim(),
      )
      .filter((joined) => joined !== '' && !/^ {0,3}#/mu.test(joined.replace('# A heading of their own', '')));
    const texts = (form: Form) => fieldsOf(form).filter(({ kind, id }) => kind === 'text' && id !== form.titleField);
    const filled = fc
      .constantFrom(...REQUEST_FORMS)
      .chain((form) =>
        fc.tuple(fc.constant(form), fc.record(Object.fromEntries(texts(form).map(({ id }) => [id, text])))),
      );
    fc.assert(
      fc.property(filled, ([form, answers]) => {
        expect(parseTemplate(form, templateMarkdown(form, { answers }))).toEqual(answers);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a template that people edited', () => {
  it('is read with headings at another level, in other letters, with remarks, and with Windows line ends', () => {
    const edited = [
      '#### PROBLEM STATEMENT:\r\n\r\nTokens expire.\r\n',
      '# **Who is affected** (required)\r\nFour people\r\n',
      '## 3. User requirements ##\r\n- one\r\n- two\r\n',
    ].join('\r\n');
    expect(parseTemplate(NEW_FORM, edited)).toEqual({
      problem: 'Tokens expire.',
      affected: 'Four people',
      requirements: '- one\n- two',
    });
  });

  it('keeps headings of their own in the text, and code blocks whole', () => {
    const text = 'Start\n\n### Details\n\n```sh\n## Users\nrun\n```\n\nEnd';
    expect(parseTemplate(HANDOVER_FORM, section('Current capabilities', text) + section('Users', 'Two teams'))).toEqual(
      {
        capabilities: text,
        users: 'Two teams',
      },
    );
  });

  it('does not lose the rest behind a code fence or a comment that is never closed', () => {
    const markdown =
      section('Problem statement', 'a\n```\nb') +
      section('Who is affected', 'x <!-- y') +
      section('Business case', 'c');
    expect(parseTemplate(NEW_FORM, markdown)).toEqual({
      problem: 'a\n```\nb',
      affected: 'x <!-- y',
      businessCase: 'c',
    });
  });

  it('puts together what stands under a heading twice, and leaves hidden comments out', () => {
    const markdown =
      section('Users', 'One <!-- not\nthis --> team') + section('Architecture', 'x') + section('Users', 'Another');
    expect(parseTemplate(HANDOVER_FORM, markdown)).toEqual({ users: 'One  team\n\nAnother', architecture: 'x' });
  });

  it.each([
    ['* [X] High', 'high'],
    ['1. [ x ] critical: tools blocking releases', 'critical'],
    ['- [x] **Medium**', 'medium'],
    ['[x] Low', 'low'],
    ['High, because of the releases', 'high'],
    ['- Low', 'low'],
    ['- [ ] High\n- [ ] Low', undefined],
    ['- [x] High\n- [x] Low', undefined],
    ['- [x] Extreme', undefined],
    ['Highly doubtful', undefined],
  ])('reads %j as criticality %s', (text, criticality) => {
    expect(parseTemplate(NEW_FORM, section('Expected criticality', text)).criticality).toBe(criticality);
  });

  it('finds addresses and dates in prose', () => {
    const markdown =
      section(
        'ADR links',
        'See [the ADR](https://a.example/adr/1), <https://a.example/adr/2>.\n- [ ] None yet: we will write them',
      ) +
      section('ADRs written by', 'by 2026-12-24, or 2026-99-99') +
      section('Earlier work items and PoCs', 'n/a');
    expect(parseTemplate(HANDOVER_FORM, markdown)).toEqual({
      adrLinks: 'https://a.example/adr/1\nhttps://a.example/adr/2',
      adrDate: '2026-12-24',
      earlierWork: 'none',
    });
  });

  it('leaves people to those who know which GitLab name is whose', () => {
    const markdown =
      section('Contact', '@requester') +
      section('Stakeholders', '- [ ] There are no other stakeholders\n@a.b-c, @d. me@example.com');
    expect(parseTemplate(OTHER_FORM, markdown)).toEqual({});
    expect(templateMentions(OTHER_FORM, markdown)).toEqual({ contact: ['requester'], stakeholders: ['a.b-c', 'd'] });
  });

  it('knows no form where there is no marker', () => {
    expect([templateFormId(null), templateFormId(''), templateFormId('<!-- prodseceng:request:R-1 -->')]).toEqual([
      null,
      null,
      null,
    ]);
    expect(parseTemplate(NEW_FORM, null)).toEqual({});
  });

  it('never throws, and takes no longer than the text is long', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.string(),
        fc.constantFrom(
          '## Users',
          '```',
          '~~~',
          '<!--',
          '-->',
          '- [x] High',
          '## Source',
          '\n',
          '\r',
          templateMarker(NEW_FORM),
        ),
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...REQUEST_FORMS), pieces, (form, parts) => {
        parseTemplate(form, parts.join('\n'));
        templateMentions(form, parts.join('\n'));
      }),
    );
    const start = process.hrtime.bigint();
    const heads = '## Expected criticality\n## Users\n## ADR links\n## Contact\n';
    for (const bit of [
      '<!--',
      '```a\n',
      '`',
      ' ',
      '(',
      '.',
      '@a.',
      'https://.',
      '- [',
      '#',
      '# ',
      '\n',
      '<!-- prodseceng:template:',
    ]) {
      for (const form of [NEW_FORM, HANDOVER_FORM]) {
        const hostile = heads
          .split('\n')
          .map((head) => `${head}\n${bit.repeat(20_000)}`)
          .join('\n');
        parseTemplate(form, hostile);
        templateMentions(form, hostile);
        templateFormId(hostile);
      }
    }
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(5000);
  });
});
