import { expect, test } from 'vitest';
import { defaultSettings } from '../../../src/config/settings.ts';
import type { Stage } from '../../../src/domain/stage.ts';
import { stageTemplateAnswers, stageTemplateIn } from '../../../src/domain/stage-template.ts';
import { SUNSET } from '../../../src/domain/sunset.ts';
import { TRANSFER } from '../../../src/domain/transfer.ts';
import { issueTemplates } from '../../../src/workflows/adopt/templates.ts';

/** Lists of a sunset depend on what began it alone. */
const DIRECT = { details: {} } as Stage;

test('DOOR-9: there is an issue template for each form that becomes a work item', () => {
  const templates = issueTemplates(defaultSettings()).slice(0, 3);
  expect(templates.map(({ file }) => file)).toEqual([
    'ProdSecEng net-new request.md',
    'ProdSecEng ownership transfer.md',
    'ProdSecEng other request.md',
  ]);
  for (const { body } of templates) {
    expect(body).toMatch(/^<!-- prodseceng:template:(new|handover|other) -->/);
    expect(body).toContain(
      '/label ~"ProdSecEng Candidate" ~"workflow::validation backlog" ~"ProdSecEngMetric::Pending"\n/confidential',
    );
  }
  const settings = defaultSettings();
  settings.gitlab.confidential = false;
  expect(issueTemplates(settings)[0]?.body).not.toContain('/confidential');
});

test('SUN-1, SUN-6: there is a template for a sunset, a transfer and an ADR, from the tables of the workflows', () => {
  const [sunset, transfer, adr] = issueTemplates(defaultSettings()).slice(3);
  expect([sunset?.file, transfer?.file, adr?.file]).toEqual(['Sunset Tooling.md', 'Transfer Tooling.md', 'ADR.md']);
  for (const { title } of SUNSET.lists(DIRECT).flatMap(({ items }) => items)) expect(sunset?.body).toContain(title);
  for (const { title } of TRANSFER.lists(DIRECT).flatMap(({ items }) => items)) expect(transfer?.body).toContain(title);
  expect(sunset?.body).toContain('- [ ] Identify alternatives');
  expect(sunset?.body).toContain('/label ~"workflow::in dev"');
  expect(adr?.body).not.toContain('/label');
  for (const template of [sunset, transfer, adr]) {
    const { body = '' } = template ?? {};
    expect(body).toContain('/confidential');
    const found = stageTemplateIn(body);
    if (found === null) throw new Error('a template that is not known again');
    const empty = stageTemplateAnswers(found, body);
    expect(found.asks.map(({ heading }) => empty(heading))).toEqual(found.asks.map(() => ''));
    const filled = body.replaceAll(/(## (?:Tool|Why)\n)/g, '$1\nT-1\n');
    expect(stageTemplateAnswers(found, filled)('Tool')).toBe('T-1');
  }
});
