import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { templateMarkdown } from '../../../src/domain/form-template.ts';
import { NEW_FORM } from '../../../src/domain/intake-forms.ts';
import { pollGitLab } from '../../../src/workflows/adopt/poll.ts';
import { CANDIDATE, OTHER_PROJECT, openTeamWorld, START, TEAM_PROJECT, type TeamWorld } from './team-world.ts';

let world: TeamWorld;
beforeEach(async () => {
  world = await openTeamWorld();
});
afterEach(() => world.close());

const poll = () => pollGitLab(world.deps);
const create = (wanted: Partial<Parameters<TeamWorld['gitlab']['createIssue']>[0]>) =>
  world.gitlab.createIssue({ as: 'requester', project: TEAM_PROJECT, title: 'Rotate tokens', ...wanted });

function filledTemplate(): string {
  const answers = {
    problem: 'Tokens expire.\n\n- often',
    urgency: 'weeks',
    team: 'Security Platforms',
    affected: 'Four engineers',
  };
  const text = templateMarkdown(NEW_FORM, { answers, quickActions: [`/label ~"${CANDIDATE}"`, '/confidential'] });
  return text
    .replace(/(## Contact\n\n<!--.*?-->)/s, '$1\n\n@colleague')
    .replace(/(## Stakeholders\n\n<!--.*?-->)/s, '$1\n\n@engineer and @nobody-known');
}

describe('DOOR-9: issues of the team’s project become requests', () => {
  test('one opened from a template has its answers, door, people and labels-to-come', async () => {
    world.later();
    create({ description: filledTemplate() });
    await poll();
    const [file] = await world.requests();
    expect(file?.request).toMatchObject({
      door: 'new',
      title: 'Rotate tokens',
      origin: 'gitlab',
      state: 'new',
      sensitive: false,
      requesterId: 'U0REQUEST',
      authorName: 'Requester',
      gitlabAuthor: 'requester',
      contactId: 'U0COLLEAG',
    });
    expect(file?.request.answers).toMatchObject({
      title: 'Rotate tokens',
      urgency: 'weeks',
      stakeholders: ['U0ENGINE1'],
    });
    expect(file?.request.answers.problem).toContain('Tokens expire.');
    expect(file?.people.map(({ personId, role }) => [personId, role])).toEqual([['U0ENGINE1', 'stakeholder']]);
    expect(file?.workItem).toMatchObject({ projectId: TEAM_PROJECT, iid: 1, adopted: true, state: 'opened' });
    const kinds = (await world.owed()).map(({ kind, payload }) => [kind, payload.personId]);
    expect(kinds).toEqual([
      ['work-item-update', undefined],
      ['card', undefined],
      ['direct', 'U0REQUEST'],
    ]);
  });

  test('one with the candidate label and no template is an other request, in its own words', async () => {
    world.later();
    create({ labels: [CANDIDATE], description: 'Please watch <!-- hidden --> our logs.' });
    await poll();
    const [file] = await world.requests();
    expect(file?.request.door).toBe('other');
    expect(file?.request.answers).toEqual({ title: 'Rotate tokens', about: 'Please watch   our logs.' });
  });

  test('once, however often it is seen', async () => {
    world.later();
    create({ labels: [CANDIDATE] });
    await poll();
    world.later();
    world.gitlab.edit({ as: 'requester', project: TEAM_PROJECT, iid: 1, description: 'changed' });
    await poll();
    await poll();
    expect(await world.requests()).toHaveLength(1);
  });

  test('not: another project, no label and no template, closed, or filed by the app itself', async () => {
    world.later();
    create({ project: OTHER_PROJECT, labels: [CANDIDATE] });
    create({ description: 'only an issue' });
    create({ labels: [CANDIDATE] });
    world.gitlab.close({ as: 'requester', project: TEAM_PROJECT, iid: 2 });
    create({ as: 'prodseceng-bot', labels: [CANDIDATE], description: '<!-- prodseceng:request:R-7 -->\nours' });
    await poll();
    expect(await world.requests()).toEqual([]);
  });

  test('a copy that a person made of one of the app’s own is that person’s request', async () => {
    world.later();
    create({ labels: [CANDIDATE], description: '<!-- prodseceng:request:R-7 -->\ncopied' });
    await poll();
    expect(await world.requests()).toHaveLength(1);
  });

  test('an author who is nobody in Slack is shown by name, has no rights and gets no message', async () => {
    world.gitlab.addUser({ id: 700, username: 'shy', name: 'Shy author', publicEmail: null });
    world.gitlab.setMember(TEAM_PROJECT, 700, true);
    world.later();
    create({ as: 'shy', labels: [CANDIDATE] });
    await poll();
    const [file] = await world.requests();
    expect(file?.request).toMatchObject({
      requesterId: null,
      contactId: null,
      authorName: 'Shy author',
      gitlabAuthor: 'shy',
    });
    expect((await world.owed()).map(({ kind }) => kind)).toEqual(['work-item-update', 'card']);
  });

  test('an issue that its author made confidential is sensitive; one that the template made so is not', async () => {
    world.later();
    create({ labels: [CANDIDATE], confidential: true });
    create({ description: filledTemplate(), confidential: true });
    await poll();
    expect((await world.requests()).map(({ request }) => request.sensitive)).toEqual([true, false]);
  });
});

describe('DOOR-9: candidates from before the first start', () => {
  beforeEach(async () => {
    world.later(-60);
    create({ labels: [CANDIDATE], title: 'Old one' });
    create({ labels: [CANDIDATE], title: 'Old two' });
    create({ title: 'Old and unlabelled' });
    world.later(60);
    expect(world.deps.now()).toEqual(START);
    await poll();
  });

  test('are offered in one message, and not adopted by themselves, whatever happens to them', async () => {
    expect((await world.owed()).map(({ kind }) => kind)).toEqual(['older']);
    expect(await world.deps.storage.mentions.countOpenMentions('older')).toBe(2);
    world.later();
    world.gitlab.comment({ as: 'requester', project: TEAM_PROJECT, iid: 1, body: 'still wanted' });
    await poll();
    expect(await world.requests()).toEqual([]);
    expect(await world.owed()).toEqual([]);
  });

  test('one labelled since then is adopted', async () => {
    world.later();
    world.gitlab.label({ as: 'requester', project: TEAM_PROJECT, iid: 3, labels: [CANDIDATE] });
    await poll();
    expect((await world.requests()).map(({ request }) => request.title)).toEqual(['Old and unlabelled']);
  });

  test('one whose label is taken away and given again is adopted', async () => {
    world.later();
    world.gitlab.unlabel({ as: 'requester', project: TEAM_PROJECT, iid: 1, labels: [CANDIDATE] });
    await poll();
    expect(await world.deps.storage.mentions.countOpenMentions('older')).toBe(1);
    world.later();
    world.gitlab.label({ as: 'requester', project: TEAM_PROJECT, iid: 1, labels: [CANDIDATE] });
    await poll();
    expect((await world.requests()).map(({ request }) => request.title)).toEqual(['Old one']);
  });
});
