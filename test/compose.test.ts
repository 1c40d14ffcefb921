import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { WORKFLOWS } from '../src/compose.ts';
import type { Workflow } from '../src/deps.ts';
import { oweCard } from '../src/domain/owed.ts';
import { type Sandbox, screen } from '../src/sandbox/start.ts';
import { fileRequest, INTAKE, messagesWithKey, shown, startBadDay } from './faults/bad-day.ts';

const FOLDER = join(import.meta.dirname, '../src/workflows');

describe('the app', () => {
  it('has every journey that there is a folder for', async () => {
    const names = readdirSync(FOLDER, { withFileTypes: true }).flatMap((each) =>
      each.isDirectory() ? [each.name] : [],
    );
    for (const name of names) {
      const module: Record<string, unknown> = await import(join(FOLDER, name, 'workflow.ts'));
      const exported = Object.values(module).filter(isWorkflow);
      expect(exported, name).toHaveLength(1);
      expect(WORKFLOWS, name).toContain(exported[0]);
    }
    expect(WORKFLOWS).toHaveLength(names.length);
  });

  it('has each kind of delivery, command and job of one journey only', () => {
    const kinds = WORKFLOWS.flatMap(({ deliveries = {} }) => Object.keys(deliveries));
    const ticks = WORKFLOWS.flatMap(({ ticks = [] }) => ticks.map(({ name }) => name));
    for (const all of [kinds, ticks, WORKFLOWS.map(({ name }) => name)]) expect(new Set(all).size).toBe(all.length);
  });
});

const isWorkflow = (value: unknown): value is Workflow =>
  typeof value === 'object' && value !== null && 'name' in value && ('listen' in value || 'deliveries' in value);

describe('a restart while users.list hangs', () => {
  let sandbox: Sandbox;
  afterEach(async () => {
    sandbox.slackFaults.clear();
    await sandbox.stop();
  });

  it('delivers at once with who is known, and neither the tick nor a person waits for the refresh', async () => {
    // A background call may take far longer than this test.
    sandbox = await startBadDay({
      compose: { timeouts: { gitlab: 800, slack: { waiting: 2_500, background: 20_000 } } },
    });
    const [requester, engineer] = [sandbox.person('requester'), sandbox.person('engineer')];
    await fileRequest(requester, 'Before the restart');
    await sandbox.settled();
    await sandbox.app().deps.storage.requests.changeRequest(
      1,
      ({ request }) => {
        const change = {
          actor: 'test',
          action: 'renamed',
          request: { title: `${request.title}, renamed` },
          answer: '',
        };
        return { ok: true, value: { ...change, owed: [oweCard(1)] } };
      },
      sandbox.clock.now(),
    );
    sandbox.slackFaults.next({ method: 'users.list', times: 100, behave: 'hang' });
    const begun = performance.now();
    await sandbox.restartApp();
    await sandbox.settled();
    expect(shown(messagesWithKey(sandbox, 'card:R-1'))).toContain('Before the restart, renamed');
    await sandbox.tick();
    await engineer.click({ channel: INTAKE, textContains: '*R-1*' }, 'Claim');
    await sandbox.settled();
    expect(screen(await engineer.message({ channel: INTAKE, textContains: '*R-1*' }))).toContain('<@U0ENGINE1>');
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(sandbox.apiCalls().filter(({ method }) => method === 'users.list').length).toBeGreaterThanOrEqual(2);
  });
});
