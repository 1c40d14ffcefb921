import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NEW_FORM } from '../../src/domain/intake-forms.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { fillNetNew, fillSteps } from './fill.ts';

let sandbox: Sandbox;
let requester: PersonDriver;
beforeEach(async () => {
  const people = { requester: 'requester@example.com', engineer: 'engineer@example.com' };
  sandbox = await startSandbox({ port: 0, settings: { gitlab: { people } } });
  requester = sandbox.person('requester');
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const LABELS = ['ProdSecEng Candidate', 'workflow::validation backlog', 'ProdSecEngMetric::Pending'];
const now = async (person = requester): Promise<string> => screen(await person.modal());

/** An issue that people opened in GitLab themselves. */
const existing = (more: { confidential?: boolean; labels?: string[] } = {}) =>
  sandbox.gitlab.create({
    as: 'second-engineer',
    title: 'Tokens expire',
    description: 'Words of its author.',
    ...more,
  });

const about = (url: string) => ({
  Title: 'Rotate tokens',
  Source: 'Existing GitLab security enhancement issue',
  'Existing issue': url,
});

/** The step that asks for the source, filled; an address of an issue among the answers. */
async function sendSource(person: PersonDriver, url: string) {
  await person.command('intake new');
  await fillSteps(person, { ...NEW_FORM, steps: NEW_FORM.steps.slice(0, 2) }, { Title: 'Rotate tokens' });
  await person.fill({ 'Build it or validate it': 'Have it built', Urgency: 'No date', 'Expected criticality': 'Low' });
  await person.fill({ 'Area of ownership': 'ProdSec Automation', Source: about(url).Source });
  await person.fill({ 'Existing issue': url });
  return person.submit();
}

async function fileAbout(person: PersonDriver, url: string): Promise<void> {
  await sendSource(person, url);
  await fillSteps(person, { ...NEW_FORM, steps: NEW_FORM.steps.slice(3) });
  await person.submit();
  await sandbox.settled();
}

describe('a request about an existing issue (DOOR-5)', () => {
  it('files no second one: the issue is adopted, labelled, and keeps its own words and title', async () => {
    const issue = await existing({ confidential: true, labels: ['workflow::in dev'] });
    await fileAbout(requester, issue.webUrl);
    const [found, ...more] = await sandbox.gitlab.issues();
    expect(more).toEqual([]);
    expect(found).toMatchObject({ iid: issue.iid, title: 'Tokens expire' });
    expect([...(found?.labels ?? [])].sort()).toEqual(
      ['ProdSecEng Candidate', 'ProdSecEngMetric::Pending', 'workflow::in dev'].sort(),
    );
    expect(found?.description).toMatch(/^Words of its author\./);
    expect(found?.description).toContain('requester: Requester');
    expect(found?.description).toContain('Problem statement of the requester');
    const dms = (await requester.dms()).map((each) => screen(each)).join('\n');
    expect(dms).toContain(issue.webUrl);
  });

  it('INV-2: in an issue that more people read, the answers stand in an internal note', async () => {
    const issue = await existing();
    await fileAbout(requester, issue.webUrl);
    const found = await sandbox.gitlab.issue(issue.iid);
    expect(found.issue.labels).toEqual(expect.arrayContaining(LABELS));
    expect(found.issue.confidential).toBe(false);
    expect(found.issue.description).not.toContain('Problem statement of the requester');
    const internal = found.notes.filter((note) => note.internal);
    expect(internal).toHaveLength(1);
    expect(internal[0]?.body).toContain('Problem statement of the requester');
    await requester.closeModal({ all: true });
    await requester.command('request R-1');
    await requester.press('Add or correct');
    await requester.fill({ 'Problem statement': 'Corrected words' });
    for (const _ of NEW_FORM.steps) await requester.submit();
    await sandbox.settled();
    const after = await sandbox.gitlab.issue(issue.iid);
    expect(JSON.stringify([after.issue, after.notes.filter((note) => !note.internal)])).not.toContain(
      'Corrected words',
    );
    expect(JSON.stringify(after.notes.filter((note) => note.internal))).toContain('Corrected words');
    expect(after.notes.filter((note) => note.internal)).toHaveLength(2);
  });

  it('where the token cannot write, one is filed in the team’s project and links to it', async () => {
    const engineers = sandbox.gitlabStandIn;
    engineers.addProject({ id: 300, path: 'elsewhere/product', visibility: 'public', memberIds: [501] });
    const issue = await sandbox.gitlab.create({ as: 'requester', project: 300, title: 'Tokens expire' });
    await fileAbout(requester, issue.webUrl);
    const filed = (await sandbox.gitlab.issues()).filter(({ projectId }) => projectId === 101);
    expect(filed).toHaveLength(1);
    expect(filed[0]?.description).toContain(`<${issue.webUrl}>`);
    expect(filed[0]?.labels).toEqual(expect.arrayContaining(LABELS));
    expect((await sandbox.gitlab.issue(issue.iid, { project: 300 })).issue.labels).toEqual([]);
  });

  it('that is gone, or on another GitLab, is filed with its link', async () => {
    await fileAbout(requester, 'https://other.example.com/group/project/-/issues/7');
    const [issue] = await sandbox.gitlab.issues();
    expect(issue?.description).toContain('<https://other.example.com/group/project/-/issues/7>');
  });

  it('an address that leads to no issue is refused at the field', async () => {
    for (const url of ['https://gitlab.example.com/group/project/-/merge_requests/7', 'the issue about tokens']) {
      const { errors } = await sendSource(requester, url);
      expect(errors['f:sourceLink']).toMatch(/does not lead to a GitLab issue|no web address/);
      await requester.closeModal({ all: true });
    }
  });

  it('that is a request already is told at the field which one, and joined from there', async () => {
    await fillNetNew(requester, { Title: 'Rotate expiring tokens' });
    await requester.closeModal({ all: true });
    await sandbox.settled();
    const [issue] = await sandbox.gitlab.issues();
    const colleague = sandbox.person('colleague');
    await sendSource(colleague, issue?.webUrl ?? '');
    const shown = await now(colleague);
    expect(shown).toContain('This issue is request R-1 already, which is new.');
    expect(shown).toContain('*R-1* Rotate expiring tokens');
    expect(JSON.stringify(await colleague.values())).toContain(issue?.webUrl);
    await colleague.press('Join that request');
    await colleague.fill({ 'Your use case': 'We have it too' });
    expect(screen((await colleague.submit()).modal)).toContain('You joined R-1');
    await sandbox.settled();
    expect(await sandbox.gitlab.issues()).toHaveLength(1);
  });

  it('the error goes away with another source, and the form goes on', async () => {
    await fillNetNew(requester, { Title: 'Rotate expiring tokens' });
    await requester.closeModal({ all: true });
    await sandbox.settled();
    const [issue] = await sandbox.gitlab.issues();
    const colleague = sandbox.person('colleague');
    await sendSource(colleague, issue?.webUrl ?? '');
    await colleague.fill({ Source: 'Security Interlock' });
    expect((await colleague.submit()).errors).toEqual({});
    expect(await now(colleague)).toContain('Step 4 of 4');
  });

  it('INV-2: of a sensitive one no title is shown, and it cannot be joined', async () => {
    await requester.command('intake new');
    await fillSteps(requester, NEW_FORM, { Title: 'Hole in the vault' });
    await requester.fill({ 'Who may see it': ['This request is sensitive'] });
    await requester.submit();
    await sandbox.settled();
    const [issue] = await sandbox.gitlab.issues();
    const colleague = sandbox.person('colleague');
    await sendSource(colleague, issue?.webUrl ?? '');
    expect(await now(colleague)).toContain('request R-1 already');
    expect(await now(colleague)).not.toContain('vault');
    expect(await now(colleague)).not.toContain('Join that request');
  });

  it('taken by another request while this one was previewed, it is told before anything is filed', async () => {
    const issue = await existing({ confidential: true });
    await sendSource(requester, issue.webUrl);
    await fillSteps(requester, { ...NEW_FORM, steps: NEW_FORM.steps.slice(3) });
    await fileAbout(sandbox.person('engineer'), issue.webUrl);
    expect(screen((await requester.submit()).modal)).toContain('This issue is request R-1 already');
    await sandbox.settled();
    expect(await sandbox.gitlab.issues()).toHaveLength(1);
  });

  it('a crash between two steps of adopting leaves one request and one issue', async () => {
    const issue = await existing({ confidential: true });
    sandbox.gitlabFaults.next({ method: 'PUT', path: /\/issues\//, times: 1, behave: 'do-then-502' });
    await fileAbout(requester, issue.webUrl);
    for (let tries = 0; tries < 60; tries += 1) {
      await sandbox.settled();
      if ((await sandbox.gitlab.issue(issue.iid)).issue.labels.length >= 3) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await sandbox.tick();
    await sandbox.settled();
    expect(await sandbox.gitlab.issues()).toHaveLength(1);
    const { issue: found } = await sandbox.gitlab.issue(issue.iid);
    expect(found.description.match(/prodseceng:begin/g)).toHaveLength(1);
    await requester.closeModal({ all: true });
    await requester.command('request R-2');
    expect(await requester.modal()).toBeNull();
  });
});
