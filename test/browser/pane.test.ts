import { describe, expect, it } from 'vitest';
import { fileSomething } from '../journeys/filing.ts';
import { prepareDay } from './day.ts';
import { seen } from './person.ts';

const day = prepareDay({ webhook: true, tier: 'premium' });

describe('the GitLab pane', () => {
  it('is where one labels, assigns and closes a work item', async () => {
    await fileSomething(day.sandbox().person('requester'), 1);
    await day.sandbox().settled();
    const engineer = await day.as('engineer');
    const { gitlab } = engineer;
    await engineer.openWorkItem('Wish1 title1');
    await gitlab.getByLabel('Add a label').fill('ProdSecEngMetric::Automation');
    await gitlab.getByRole('button', { name: 'Add', exact: true }).click();
    await gitlab.getByRole('button', { name: 'Remove label ProdSecEngMetric::Automation' }).waitFor();
    await gitlab.getByRole('button', { name: 'Remove label ProdSecEngMetric::Pending' }).waitFor({ state: 'hidden' });
    await gitlab.getByLabel('Assignee').selectOption({ label: 'Second engineer' });
    await seen(gitlab.getByRole('region', { name: 'Comments' }), /assigned to/);
    await gitlab.getByRole('button', { name: 'Close work item' }).click();
    await gitlab.getByRole('button', { name: 'Reopen work item' }).waitFor();

    const [issue] = await day.sandbox().gitlab.issues();
    expect(issue).toMatchObject({ state: 'closed', assignees: [{ username: 'second-engineer' }] });
  });

  it("is a door: an issue written with the app's template becomes a request with a card (DOOR-9)", async () => {
    const requester = await day.as('requester');
    const { gitlab } = requester;
    await gitlab.getByRole('button', { name: 'New work item' }).click();
    const template = gitlab.getByLabel('Template');
    const other = template.getByRole('option', { name: /other/i });
    await template.selectOption({ label: (await other.textContent()) ?? '' });
    await gitlab.getByLabel('Title').fill('A badge for services without an owner');
    await gitlab.getByRole('button', { name: 'Create work item' }).click();
    await gitlab.getByRole('heading', { name: 'A badge for services without an owner' }).waitFor();
    await requester.message('A badge for services without an owner').waitFor();
  });

  it('shows a person without a GitLab account nothing', async () => {
    await fileSomething(day.sandbox().person('requester'), 1);
    await day.sandbox().settled();
    const product = await day.as('product');
    await seen(product.gitlab, 'You have no account in this GitLab.');
    expect(await product.gitlab.getByText('Wish1 title1').count()).toBe(0);
  });
});
