import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HANDOVER_FORM, NEW_FORM } from '../../src/domain/intake-forms.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { fillSteps } from './fill.ts';
import { submitOld, typeInOld } from './windows.ts';

let sandbox: Sandbox;
let requester: PersonDriver;
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0 });
  requester = sandbox.person('requester');
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const now = async (): Promise<string> => screen(await requester.modal());
const held = async (): Promise<string> => JSON.stringify(await requester.values());
const close = () => requester.closeModal({ all: true });

async function type(title: string): Promise<void> {
  await requester.command('intake new');
  await requester.fill({ Title: title, 'Problem statement': `${title}: the problem` });
}

describe('drafts', () => {
  it('what is typed in a long text is kept without any button, and offered in the chooser next time', async () => {
    await type('Rotate tokens');
    await close();
    await requester.command('intake');
    expect(await now()).toContain('Continue where you stopped');
    await requester.press('Continue draft');
    expect(await held()).toContain('Rotate tokens: the problem');
    expect(await held()).toContain('"value":"Rotate tokens"');
  });

  it('a direct door offers the draft of its form above a fresh one, and shows its answers when it is continued', async () => {
    await type('Rotate tokens');
    await close();
    await requester.command('intake handover');
    expect(await now()).not.toContain('Continue draft');
    await close();
    await requester.command('intake new');
    expect(await now()).toContain('You have a draft that was not sent');
    expect(await held()).not.toContain('Rotate tokens');
    await requester.fill({ Title: 'Another idea' });
    await requester.press('Continue draft');
    expect(await held()).toContain('Rotate tokens: the problem');
    expect(await held()).not.toContain('Another idea');
    await requester.fill({ 'Who is affected': 'Four engineers', 'User requirements': 'See which expire' });
    expect((await requester.submit()).errors).toEqual({});
    await requester.press('Back');
    expect(await held()).toContain('Four engineers');
    await close();
    await requester.command('intake');
    expect(await now()).toContain('Another idea');
    expect(await now()).toContain('Rotate tokens');
  });

  it('is kept at each step and at the preview, and goes on where it was left', async () => {
    await requester.command('intake new');
    await fillSteps(requester, { ...NEW_FORM, steps: NEW_FORM.steps.slice(0, 2) }, { Title: 'Rotate tokens' });
    await close();
    await requester.command('intake');
    await requester.press('Continue draft');
    expect(await now()).toContain('Step 3 of 4');
    await fillSteps(requester, { ...NEW_FORM, steps: NEW_FORM.steps.slice(2) });
    await requester.fill({ 'Who may see it': ['This request is sensitive'] });
    await close();
    await requester.command('intake');
    await requester.press('Continue draft');
    expect(await now()).toContain('Check and send');
    expect(await held()).toContain('"value":"yes"');
  });

  it('is gone once it was sent', async () => {
    await requester.command('intake handover');
    await fillSteps(requester, HANDOVER_FORM, { 'Tool name': 'Token keeper' });
    await requester.submit();
    await close();
    await requester.command('intake');
    expect(await now()).not.toContain('Token keeper');
  });

  it('a question that was typed is kept too, and is gone once it was asked', async () => {
    await requester.command('intake question');
    await requester.fill({ Question: 'Who owns the scanner?' });
    await close();
    await requester.command('intake');
    expect(await now()).toContain('Who owns the scanner?');
    await requester.press('Continue draft');
    await requester.submit();
    await close();
    await requester.command('intake');
    expect(await now()).not.toContain('Who owns the scanner?');
  });

  it('can be deleted, and what is typed beside it stays', async () => {
    await type('Rotate tokens');
    await close();
    await requester.command('intake new');
    await requester.fill({ Title: 'Another idea' });
    await requester.press('Delete draft');
    expect(await now()).not.toContain('Rotate tokens');
    expect(await held()).toContain('Another idea');
  });

  it('sent from another window it is not sent again, and nothing brings it back', async () => {
    await requester.command('intake new');
    await fillSteps(requester, NEW_FORM, { Title: 'Rotate tokens' });
    const old = await requester.modal();
    expect(screen((await requester.submit()).modal)).toContain('R-1');
    if (old === null) throw new Error('no preview');
    const again = await submitOld(sandbox, 'U0REQUEST', old, {});
    expect(screen(again.view)).toContain('was sent already: it is *R-1*');
    await sandbox.settled();
    expect(await sandbox.gitlab.issues()).toHaveLength(1);
    await close();
    await requester.command('intake');
    expect(await now()).not.toContain('Continue where you stopped');
  });

  it('another person’s draft is out of reach', async () => {
    await type('Rotate tokens');
    const view = await requester.modal();
    if (view === null) throw new Error('no step');
    const colleague = sandbox.person('colleague');
    await colleague.command('intake');
    expect(screen(await colleague.modal())).not.toContain('Rotate tokens');
    const answer = await submitOld(sandbox, 'U0COLLEAG', view, { 'f:title': { title: { value: 'Mine now' } } });
    expect(screen(answer.view)).toContain('sent or deleted elsewhere');
    await typeInOld(sandbox, 'U0COLLEAG', view, 'problem', 'Mine now');
    await sandbox.settled();
    await close();
    await requester.command('intake');
    await requester.press('Continue draft');
    expect(await held()).not.toContain('Mine now');
  });

  it('the three newest are offered, also after many messages were carried and left', async () => {
    for (const title of ['One', 'Two', 'Three', 'Four']) {
      await type(title);
      await close();
      sandbox.clock.advance(1_000);
    }
    for (let nth = 0; nth < 4; nth += 1) {
      const { ts } = await requester.say('general', `message ${nth}`);
      await requester.messageShortcut('message_to_request', { channel: 'general', ts });
      await close();
    }
    await requester.command('intake');
    const shown = await now();
    for (const title of ['*Four*', '*Three*', '*Two*']) expect(shown).toContain(title);
    expect(shown).not.toContain('*One*');
  });

  it('what arrives late from a step that was sent does not undo what was sent', async () => {
    await requester.command('intake new');
    const view = await requester.modal();
    const own = { Title: 'Rotate tokens', 'Problem statement': 'The whole text' };
    await fillSteps(requester, { ...NEW_FORM, steps: NEW_FORM.steps.slice(0, 1) }, own);
    if (view === null) throw new Error('no step');
    await typeInOld(sandbox, 'U0REQUEST', view, 'problem', 'The whole te');
    await sandbox.settled();
    await requester.press('Back');
    expect(await held()).toContain('The whole text');
  });
});
