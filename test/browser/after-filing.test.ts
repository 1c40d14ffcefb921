import { describe, expect, it } from 'vitest';
import { fileSomething } from '../journeys/filing.ts';
import { prepareDay } from './day.ts';
import { seen } from './person.ts';

const day = prepareDay({ webhook: true });

async function filed(): Promise<void> {
  await fileSomething(day.sandbox().person('requester'), 1);
  await day.sandbox().settled();
}

describe('after a request is filed, in the browser', () => {
  it('an engineer claims it on its card, and everybody who looks at the channel sees it', async () => {
    await filed();
    const requester = await day.as('requester');
    await seen(requester.message('Wish1 title1'), 'nobody yet');
    const engineer = await day.as('engineer');
    await engineer.message('Wish1 title1').getByRole('button', { name: 'Claim', exact: true }).click();

    for (const someone of [engineer, requester]) await seen(someone.message('Wish1 title1'), '@Engineer');
    expect(await engineer.message('Wish1 title1').getByRole('button', { name: 'Claim', exact: true }).count()).toBe(0);
  });

  it("a comment made in GitLab appears in the request's thread, an internal note does not", async () => {
    await filed();
    const requester = await day.as('requester');
    const engineer = await day.as('second-engineer');
    await engineer.openWorkItem('Wish1 title1');
    const { gitlab } = engineer;
    await gitlab.getByLabel('Write a comment').fill('Only for the team to read');
    await gitlab.getByLabel('Internal note').check();
    await gitlab.getByRole('button', { name: 'Comment', exact: true }).click();
    await seen(gitlab.getByRole('region', { name: 'Comments' }), 'Only for the team to read');
    await gitlab.getByLabel('Write a comment').fill('Which pipelines are meant?');
    await gitlab.getByRole('button', { name: 'Comment', exact: true }).click();

    await requester
      .message('Wish1 title1')
      .getByRole('button', { name: /repl(y|ies)$/ })
      .click();
    await seen(requester.thread, 'Which pipelines are meant?');
    await seen(requester.thread, /Second engineer/);
    expect(await requester.thread.getByText('Only for the team to read').count()).toBe(0);
  });

  it('App Home shows a requester what they asked for, and the team its queue', async () => {
    await filed();
    const requester = await day.as('requester', 'home');
    await seen(requester.middle, /R-1/);
    await seen(requester.middle, /Wish1 title1/);
    const engineer = await day.as('engineer', 'home');
    await seen(engineer.middle, /Wish1 title1/);
    const guest = await day.as('guest', 'home');
    await guest.middle.getByRole('heading', { name: 'App Home' }).waitFor();
    expect(await guest.middle.getByText(/Wish1 title1/).count()).toBe(0);
  });

  it('what a request has no room for stands in a menu, and is asked again before it is done', async () => {
    await filed();
    const engineer = await day.as('engineer');
    await engineer.message('Wish1 title1').getByRole('button', { name: 'Open', exact: true }).click();
    await engineer.modal.getByRole('button', { name: 'More actions' }).click();
    await engineer.page.getByRole('menuitem', { name: 'Mark sensitive' }).click();
    await engineer.press('Make it sensitive');
    await seen(engineer.modal, /is sensitive now/);
    await engineer.press('Close');
    await expect.poll(() => engineer.message('Wish1 title1').count()).toBe(0);
  });

  it('an address may name a role, and is that person’s from then on', async () => {
    const { page } = await day.as('requester');
    await page.goto(`${day.sandbox().url}/#as=engineer&at=home`);
    await page.reload();
    await expect.poll(() => page.getByLabel('You are').inputValue()).toBe('U0ENGINE1');
    await expect.poll(() => page.url()).toContain('as=U0ENGINE1');
  });

  it('a message becomes a request, its text carried in', async () => {
    await day.sandbox().person('colleague').say('general', 'Nobody notices when a runner token expires.');
    const requester = await day.as('requester', 'C0GENERAL');
    const message = requester.message('Nobody notices when a runner token expires.');
    await message.hover();
    await message.getByRole('button', { name: 'More message actions' }).click();
    await requester.page.getByRole('menuitem', { name: 'Turn into a request' }).click();
    await requester.modal.getByLabel('Net-new request', { exact: true }).check();
    await requester.press('Continue');
    const problem = requester.modal.getByLabel('Problem statement', { exact: true });
    await expect.poll(() => problem.inputValue()).toContain('Nobody notices when a runner token expires.');
  });
});
