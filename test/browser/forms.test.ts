import { describe, expect, it } from 'vitest';
import { NEW_FORM } from '../../src/domain/intake-forms.ts';
import { prepareDay } from './day.ts';
import { fillStep } from './fill.ts';
import { seen } from './person.ts';
import { NET_NEW } from './words.ts';

const day = prepareDay();
const [NEED = '', CASE = '', WEIGHT = ''] = NEW_FORM.steps.map(({ title }) => title);

describe('a form in the browser', () => {
  it('shows an error at the field that it is about, says what would be right, and keeps what was typed', async () => {
    const requester = await day.as('requester');
    const { modal, page } = requester;
    await requester.say('/prodseceng intake new');
    await fillStep(requester, NEW_FORM, 0, { ...NET_NEW, Title: 'x'.repeat(201) });
    await requester.press('Next');

    const title = modal.getByLabel('Title', { exact: true });
    const error = page.locator(`[id="${await title.getAttribute('id')}-error"]`);
    await seen(error, /200/);
    await expect.poll(() => title.getAttribute('aria-invalid')).toBe('true');
    expect(await title.getAttribute('aria-describedby')).toContain(await error.getAttribute('id'));
    await expect.poll(() => title.evaluate((input) => input === input.ownerDocument.activeElement)).toBe(true);
    expect(await modal.getByRole('alert').count()).toBe(1);
    expect(await modal.getByLabel('Who is affected', { exact: true }).inputValue()).toBe(NET_NEW['Who is affected']);

    await title.fill('Short enough');
    await requester.press('Next');
    await modal.getByRole('heading', { name: CASE, exact: true }).waitFor();
  });

  it('asks for what is missing before anything is sent', async () => {
    const requester = await day.as('requester');
    await requester.say('/prodseceng intake new');
    await requester.press('Next');
    await expect.poll(() => requester.modal.getByRole('alert').count()).toBe(NEW_FORM.steps[0]?.fields.length);
    await requester.modal.getByRole('heading', { name: NEED, exact: true }).waitFor();
  });

  it('loses nothing when one goes back, from a step or from the preview', async () => {
    const requester = await day.as('requester');
    const { modal } = requester;
    const valueIn = (label: string) => modal.getByLabel(label, { exact: true }).inputValue();
    await requester.say('/prodseceng intake new');
    await fillStep(requester, NEW_FORM, 0, NET_NEW);
    await requester.press('Next');
    await modal.getByRole('heading', { name: CASE, exact: true }).waitFor();
    await modal.getByLabel('Business case', { exact: true }).fill('Half a day each time');
    await requester.press('Back');

    await modal.getByRole('heading', { name: NEED, exact: true }).waitFor();
    for (const { label } of NEW_FORM.steps[0]?.fields ?? []) expect(await valueIn(label)).toBe(NET_NEW[label]);
    await requester.press('Next');
    await modal.getByRole('heading', { name: CASE, exact: true }).waitFor();
    expect(await valueIn('Business case')).toBe('Half a day each time');

    await fillStep(requester, NEW_FORM, 1, NET_NEW);
    await requester.press('Next');
    await modal.getByRole('heading', { name: WEIGHT, exact: true }).waitFor();
    await fillStep(requester, NEW_FORM, 2, NET_NEW);
    await requester.press('Next');
    await fillStep(requester, NEW_FORM, 3, NET_NEW);
    await requester.press('Preview');
    await modal.getByRole('button', { name: 'Send request' }).waitFor();
    await requester.press('Back');
    expect(await valueIn('Requesting team')).toBe(NET_NEW['Requesting team']);
    await modal.getByRole('button', { name: 'Remove Product counterpart' }).waitFor();
    await requester.press('Back');
    await modal.getByRole('heading', { name: WEIGHT, exact: true }).waitFor();
    expect(await modal.getByLabel('Within weeks', { exact: true }).isChecked()).toBe(true);
  });

  it('that was closed is offered again as a draft with all that was typed', async () => {
    const requester = await day.as('requester');
    await requester.say('/prodseceng intake new');
    await fillStep(requester, NEW_FORM, 0, NET_NEW);
    await requester.press('Next');
    await requester.modal.getByRole('heading', { name: CASE, exact: true }).waitFor();
    await requester.press('Close modal');
    await requester.modal.waitFor({ state: 'hidden' });

    await requester.say('/prodseceng intake');
    await seen(requester.modal, 'Rotate expiring deploy tokens without doing it by hand');
    await requester.press('Continue draft');
    await requester.modal.getByRole('heading', { name: CASE, exact: true }).waitFor();
    await requester.press('Back');
    const problem = requester.modal.getByLabel('Problem statement', { exact: true });
    await expect.poll(() => problem.inputValue()).toBe(NET_NEW['Problem statement']);
  });
});
