import { describe, expect, it } from 'vitest';
import { CRITICALITIES } from '../../src/domain/criticality.ts';
import {
  AREAS,
  CROSS_FUNCTIONAL_TEAMS,
  DOORS,
  doorFor,
  EMERGENCY_NOTE,
  OUT_OF_SCOPE,
  outOfScope,
  SELF_SERVICE,
  SOURCES,
} from '../../src/domain/doors.ts';
import { type Field, type Form, fieldsOf, headingOf, visibleFields } from '../../src/domain/form.ts';
import {
  HANDOVER_FORM,
  INTAKE_FORMS,
  intakeForm,
  NEW_FORM,
  OTHER_FORM,
  QUESTION_FORM,
  REQUEST_FORMS,
} from '../../src/domain/intake-forms.ts';

const labelled = (form: Form, label: string): Field | undefined =>
  fieldsOf(form).find((field) => field.label === label);

const NEW_1 = [
  'Title',
  'Problem statement',
  'Who is affected',
  'User requirements',
  'Alternatives explored',
  'Business case',
  'Urgency',
  'Expected criticality',
  'Product fit',
  'Customer value',
  'Requesting team',
  'Contact',
  'Stakeholders',
  'Build it or validate it',
];
const HAND_1 = [
  'Tool name',
  'Customer problem',
  'Business process',
  'Current capabilities',
  'Users',
  'Technical understanding',
  'Architecture',
  'ADR links',
  'ADRs written by',
  'Transferring team',
  'Contact',
  'Stakeholders',
  'Impact if unavailable',
  'Health self-check',
  'Product fit',
  'Customer value',
  'Earlier work items and PoCs',
  'Expected criticality',
];
const DOOR_5 = ['Source', 'Existing issue', 'Security team that asks', 'Risk reference'];
const DOOR_6 = ['Area of ownership'];

describe('the forms ask for every noun of the process', () => {
  it.each([
    ['NEW-1', NEW_FORM, NEW_1],
    ['HAND-1', HANDOVER_FORM, HAND_1],
    ['DOOR-5', NEW_FORM, DOOR_5],
    ['DOOR-5', HANDOVER_FORM, DOOR_5],
    ['DOOR-5', OTHER_FORM, DOOR_5],
    ['DOOR-6', NEW_FORM, DOOR_6],
    ['DOOR-6', HANDOVER_FORM, DOOR_6],
    ['DOOR-6', OTHER_FORM, DOOR_6],
  ])('%s: %o', (_rule, form, nouns) => {
    for (const noun of nouns) expect(labelled(form, noun), noun).toMatchObject({ required: true });
  });

  it('NEW-1, HAND-1: the first field names the work item, in at most 200 characters', () => {
    expect(fieldsOf(NEW_FORM)[0]).toMatchObject({ label: 'Title', id: NEW_FORM.titleField, maxLength: 200 });
    expect(fieldsOf(HANDOVER_FORM)[0]).toMatchObject({
      label: 'Tool name',
      id: HANDOVER_FORM.titleField,
      maxLength: 200,
    });
  });

  it('HAND-1: where there are no ADRs yet, a date is asked by which they are written', () => {
    const asked = (answers: Record<string, string>) =>
      visibleFields(fieldsOf(HANDOVER_FORM), answers).map(({ id }) => id);
    expect(asked({ adrLinks: 'none' })).toContain('adrDate');
    expect(asked({ adrLinks: 'https://example.com/adr' })).not.toContain('adrDate');
  });

  it('HAND-1: the health self-check asks for seven things, and none of them is an answer', () => {
    const check = labelled(HANDOVER_FORM, 'Health self-check');
    expect(check?.options?.map(({ id }) => id)).toEqual([
      'source-control',
      'owner-runbook',
      'tests-ci',
      'secrets',
      'monitoring',
      'documentation',
      'recovery',
    ]);
    expect(check?.none).toBeDefined();
  });

  it('DEC-14: stakeholders are asked on every form that makes a work item, and none is an answer', () => {
    for (const form of REQUEST_FORMS)
      expect(labelled(form, 'Stakeholders')).toMatchObject({ kind: 'people', required: true });
    for (const form of REQUEST_FORMS) expect(labelled(form, 'Stakeholders')?.none).toBeDefined();
  });

  it('DOOR-5: each source asks for what has to be known of it, and for nothing else', () => {
    const asked = (source: string, team = '') => {
      const ids = visibleFields(fieldsOf(NEW_FORM), { source, sourceTeam: team }).map(({ id }) => id);
      return ids.filter((id) => id.startsWith('source') && id !== 'source');
    };
    expect(SOURCES.map(({ id }) => [id, asked(id)])).toEqual([
      ['automation', []],
      ['existing-issue', ['sourceLink']],
      ['cross-functional', ['sourceTeam']],
      ['risk-register', ['sourceReference']],
      ['interlock', []],
    ]);
    expect(asked('cross-functional', 'another-team')).toEqual(['sourceTeam', 'sourceTeamName']);
    expect(asked('automation', 'another-team')).toEqual([]);
  });

  it('DOOR-5: the cross-functional teams are the documents’ five, or one by its own name', () => {
    expect(CROSS_FUNCTIONAL_TEAMS.map(({ label }) => label)).toEqual([
      'Vulnerability Management',
      'Security Compliance',
      'Security Risk',
      'Trust & Safety',
      'SIRT',
      'Another team',
    ]);
  });

  it('DOOR-6: the areas are the charter’s eight', () => {
    expect(AREAS.map(({ label }) => label)).toEqual([
      'Security Enhancement Features',
      'ProdSec Automation',
      '“Paved Roads” for Security',
      'ProdSec Tooling Integration',
      'Security Requirements Implementation',
      'Proof of Concepts and Validation',
      'Maintainers of existing ProdSec tooling',
      'Documentation and Knowledge Transfer',
    ]);
  });

  it('INV-3: the criticalities come with the documents’ examples', () => {
    expect(CRITICALITIES.map(({ label, description }) => `${label}: ${description}`)).toEqual([
      'Critical: Tools blocking security releases or incident response',
      'High: Tools supporting daily security operations',
      'Medium: Tools used weekly or monthly',
      'Low: Experimental or rarely-used tools',
    ]);
  });

  it('OTHER-1: a feature request names its tool', () => {
    const asked = (kind: string) => visibleFields(fieldsOf(OTHER_FORM), { kind }).some(({ id }) => id === 'tool');
    expect([asked('feature'), asked('something-else')]).toEqual([true, false]);
  });
});

describe('the doors', () => {
  it('DOOR-1: five doors, all but the last reachable by a word', () => {
    expect(DOORS.map(({ word }) => word)).toEqual(['new', 'handover', 'other', 'question', null]);
    expect(doorFor(' Handover ')?.label).toBe('Ownership transfer');
    expect(doorFor('elsewhere')).toBeUndefined();
    for (const { word } of DOORS) if (word) expect(intakeForm(word), word).toBeDefined();
  });

  it('DOOR-3: an out-of-scope topic is told its DRI, and that nothing was filed', () => {
    expect(OUT_OF_SCOPE.map(({ id }) => outOfScope(id)?.dri)).toEqual(['AppSec', 'InfraSec', 'VulnMgmt', 'PSIRT']);
    for (const { id, dri } of OUT_OF_SCOPE) {
      expect(outOfScope(id)?.text).toContain(dri);
      expect(outOfScope(id)?.text).toContain('Nothing was filed');
    }
    expect(outOfScope('tool')).toBeNull();
  });

  it('DOOR-3: the question form offers those topics', () => {
    const topics = labelled(QUESTION_FORM, 'Topic')?.options?.map(({ id }) => id);
    expect(topics).toEqual(expect.arrayContaining(OUT_OF_SCOPE.map(({ id }) => id)));
  });

  it('DOOR-4, DOOR-7: emergencies go to /security; doing it oneself needs no request', () => {
    expect(EMERGENCY_NOTE).toContain('/security');
    expect(SELF_SERVICE.paragraphs.join(' ')).toContain('contribute directly to the product');
  });
});

describe.each(INTAKE_FORMS.map((form) => [form.id, form] as const))('the %s form', (_id, form) => {
  const fields = fieldsOf(form);

  it('has an id of its own for each field, and a heading of its own', () => {
    expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
    expect(new Set(fields.map((field) => headingOf(field).toLowerCase())).size).toBe(fields.length);
  });

  it('fits a screen: at most six questions a step unless an answer opens more', () => {
    for (const step of form.steps) expect(visibleFields(step.fields, {}).length, step.id).toBeLessThanOrEqual(6);
  });

  it('fits Slack’s words: title 24, label 48, hint and placeholder 150, options 75', () => {
    expect(form.title.length).toBeLessThanOrEqual(24);
    for (const step of form.steps) expect(step.title.length).toBeLessThanOrEqual(150);
    for (const field of fields) {
      expect(field.label.length, field.id).toBeLessThanOrEqual(48);
      expect(field.hint.length, field.id).toBeLessThanOrEqual(150);
      expect(field.hint.length, field.id).toBeGreaterThan(15);
      expect(field.placeholder?.length ?? 0, field.id).toBeLessThanOrEqual(150);
      expect(field.none?.length ?? 0, field.id).toBeLessThanOrEqual(75);
      for (const option of field.options ?? []) {
        expect(option.label.length, option.id).toBeLessThanOrEqual(75);
        expect(option.description?.length ?? 0, option.id).toBeLessThanOrEqual(75);
      }
    }
  });

  it('lets a question depend only on an earlier one of its own step, and on an answer that exists', () => {
    for (const { fields: asked } of form.steps) {
      asked.forEach((field, index) => {
        if (!field.when) return;
        const decider = asked.slice(0, index).find(({ id }) => id === field.when?.field);
        const possible = [...(decider?.options ?? []).map(({ id }) => id), ...(decider?.none ? ['none'] : [])];
        expect(possible, field.id).toEqual(expect.arrayContaining([...field.when.is]));
      });
    }
  });

  it('never says PSE', () => {
    expect(JSON.stringify(form)).not.toMatch(/\bPSE\b/u);
  });
});
