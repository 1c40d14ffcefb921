import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { fileAboutIssue } from './existing.ts';
import { dmsOf } from './filing.ts';

const INTAKE = 'C0INTAKE1';
const card = { channel: INTAKE, textContains: 'R-1' };
const ANSWERS = 'Problem statement of the requester';

let sandbox: Sandbox;
let requester: PersonDriver;
let colleague: PersonDriver;
let engineer: PersonDriver;
beforeEach(async () => {
  const people = {
    requester: 'requester@example.com',
    colleague: 'colleague@example.com',
    engineer: 'engineer@example.com',
  };
  sandbox = await startSandbox({ port: 0, webhook: true, settings: { gitlab: { people } } });
  [requester, colleague] = [sandbox.person('requester'), sandbox.person('colleague')];
  engineer = sandbox.person('engineer');
});
afterEach(async () => {
  const problems = sandbox.problems();
  await sandbox.stop();
  expect(problems).toEqual([]);
});

const existing = (more: { confidential?: boolean; labels?: string[] } = {}) =>
  sandbox.gitlab.create({ as: 'second-engineer', title: 'Hole in the vault', description: 'Its words.', ...more });
const puts = () => sandbox.gitlabStandIn.requests.filter(({ method }) => method === 'PUT').length;

/** All that stands in the intake channel, threads included. */
const channelSays = (): string =>
  JSON.stringify(sandbox.slack.slack.messages.inChannel(INTAKE).filter(({ visibleTo }) => visibleTo === undefined));

describe('a confidential issue that a request names (DOOR-5, INV-2)', () => {
  it.each([
    ['has an account in GitLab and no access', () => colleague],
    ['is not known in GitLab', () => sandbox.person('product')],
  ])('is not opened to a requester who %s: one is filed with its link', async (_, who) => {
    const issue = await existing({ confidential: true });
    await fileAboutIssue(who(), issue.webUrl);
    await sandbox.settled();
    const untouched = await sandbox.gitlab.issue(issue.iid);
    expect(untouched.issue).toMatchObject({ description: 'Its words.', labels: [], confidential: true });
    expect(untouched.notes).toEqual([]);
    const filed = (await sandbox.gitlab.issues()).filter(({ iid }) => iid !== issue.iid);
    expect(filed).toHaveLength(1);
    expect(filed[0]?.description).toContain(`<${issue.webUrl}>`);
    await sandbox.gitlab.comment({ as: 'engineer', iid: issue.iid, body: 'The key is under the mat' });
    await sandbox.tick();
    await sandbox.settled();
    expect(`${channelSays()}${await dmsOf(who())}`).not.toMatch(/under the mat|Hole in the vault/);
  });

  it('is adopted where they may read it there, and the request is sensitive from then on', async () => {
    const issue = await existing({ confidential: true });
    await sandbox.settled();
    // Known from what was adopted, not from a hook that comes after it.
    sandbox.gitlabStandIn.setWebhook(null);
    await fileAboutIssue(requester, issue.webUrl);
    await sandbox.settled();
    expect(await sandbox.gitlab.issues()).toHaveLength(1);
    const shown = screen(await engineer.message(card));
    expect(shown).toContain('Sensitive');
    expect(shown).not.toContain('Rotate tokens');
    await sandbox.gitlab.comment({ as: 'engineer', iid: issue.iid, body: 'The key is under the mat' });
    sandbox.clock.advance(61_000);
    await sandbox.tick();
    await sandbox.settled();
    expect(channelSays()).not.toContain('under the mat');
    expect(await dmsOf(requester)).toContain('under the mat');
    await colleague.command('request R-1');
    expect(screen(await colleague.modal())).not.toContain('Rotate tokens');
  });
});

describe('a sensitive request about an issue that everybody reads', () => {
  it('makes it confidential in the very change that writes its answers there', async () => {
    const issue = await existing();
    const seen: boolean[] = [];
    sandbox.gitlabStandIn.onChange(() => {
      const now = sandbox.gitlabStandIn.issue(101, issue.iid, 'engineer').issue;
      if (now.description.includes(ANSWERS)) seen.push(now.confidential);
    });
    await fileAboutIssue(requester, issue.webUrl, { sensitive: true });
    await sandbox.settled();
    expect(seen.length).toBeGreaterThan(0);
    expect(seen).not.toContain(false);
    expect((await sandbox.gitlab.issue(issue.iid)).issue).toMatchObject({ iid: issue.iid, confidential: true });
  });

  it('adopts it all the same when the answer to that was lost, though its requester cannot read it now', async () => {
    const issue = await existing();
    sandbox.gitlabFaults.next({ method: 'PUT', path: /\/issues\//, behave: 'do-then-502' });
    await fileAboutIssue(colleague, issue.webUrl, { sensitive: true });
    await sandbox.settled();
    sandbox.clock.advance(5_000);
    await sandbox.settled();
    expect(await sandbox.gitlab.issues()).toHaveLength(1);
    const { workItem } = (await sandbox.app().deps.storage.requests.request(1)) ?? {};
    expect(workItem).toMatchObject({ iid: issue.iid, adopted: true });
  });
});

describe('an adopted issue that is made confidential in GitLab later', () => {
  it('makes its request sensitive before its next comment is told, and takes the thread back', async () => {
    const { iid } = await existing({ labels: ['ProdSecEng Candidate'] });
    await sandbox.settled();
    await sandbox.gitlab.comment({ as: 'engineer', iid, body: 'Which door is it' });
    await sandbox.settled();
    expect(channelSays()).toContain('Which door is it');
    expect(channelSays()).toContain('Hole in the vault');
    const before = puts();
    // Both in one moment: the hook of the comment may come first.
    sandbox.gitlabStandIn.edit({ as: 'second-engineer', project: 101, iid, confidential: true });
    sandbox.gitlabStandIn.comment({ as: 'engineer', project: 101, iid, body: 'The key is under the mat' });
    await sandbox.settled();
    for (const word of ['under the mat', 'Which door', 'Hole in the vault']) expect(channelSays()).not.toContain(word);
    expect(channelSays()).toContain('Moved to direct messages');
    expect((await sandbox.app().deps.storage.requests.request(1))?.request.sensitive).toBe(true);
    expect(await dmsOf(engineer)).toContain('under the mat');
    expect(puts()).toBe(before);
    // Neither does the channel have it from a message that was there in between.
    const posted = sandbox.apiCalls().filter(({ method }) => method.startsWith('chat.'));
    const inChannel = posted.filter((call) => JSON.stringify(call).includes(INTAKE));
    expect(JSON.stringify(inChannel)).not.toContain('under the mat');
  });
});
