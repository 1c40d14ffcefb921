import { expect, test } from 'vitest';
import { defaultSettings } from '../../../src/config/settings.ts';
import { issueTemplates } from '../../../src/workflows/adopt/templates.ts';

test('DOOR-9: there is an issue template for each form that becomes a work item', () => {
  const templates = issueTemplates(defaultSettings());
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
