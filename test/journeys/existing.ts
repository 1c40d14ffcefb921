import { NEW_FORM } from '../../src/domain/intake-forms.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { fillSteps } from './fill.ts';

/** Sends a net-new request about an issue that is in GitLab already (DOOR-5). */
export async function fileAboutIssue(person: PersonDriver, url: string, how: { sensitive?: boolean } = {}) {
  await person.command('intake new');
  await fillSteps(person, { ...NEW_FORM, steps: NEW_FORM.steps.slice(0, 2) }, { Title: 'Rotate tokens' });
  await person.fill({ 'Build it or validate it': 'Have it built', Urgency: 'No date', 'Expected criticality': 'Low' });
  await person.fill({
    'Area of ownership': 'ProdSec Automation',
    Source: 'Existing GitLab security enhancement issue',
  });
  await person.fill({ 'Existing issue': url });
  await person.submit();
  await fillSteps(person, { ...NEW_FORM, steps: NEW_FORM.steps.slice(3) });
  if (how.sensitive === true) await person.fill({ 'Who may see it': ['This request is sensitive'] });
  await person.submit();
  await person.closeModal({ all: true });
}
