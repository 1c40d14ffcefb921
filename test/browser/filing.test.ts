import { describe, it } from 'vitest';
import { HANDOVER_FORM, NEW_FORM } from '../../src/domain/intake-forms.ts';
import { prepareDay } from './day.ts';
import { fillAll, type Words } from './fill.ts';
import { type AtThePage, seen } from './person.ts';
import { HANDOVER, NET_NEW } from './words.ts';

const day = prepareDay();

/** Every answer stands in the open work item, line by line; the title above it and dates are looked at apart. */
async function showsAnswers({ gitlab }: AtThePage, words: Words, but: readonly string[]): Promise<void> {
  const description = gitlab.getByRole('region', { name: 'Description' });
  const answers = Object.entries(words).filter(([label]) => !but.includes(label));
  const lines = answers.flatMap(([, answer]) => [answer].flat()).flatMap((answer) => answer.split('\n'));
  for (const line of lines) await seen(description, line);
}

async function send(person: AtThePage): Promise<void> {
  await person.press('Send request');
  await person.modal.getByText('R-1', { exact: true }).waitFor();
  await person.press('Close');
  await person.modal.waitFor({ state: 'hidden' });
}

describe('a person in the browser', () => {
  it('files a net-new request and finds the GitLab issue with all answers in the pane (NEW-1, NEW-2)', async () => {
    const requester = await day.as('requester');
    await requester.say('/prodseceng intake');
    await requester.modal.getByLabel('Net-new request', { exact: true }).check();
    await requester.press('Continue');
    await fillAll(requester, NEW_FORM, NET_NEW);
    await seen(requester.modal, 'Four engineers on rotation, and every team that releases that day.');
    await send(requester);

    await requester.openWorkItem('Rotate expiring deploy tokens');
    await requester.gitlab.getByRole('heading', { name: 'Rotate expiring deploy tokens' }).waitFor();
    await showsAnswers(requester, NET_NEW, ['Title']);
    await seen(requester.gitlab, 'Confidential');
    for (const label of ['ProdSecEng Candidate', 'workflow', 'validation backlog', 'ProdSecEngMetric', 'Pending'])
      await seen(requester.gitlab.getByRole('article').getByRole('list', { name: 'Labels' }), label);

    const card = requester.message('Rotate expiring deploy tokens');
    await seen(card, '@product-security-engineering');
    await card.getByRole('link', { name: /#1$/ }).click();
    await requester.gitlab.getByRole('heading', { name: 'Work item #1', exact: true }).waitFor();
  });

  it('files a handover and finds the GitLab issue with all answers in the pane (HAND-1)', async () => {
    const requester = await day.as('engineering');
    await requester.say('/prodseceng intake handover');
    await fillAll(requester, HANDOVER_FORM, HANDOVER);
    await seen(requester.modal, 'Collects reports each hour, removes doubles, and files what is left.');
    await send(requester);
    await seen(requester.message('Report collector'), 'Ownership transfer');

    const engineer = await day.as('engineer');
    await engineer.openWorkItem('Report collector');
    await engineer.gitlab.getByRole('heading', { name: 'Report collector' }).waitFor();
    await showsAnswers(engineer, HANDOVER, ['Tool name', 'ADRs written by']);
    await seen(engineer.gitlab.getByRole('region', { name: 'Description' }), /2099/);
  });
});
