import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NEW_FORM } from '../../src/domain/intake-forms.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { fillNetNew, fillSteps } from './fill.ts';

let sandbox: Sandbox;
let requester: PersonDriver;
let colleague: PersonDriver;
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0 });
  [requester, colleague] = [sandbox.person('requester'), sandbox.person('colleague')];
  await fillNetNew(requester, { Title: 'Rotate expiring tokens', 'Problem statement': 'Tokens expire at night' });
  await requester.closeModal({ all: true });
  await sandbox.settled();
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const now = async (): Promise<string> => screen(await colleague.modal());

async function typeAlike(): Promise<void> {
  await colleague.command('intake new');
  await colleague.fill({ Title: 'Tokens that rotate', 'Problem statement': 'Expiring tokens wake us up' });
}

describe('look-alikes (DOOR-8)', () => {
  it('are shown while the form is filled, with what became of them', async () => {
    await typeAlike();
    expect(await now()).toContain('*R-1* Rotate expiring tokens\n_new_');
    await requester.command('request R-1');
    await requester.press('Withdraw');
    await requester.fill({ Reason: 'Another team has solved it' });
    await requester.submit();
    await colleague.fill({ 'Who is affected': 'All of us' });
    await colleague.fill({ 'User requirements': 'No alarms' });
    await colleague.submit();
    expect(await now()).toContain('_withdrawn_: Another team has solved it');
    expect(await now()).not.toContain('[Join that request]');
  });

  it('go away again when the text is about something else', async () => {
    await typeAlike();
    await colleague.fill({ Title: 'Something', 'Problem statement': 'Wholly different words' });
    expect(await now()).not.toContain('R-1');
  });

  it('“That one helps me”: nothing is filed, and the draft is gone', async () => {
    await typeAlike();
    await colleague.press('That one helps me');
    expect(await now()).toContain('Nothing was filed');
    await colleague.closeModal({ all: true });
    await colleague.command('intake');
    expect(await now()).not.toContain('Continue where you stopped');
    await sandbox.settled();
    expect(await sandbox.gitlab.issues()).toHaveLength(1);
  });

  it('“Join that request”: with one’s own use case, on the work item and told to its requester', async () => {
    await typeAlike();
    await colleague.press('Join that request');
    expect(JSON.stringify(await colleague.values())).toContain('Expiring tokens wake us up');
    await colleague.fill({ 'Your use case': 'Four engineers on call' });
    expect(screen((await colleague.submit()).modal)).toContain('You joined R-1');
    await sandbox.settled();
    const { issue, notes } = await sandbox.gitlab.issue(1);
    expect(issue.description).toContain("joined by: Requester's colleague");
    expect(notes.map(({ body }) => body).join('\n')).toContain('Four engineers on call');
    const dms = (await requester.dms()).map((each) => screen(each)).join('\n');
    expect(dms).toContain('Someone joined your request *R-1*');
    await colleague.closeModal({ all: true });
    await colleague.command('request R-1');
    expect(await now()).toContain('Tokens expire at night');
    await colleague.closeModal({ all: true });
    await colleague.command('intake');
    expect(await now()).not.toContain('Tokens that rotate');
  });

  it('a look at joining loses nothing: neither what was typed in the form, nor the use case', async () => {
    await colleague.command('intake new');
    await colleague.fill({ 'Problem statement': 'Expiring tokens wake us up' });
    await colleague.fill({ Title: 'Typed last, and not sent' });
    await colleague.press('Join that request');
    await colleague.fill({ 'Your use case': 'Half a use case' });
    await colleague.press('Back to your request');
    const values = JSON.stringify(await colleague.values());
    expect(values).toContain('Typed last, and not sent');
    expect(values).toContain('Expiring tokens wake us up');
    await colleague.press('Join that request');
    expect(JSON.stringify(await colleague.values())).toContain('Half a use case');
  });

  it('are shown at the preview once more; joining can be called off from there', async () => {
    await colleague.command('intake new');
    await fillSteps(colleague, NEW_FORM, { Title: 'Tokens that rotate', 'Problem statement': 'Expiring tokens' });
    expect(await now()).toContain('*R-1* Rotate expiring tokens');
    await colleague.press('Join that request');
    await colleague.press('Back to your request');
    expect(await now()).toContain('Check and send');
  });

  it('INV-2: a sensitive request is never among them', async () => {
    await requester.command('request R-1');
    await requester.press('Mark sensitive');
    await requester.submit();
    await typeAlike();
    expect(await now()).not.toContain('R-1');
  });

  it('an empty use case is refused at the field', async () => {
    await typeAlike();
    await colleague.press('Join that request');
    await colleague.fill({ 'Your use case': '   ' });
    expect((await colleague.submit()).errors.use_case).toContain('needed');
  });
});
