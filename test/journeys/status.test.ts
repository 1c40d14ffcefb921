import { afterEach, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { fileSomething } from './filing.ts';
import { fromMonday } from './promised.ts';

let sandbox: Sandbox;
afterEach(() => sandbox?.stop());

const CREATE = { method: 'POST', path: /\/issues$/ };

/** A request whose work item GitLab refuses for good, so that its delivery is set aside. */
async function refused(): Promise<void> {
  sandbox = await startSandbox({ port: 0 });
  sandbox.gitlabFaults.next({ ...CREATE, times: 99, behave: { status: 422, body: { message: 'not today' } } });
  await fileSomething(sandbox.person('requester'), 1);
  await sandbox.settled();
}

it('what could not be delivered is shown to the team, who retry it when GitLab takes it again', async () => {
  await refused();
  const engineer = sandbox.person('engineer');
  const { text } = await engineer.command('status');
  expect(text).toContain('The work item of R-1');
  expect(text).toContain('GitLab answered 422');
  sandbox.gitlabFaults.clear();
  await engineer.click({ textContains: 'The work item of R-1' }, 'Retry');
  await sandbox.settled();
  expect((await engineer.messages('general')).at(-1)?.text).toContain('The work item of R-1 is tried again now');
  expect(await sandbox.gitlab.issues()).toHaveLength(1);
  expect((await engineer.command('status')).text).toContain('All is well');
  expect(sandbox.problems()).toEqual([]);
});

it('pressed by two at the same moment, a delivery is retried once and there is one work item', async () => {
  await refused();
  const engineer = sandbox.person('engineer');
  await engineer.command('status');
  sandbox.gitlabFaults.clear();
  await engineer.clickTwice({ textContains: 'The work item of R-1' }, 'Retry');
  await sandbox.settled();
  const answers = (await engineer.messages('general')).slice(-2).map((message) => message.text);
  expect(answers.filter((answer) => answer.includes('is tried again now'))).toHaveLength(1);
  expect(answers.filter((answer) => answer.includes('not set aside any more'))).toHaveLength(1);
  expect(await sandbox.gitlab.issues()).toHaveLength(1);
});

it('what is not wanted is dropped, on record', async () => {
  await refused();
  const engineer = sandbox.person('engineer');
  await engineer.command('status');
  await engineer.click({ textContains: 'The work item of R-1' }, 'Drop');
  await sandbox.settled();
  expect((await engineer.messages('general')).at(-1)?.text).toContain('R-1 stays without a work item');
  const { audit, outbox } = sandbox.app().deps.storage;
  expect(await outbox.countOwed()).toMatchObject({ owed: 0, setAside: 0 });
  expect(await audit.auditOf('R-1', 1)).toMatchObject([{ actor: 'U0ENGINE1', action: 'dropped a delivery' }]);
});

it('is for the team: nobody else sees it in the help, or gets more than where to go', async () => {
  sandbox = await startSandbox({ port: 0 });
  const [requester, engineer] = [sandbox.person('requester'), sandbox.person('engineer')];
  expect((await requester.command('status')).text).toContain('Deliveries are for ProdSecEng');
  expect((await requester.command('help')).text).not.toContain('prodseceng status');
  expect((await engineer.command('help')).text).toContain('prodseceng status');
  expect((await engineer.command('status')).text).toContain('All is well');
});

it('says when each job ran last, when GitLab was read, and how often commitments are kept', async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday() });
  const engineer = sandbox.person('engineer');
  await sandbox.settled();
  const before = (await engineer.command('status')).text;
  expect(before).toMatch(/GitLab was read last: <!date\^/);
  expect(before).not.toContain('Jobs ran last');
  await sandbox.moveTo('digest');
  expect((await engineer.command('status')).text).toMatch(/Jobs ran last: .*digest <!date\^/);
  sandbox.gitlabFaults.next({ path: /issues/, times: 99, behave: { status: 503 } });
  sandbox.clock.advance(120_000);
  await sandbox.tick();
  expect((await engineer.command('status')).text).toMatch(/:warning: GitLab was read last: .* did not read all of it/);
});
