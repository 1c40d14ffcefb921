import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../src/domain/form.ts';
import { HANDOVER_FORM, NEW_FORM, REQUEST_FORMS } from '../../src/domain/intake-forms.ts';
import { issueAt, looksLikeIssue, looksLikeWork, webAddress } from '../../src/domain/links.ts';
import { formSections, previewLines } from '../../src/domain/work-item-text.ts';
import { filledIn } from './form-fixtures.ts';

const show = (id: string): string => `person ${id}`;

describe('NEW-2: the answers as sections of the work item', () => {
  it('has every answer but the title, in the order of the form', () => {
    for (const form of REQUEST_FORMS) {
      const answers = filledIn(form);
      const headings = formSections(form, answers, show).map(({ heading }) => heading);
      const expected = previewLines(form, answers, show).map(({ label }) => label);
      expect(['Tool name', 'Title']).toContain(expected[0]);
      expect(headings).toEqual(expected.slice(1));
    }
  });

  it('marks what a person typed, and only that', () => {
    const answers = filledIn(HANDOVER_FORM, { healthCheck: ['tests-ci', 'recovery'] });
    const sections = formSections(HANDOVER_FORM, answers, show);
    const verbatim = sections.filter((section) => section.verbatim).map(({ heading }) => heading);
    const typed = fieldsOf(HANDOVER_FORM).filter(
      ({ kind, when, id }) => (kind === 'text' || kind === 'line') && !when && id !== 'toolName',
    );
    expect(verbatim).toEqual(typed.map(({ label }) => label));
    expect(sections.find(({ heading }) => heading === 'Stakeholders')?.text).toBe('person U0COLLEAG, person U0PRODUCT');
    expect(sections.find(({ heading }) => heading === 'Health self-check')?.text).toBe(
      '- Tests run in CI on every change\n- Recovery was tried, and it worked',
    );
  });

  it('says none where none was answered, and leaves out what was not asked or not answered', () => {
    const answers = filledIn(NEW_FORM, { stakeholders: ['none'], relatedLinks: '', source: 'automation' });
    const headings = formSections(NEW_FORM, answers, show);
    expect(headings).toContainEqual({
      heading: 'Stakeholders',
      text: 'There are no other stakeholders',
      verbatim: false,
    });
    expect(headings.map(({ heading }) => heading)).not.toContain('Related links');
    expect(headings.map(({ heading }) => heading)).not.toContain('Risk reference');
  });

  it('links addresses, and quotes what is none', () => {
    const links = (relatedLinks: string) => formSections(NEW_FORM, { relatedLinks }, show)[0];
    expect(links('https://a.example/x y')).toMatchObject({ verbatim: true });
    expect(links('https://a.example/a"b')).toMatchObject({ text: '<https://a.example/a%22b>', verbatim: false });
    expect(links('https://a.example/1\nhttps://a.example/2')?.text).toBe(
      '- <https://a.example/1>\n- <https://a.example/2>',
    );
  });

  it('quotes an old answer that is no option any more', () => {
    expect(formSections(NEW_FORM, { urgency: '/close' }, show)).toEqual([
      { heading: 'Urgency', text: '/close', verbatim: true },
    ]);
  });
});

describe('addresses', () => {
  it('are http or https, and hold no password', () => {
    expect(webAddress(' https://a.example/é ')).toBe('https://a.example/%C3%A9');
    for (const text of [
      '',
      'a.example',
      'ftp://a.example',
      'https://',
      'https://u:p@a.example/',
      'https://a b',
      'https://a.example/>',
    ]) {
      expect(webAddress(text), text).toBeNull();
    }
  });

  it('DOOR-5: name an issue of this GitLab, wherever it is mounted', () => {
    const at = (address: string, base = 'https://gitlab.example.com') => issueAt(address, base);
    expect(at('https://gitlab.example.com/a/b/c/-/issues/12?x#note_1')).toEqual({ projectPath: 'a/b/c', iid: 12 });
    expect(at('https://gitlab.example.com/a/b/issues/12')).toEqual({ projectPath: 'a/b', iid: 12 });
    expect(at('https://gitlab.example.com/a/b/-/work_items/12/designs')).toEqual({ projectPath: 'a/b', iid: 12 });
    expect(at('http://localhost:3000/gitlab/a/b/-/issues/3', 'http://localhost:3000/gitlab/')).toEqual({
      projectPath: 'a/b',
      iid: 3,
    });
    expect(at('https://other.example.com/a/b/-/issues/12')).toBeNull();
    expect(at('https://gitlab.example.com/groups/a/-/epics/12')).toBeNull();
    expect(at('https://gitlab.example.com/a/b/-/issues/new')).toBeNull();
    expect(at('no address')).toBeNull();
    expect(looksLikeIssue('https://gitlab.example.com/a/b/-/issues')).toBe(false);
  });

  it('knows an epic or an issue by its shape, wherever GitLab is mounted', () => {
    expect(looksLikeWork('https://gitlab.example.com/groups/a/b/-/epics/12')).toBe(true);
    expect(looksLikeWork('https://example.com/gitlab/groups/a/-/epics/12')).toBe(true);
    expect(looksLikeWork('https://gitlab.example.com/a/b/-/issues/12')).toBe(true);
    expect(looksLikeWork('https://gitlab.example.com/groups/a/-/epics')).toBe(false);
    expect(looksLikeWork('https://docs.example.com/epics')).toBe(false);
    expect(looksLikeWork('no address')).toBe(false);
  });
});
