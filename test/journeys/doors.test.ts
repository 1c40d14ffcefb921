import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMERGENCY_NOTE, OUT_OF_SCOPE } from '../../src/domain/doors.ts';
import { QUESTION_FORM } from '../../src/domain/intake-forms.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { fillNetNew } from './fill.ts';

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

const INTAKE = 'security-capabilities-engineering';
const now = async (): Promise<string> => screen(await requester.modal());
const emergencies = (shown: string): boolean => shown.replaceAll('`', '').includes(EMERGENCY_NOTE);

describe('the doors', () => {
  it('DOOR-1: the chooser offers the five doors, each with when to use it', async () => {
    const { modal } = await requester.command('intake');
    const shown = screen(modal);
    for (const label of [
      'Net-new request',
      'Ownership transfer',
      'Other request',
      'General question',
      'Do it ourselves',
    ])
      expect(shown).toContain(label);
    expect(JSON.stringify(modal)).toContain('A tool exists, and your team would like ProdSecEng to own it');
  });

  it.each([
    ['Net-new request', 'Title'],
    ['Ownership transfer', 'Tool name'],
    ['Other request', 'Kind of request'],
    ['General question', 'Question'],
    ['Do it ourselves', 'contribute directly to the product'],
  ])('DOOR-1: %s leads on from the chooser', async (door, seen) => {
    await requester.command('intake');
    await requester.fill({ 'What brings you here?': door });
    const { modal } = await requester.submit();
    expect(screen(modal)).toContain(seen);
  });

  it.each([
    ['new', 'Title'],
    ['HANDOVER', 'Tool name'],
    ['  other ', 'Kind of request'],
    ['question', 'Question'],
    ['self-service', 'contribute directly to the product'],
  ])('DOOR-1: `intake %s` goes straight there', async (word, seen) => {
    const { modal } = await requester.command(`intake ${word}`);
    expect(screen(modal)).toContain(seen);
  });

  it('an unknown door answers with the nearest match and all doors', async () => {
    const { text, modal } = await requester.command('intake handovr');
    expect(modal).toBeNull();
    expect(text).toContain('There is no door “handovr”');
    expect(text).toContain('Did you mean `/prodseceng intake handover`?');
    expect(text).toContain('`/prodseceng intake new`');
    expect(emergencies(text)).toBe(true);
  });

  it('nothing, help and an unknown word answer with help; an unknown one with the nearest match first', async () => {
    for (const word of ['', 'help', 'HELP']) {
      const { text } = await requester.command(word);
      expect(text).toContain('/prodseceng intake [new|handover|other|question]');
      expect(text).not.toContain('There is no command');
    }
    expect((await requester.command('intaek')).text).toContain('Did you mean `/prodseceng intake`?');
    const { text } = await requester.command('<!channel> xyzzy');
    expect(text).toContain('There is no command');
    expect(text).not.toContain('<!channel>');
    expect(text).not.toContain('Did you mean');
  });

  it('a global shortcut opens the chooser', async () => {
    await requester.globalShortcut('intake_open');
    expect(await now()).toContain('What brings you here?');
  });

  it('DOOR-4: every screen of the intake says where emergencies go', async () => {
    const seen: string[] = [];
    const look = async () => void seen.push(await now());
    await fillNetNew(requester, { Title: 'Rotate expiring tokens' });
    await look();
    await requester.closeModal({ all: true });
    await requester.command('intake');
    await look();
    await requester.fill({ 'What brings you here?': 'Do it ourselves' });
    await requester.submit();
    await look();
    await requester.press('Ask for advice');
    await look();
    await requester.fill({ Topic: OUT_OF_SCOPE[0]?.label ?? '', Question: 'Who reviews this?' });
    await requester.submit();
    await look();
    await requester.closeModal({ all: true });
    await requester.command('intake new');
    await requester.fill({ Title: 'Rotate expiring tokens too' });
    await requester.fill({ 'Problem statement': 'Rotate expiring tokens' });
    await look();
    await requester.press('Join that request');
    await look();
    await requester.press('Back');
    await requester.press('That one helps me');
    await look();
    await requester.closeModal({ all: true });
    await requester.command('request R-1');
    await requester.press('Add or correct');
    await look();
    for (const each of seen) expect(emergencies(each), each).toBe(true);
    expect(seen).toHaveLength(9);
  });

  it('DOOR-3: a topic of someone else’s is answered in the chooser with who that is, and files nothing', async () => {
    for (const { label, dri } of OUT_OF_SCOPE) {
      await requester.command('intake');
      await requester.fill({ 'Choose a topic': label });
      const shown = await now();
      expect(shown).toContain(`${dri} is responsible for this, not ProdSecEng`);
      expect(emergencies(shown)).toBe(true);
      await requester.press('Back to the start');
      expect(await now()).toContain('What brings you here?');
      await requester.closeModal({ all: true });
    }
    await sandbox.settled();
    expect(await sandbox.gitlab.issues()).toEqual([]);
    expect((await requester.messages(INTAKE)).filter(({ bot }) => bot)).toEqual([]);
  });

  it('DOOR-7: the self-service door explains and records nothing; advice asks a question of that topic', async () => {
    await requester.command('intake');
    await requester.fill({ 'What brings you here?': 'Do it ourselves' });
    const { modal } = await requester.submit();
    expect(screen(modal)).toContain('Nothing of this is recorded here');
    await sandbox.settled();
    expect((await requester.messages(INTAKE)).filter(({ bot }) => bot)).toEqual([]);
    await requester.press('Ask for advice');
    expect((await requester.modal())?.title?.text).toBe(QUESTION_FORM.title);
    await requester.fill({ Question: 'Which scanner would you choose?' });
    await requester.submit();
    await sandbox.settled();
    expect(screen(await requester.message({ channel: INTAKE, textContains: 'Advice wanted' }))).toContain(
      'Which scanner',
    );
    expect(await sandbox.gitlab.issues()).toEqual([]);
  });

  it('the first step leads back to the doors, and what was typed goes along', async () => {
    await requester.command('intake new');
    await requester.fill({ Title: 'Token rotator', 'Problem statement': 'Tokens expire at night' });
    await requester.press('Back to the start');
    expect(await now()).toContain('Token rotator');
    await requester.fill({ 'What brings you here?': 'Ownership transfer' });
    await requester.submit();
    const values = JSON.stringify(await requester.values());
    expect(values).toContain('Token rotator');
    expect(values).toContain('Tokens expire at night');
  });
});
