import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { addValue, agreed, completeLoop } from './cocreating.ts';
import { CARD, fileFor, openPromises, propose } from './deciding.ts';
import { modalText } from './on-its-way.ts';

let sandbox: Sandbox;
let engineer: PersonDriver;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0 });
  engineer = sandbox.person('engineer');
});
afterEach(async () => {
  const problems = sandbox.problems();
  await sandbox.stop();
  expect(problems).toEqual([]);
});

async function decided(own: Record<string, string> = {}): Promise<void> {
  await fileFor(sandbox, 'build-product', own);
  await propose(sandbox, engineer, 'build-product');
  for (const who of ['product', 'engineering'])
    await sandbox.person(who).click({ dm: true, textContains: 'needs your agreement' }, 'Agree');
  await sandbox.settled();
}

const count = async (): Promise<number> => (await sandbox.app().deps.storage.stages.openStages(10)).length;

describe('a co-creation without a tool (COC-3, CHA-2)', () => {
  it('is refused before it is decided so', async () => {
    await fileFor(sandbox, 'build-product');
    expect((await engineer.command('cocreate R-1')).text).toContain('R-1 is not.');
    expect((await engineer.command('cocreate R-99')).text).toContain('There is no R-99');
  });

  it('starts once from the request, keeps the promise, and ends in the hand-off to the product team', async () => {
    await decided();
    expect(openPromises(sandbox)).toContain('start-cocreate');
    await engineer.command('request R-1');
    await engineer.press('Start co-create');
    const second = sandbox.person('second-engineer');
    await second.command('cocreate R-1');
    await engineer.submitTwice();
    await second.submit();
    expect(await modalText(second)).toContain('It was open already.');
    expect(await count()).toBe(1);
    expect(openPromises(sandbox)).not.toContain('start-cocreate');
    await sandbox.settled();
    const [issue] = await sandbox.gitlab.issues();
    expect(issue?.title).toMatch(/^Co-create: /u);
    expect(issue?.labels).toContain('ProdSecEngMetric::Tooling Integration');

    await engineer.closeModal({ all: true });
    await engineer.command('cocreate R-1');
    await engineer.press('Answer: Feature parity');
    await engineer.fill({ State: 'Done', Answer: 'All' });
    expect((await engineer.submit()).errors.state).toContain('Add the value propositions first');
    await engineer.closeModal();
    expect(
      await addValue(engineer, {
        'What it does for people': 'Finds owners',
        'What the product must match': 'Good enough',
      }),
    ).toHaveProperty('matches');
    await engineer.fill({ 'What that means': 'The first match' });
    await engineer.submit();
    expect(await modalText(engineer)).toContain('Finds owners');
    await completeLoop(engineer, 'loop-1');
    await agreed(sandbox, engineer, { Product: 'product', Engineering: 'engineering' });
    await engineer.press('End loop 1');
    await completeLoop(engineer, 'loop-2');
    await agreed(sandbox, engineer, { 'Eventual owning team': 'product' });
    await engineer.press('End loop 2');
    expect(await modalText(engineer)).toContain('The hand-off to the product team has begun');
    const [handOff] = await sandbox.app().deps.storage.stages.openStages(10);
    expect(handOff).toMatchObject({ kind: 'hand-off', toolId: null, requestId: 1, state: 'open' });
    await engineer.closeModal({ all: true });
    await engineer.command('request R-1');
    expect(await modalText(engineer)).toContain('Hand-off');
    await sandbox.settled();
    expect((await sandbox.gitlab.issues()).find(({ title }) => title.startsWith('Co-create: '))?.state).toBe('closed');
  });

  it('shows nothing of a sensitive request but its number to those it does not concern (INV-2)', async () => {
    await decided({ Sensitive: 'Yes' }).catch(() => undefined);
    const made = {
      kind: 'cocreate' as const,
      name: 'R-1',
      phase: 'loop-1',
      requestId: 1,
      details: { sensitive: true },
    };
    const { storage, now } = sandbox.app().deps;
    await storage.stages.openStage({ ...made, ownerId: 'U0ENGINE1' }, 'U0ENGINE1', [], now());
    const told = await sandbox.person('colleague').command('cocreate R-1');
    expect(told.text).toContain('kept to ProdSecEng');
    await engineer.command('cocreate R-1');
    expect(await modalText(engineer)).toContain('Loop 1');
  });
});

describe('who may do what in a co-creation (INV-2)', () => {
  it('shows it to every member, changes it for the team alone, and tells guests nothing; an old button does nothing', async () => {
    await decided();
    await engineer.command('cocreate R-1');
    await engineer.submit();
    await sandbox.settled();
    const requester = sandbox.person('requester');
    await requester.command('cocreate R-1');
    const seen = await modalText(requester);
    expect(seen).toContain('Next: Engage Product Management');
    expect(seen).not.toContain('[End loop 1]');
    expect(seen).not.toContain('[Answer]');
    const guest = await sandbox.person('guest').command('cocreate R-1');
    expect(guest.modal).toBeNull();
    expect(guest.text).not.toContain('Loop');

    await engineer.press('Answer: Refine the scope based on feedback');
    await engineer.fill({ State: 'Done' });
    const { storage, now } = sandbox.app().deps;
    const [open] = await storage.stages.openStages(1);
    await storage.stages.changeStage(
      open?.id ?? 0,
      () => ({ ok: true, value: { actor: 'x', action: 'cancelled', edit: { state: 'cancelled' }, answer: '' } }),
      now(),
    );
    expect(Object.values((await engineer.submit()).errors).join()).toContain('It has been cancelled');
  });

  it('keeps what is done while GitLab is down, and files its work item once it is back', async () => {
    await decided();
    sandbox.gitlabFaults.next({ method: 'POST', path: /\/issues$/, times: 1, behave: 'do-then-502' });
    await engineer.command('cocreate R-1');
    await engineer.submit();
    expect(await modalText(engineer)).toContain('its work item follows');
    await engineer.press('Answer: Refine the scope based on feedback');
    await engineer.fill({ State: 'Done' });
    await engineer.submit();
    expect(await modalText(engineer)).toContain(':white_check_mark: Refine the scope');
    await expect
      .poll(
        async () => {
          sandbox.clock.advance(60_000);
          await sandbox.tick();
          await sandbox.settled();
          return (await sandbox.gitlab.issues())
            .filter(({ title }) => title.startsWith('Co-create: '))
            .map(({ description }) => description.includes('- [x] Refine the scope'));
        },
        { timeout: 20_000 },
      )
      .toEqual([true]);
    expect(screen(await engineer.message(CARD))).toContain('R-1');
  });

  it('names whom it is made with, and puts them in the form that asks; another engineer can lead it', async () => {
    await decided();
    await engineer.command('cocreate R-1');
    await engineer.submit();
    await engineer.press('People');
    await engineer.fill({
      'Internal testers': ['colleague'],
      'Eventual owning team': 'Vulnerability Management',
      'Who answers for that team': 'guest',
    });
    expect((await engineer.submit()).errors).toHaveProperty('owner');
    await engineer.fill({ 'Who answers for that team': 'product' });
    await engineer.submit();
    const shown = await modalText(engineer);
    for (const text of ['<@U0COLLEAG>', 'Vulnerability Management, <@U0PRODUCT>', '<@U0ENGCOUN>'])
      expect(shown).toContain(text);
    await engineer.press('Change lead');
    await engineer.fill({ 'Who leads it': 'second-engineer' });
    await engineer.submit();
    expect(await modalText(engineer)).toContain('Led by <@U0ENGINE2>');
    await engineer.press('Ask for agreement');
    expect(JSON.stringify(await engineer.values())).toContain('U0PRODUCT');
    await engineer.submit();
    await sandbox.settled();
    const product = sandbox.person('product');
    await product.click({ dm: true, textContains: 'Do you agree' }, 'Decline with a reason');
    await product.fill({ 'What is missing?': 'The design' });
    await product.submit();
    await engineer.closeModal({ all: true });
    await engineer.command('cocreate R-1');
    expect(await modalText(engineer)).toContain('declined');
    await agreed(sandbox, engineer, { Product: 'product' });
    await engineer.closeModal({ all: true });
    await engineer.command('cocreate R-1');
    expect(await modalText(engineer)).toContain('<@U0PRODUCT>, Product: agreed');
    await engineer.press('Answer: Technical design document');
    await engineer.fill({ State: 'Done', Link: 'https://docs.example.com/other' });
    await engineer.submit();
    expect(await modalText(engineer)).toContain('Changed since somebody agreed: Technical design document');
  });
});
