import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import type { Behaviour } from '../../src/sandbox/gitlab/faults.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { addTools } from '../journeys/capacity-world.ts';
import { inDatabase } from '../journeys/deciding.ts';
import { fromMonday } from '../journeys/promised.ts';

const INTAKE = 'C0INTAKE1';
const ISSUES = /\/issues(\?|$)/;

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;

beforeEach(async () => {
  const settings = { gitlab: { people: { engineer: 'engineer@example.com' } } };
  sandbox = await startSandbox({ port: 0, now: fromMonday(), settings });
  [requester, engineer] = [sandbox.person('requester'), sandbox.person('engineer')];
  await addTools(sandbox, ['Scanner'], { criticality: 'critical' });
  await sandbox.tick();
});
afterEach(async () => {
  sandbox.gitlabFaults.clear();
  await sandbox.stop();
});

async function fill(): Promise<void> {
  await requester.command('outage Scanner');
  await requester.fill({
    'What is broken?': 'The scan stops',
    'What happens, and what should happen?': 'It stops. It should not.',
    'Does it block something?': 'Neither',
  });
}

/** Minutes pass, as long as it takes until nothing is owed any more. */
async function untilDone(): Promise<void> {
  for (let minute = 0; minute < 20; minute += 1) {
    await sandbox.settled();
    if ((await sandbox.app().deps.storage.outbox.countOwed()).owed === 0) return;
    await sandbox.moveTo(new Date(sandbox.clock.now().getTime() + 60_000));
  }
}

const issues = () => sandbox.gitlabStandIn.listIssues('engineer').filter(({ title }) => title === 'The scan stops');
const outages = () => inDatabase(sandbox, (client) => client.prepare('SELECT count(*) FROM outage').pluck().get());
const messages = async (pattern: RegExp) =>
  (await engineer.messages(INTAKE)).map((each) => screen(each)).filter((text) => pattern.test(text));

describe('an outage on a bad day', () => {
  it.each<Behaviour>(['do-then-502', 'do-then-drop', 'do-then-html', { status: 503 }, 'drop'])(
    'is one issue and one card when GitLab answers its filing with %j',
    async (behave) => {
      sandbox.gitlabFaults.next({ method: 'POST', path: ISSUES, behave });
      await fill();
      await requester.submit();
      await untilDone();
      expect(issues()).toHaveLength(1);
      expect(outages()).toBe(1);
      expect(await messages(/\*O-1\*/)).toHaveLength(1);
      expect((await messages(/\*O-1\*/))[0]).toContain('GitLab issue');
    },
  );

  it('is one when the form is sent twice', async () => {
    await fill();
    await requester.submitTwice();
    await untilDone();
    expect(outages()).toBe(1);
    expect(issues()).toHaveLength(1);
  });

  it('is known while GitLab is gone: the card says that the issue follows, and its clocks run', async () => {
    sandbox.gitlabFaults.next({ times: 10_000, behave: { status: 503 } });
    await fill();
    expect(JSON.stringify(await requester.submit())).toContain('Response (SLO)');
    await sandbox.settled();
    expect((await messages(/\*O-1\*/))[0]).toContain('The GitLab issue follows');
    sandbox.gitlabFaults.clear();
    await untilDone();
    expect(issues()).toHaveLength(1);
  });

  it('is told of once, though Slack loses the answer to the reminder', async () => {
    await fill();
    await requester.submit();
    await untilDone();
    sandbox.slackFaults.next({ method: 'chat.postMessage', behave: 'do-then-drop' });
    await sandbox.moveTo(new Date('2026-03-02T17:01:00Z'));
    await untilDone();
    expect(await messages(/running out/)).toHaveLength(1);
  });

  it('dealt with while a reminder waits is not reminded of', async () => {
    await fill();
    await requester.submit();
    await untilDone();
    sandbox.slackFaults.next({ method: 'chat.postMessage', times: 1, behave: { status: 503 } });
    await sandbox.moveTo(new Date('2026-03-02T17:01:00Z'));
    await engineer.click({ channel: INTAKE, textContains: '*O-1*' }, 'Restored');
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await untilDone();
    expect(await messages(/running out/)).toEqual([]);
  });
});
