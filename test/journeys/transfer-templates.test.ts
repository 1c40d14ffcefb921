import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { inDatabase } from './deciding.ts';
import { addTool, modalText } from './on-its-way.ts';
import { acceptClaimOf, offerText } from './transferring.ts';

let sandbox: Sandbox;
let engineer: PersonDriver;

beforeEach(async () => {
  const people = { 'sandbox-engineer': 'U0ENGINE1', 'sandbox-requester': 'U0REQUEST' };
  sandbox = await startSandbox({ port: 0, settings: { gitlab: { people } } });
  engineer = sandbox.person('engineer');
  await addTool(sandbox);
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

async function pollOnce(): Promise<void> {
  sandbox.clock.advance(61_000);
  await sandbox.tick();
  await sandbox.settled();
}

/** Opens an issue from a template, with these sections filled in. */
async function fromTemplate(as: string, name: string, filled: Record<string, string>, labels: string[] = []) {
  const template = sandbox.hooks.templates().find((each) => each.name === name);
  let description = template?.body ?? '';
  for (const [heading, text] of Object.entries(filled))
    description = description.replace(`## ${heading}\n`, `## ${heading}\n\n${text}\n`);
  const { iid } = await sandbox.gitlab.create({ as, title: `${name}: it`, description, labels });
  await pollOnce();
  return iid;
}

const stages = () =>
  inDatabase(sandbox, (client) =>
    client
      .prepare<[], { kind: string; state: string; iid: number | null; tool_id: number }>(
        'SELECT kind, state, iid, tool_id FROM stage ORDER BY id',
      )
      .all(),
  );

const INTERNAL = 'prod-sec-eng-team-internal';
const ask = (name: string) => ({ channel: INTERNAL, textContains: name });

describe('an issue from a template of a tool’s way', () => {
  it('of the team is adopted as the sunset of the tool it names, once, and its ticks stay in step (SUN-1)', async () => {
    const iid = await fromTemplate('engineer', 'Sunset Tooling', { Tool: 'vulnmapper', Why: 'Nobody needs it' });
    await pollOnce();
    expect(stages()).toEqual([{ kind: 'sunset', state: 'open', iid, tool_id: 1 }]);
    expect(inDatabase(sandbox, (db) => db.prepare('SELECT count(*) FROM request').pluck().get())).toBe(0);
    const { issue } = await sandbox.gitlab.issue(iid);
    expect(issue.description).toContain('## Why\n\nNobody needs it');
    expect(issue.description.match(/\] Identify alternatives/g)).toHaveLength(1);
    expect(await sandbox.gitlab.issues()).toHaveLength(1);
    await sandbox.gitlab.describe({
      ...{ as: 'engineer', iid },
      description: issue.description.replace('- [ ] Identify alternatives', '- [x] Identify alternatives'),
    });
    await pollOnce();
    await engineer.command('sunset T-1');
    expect(await modalText(engineer)).toContain(':white_check_mark: Identify alternatives');
    await engineer.closeModal({ all: true });
    // Opened a second time it is not another sunset.
    await fromTemplate('engineer', 'Sunset Tooling', { Tool: 'T-1', Why: 'Again' });
    expect(stages()).toHaveLength(1);
    expect(screen(await engineer.message(ask('Sunset Tooling')))).toContain('Not taken up');
  });

  it('of somebody else, or of no tool, is asked about in the team’s channel', async () => {
    const iid = await fromTemplate('requester', 'Sunset Tooling', { Why: 'We do not use it' }, ['tool::VulnMapper']);
    expect(stages()).toEqual([]);
    expect(screen(await engineer.message(ask('Sunset Tooling')))).toContain('[T-1 VulnMapper]');
    await engineer.click(ask('Sunset Tooling'), 'T-1 VulnMapper');
    await sandbox.settled();
    expect(stages()).toEqual([{ kind: 'sunset', state: 'open', iid, tool_id: 1 }]);
    expect(screen(await engineer.message(ask('Sunset Tooling')))).toContain('this is its work item');
    await fromTemplate('engineer', 'Transfer Tooling', { Tool: 'something else' });
    await engineer.click(ask('Transfer Tooling'), 'None: leave it alone');
    await sandbox.settled();
    await pollOnce();
    expect(stages()).toHaveLength(1);
    expect(screen(await engineer.message(ask('Transfer Tooling')))).toContain('Left alone');
  });

  it('of a transfer is a claim, which ProdSecEng accepts; its work item stays the same (SUN-6)', async () => {
    const filled = { Tool: 'T-1', 'Receiving team': 'Team A', DRI: '@sandbox-requester', Why: 'Ours' };
    const iid = await fromTemplate('engineer', 'Transfer Tooling', filled);
    expect(stages()).toEqual([{ kind: 'transfer', state: 'open', iid, tool_id: 1 }]);
    expect(await offerText(sandbox)).toContain('Team A');
    expect(inDatabase(sandbox, (db) => db.prepare('SELECT category FROM tool').pluck().get())).toBe('maintain');
    await acceptClaimOf(sandbox, 'Team A');
    expect(inDatabase(sandbox, (db) => db.prepare('SELECT category FROM tool').pluck().get())).toBe('redirect');
    const issues = await sandbox.gitlab.issues();
    expect(issues).toHaveLength(1);
    expect(issues[0]?.description).toContain('## Receiving team\n\n- Team A, DRI Requester');
  });

  it('of an ADR is linked to the tool that it names', async () => {
    const iid = await fromTemplate('engineer', 'ADR', { Tool: 'VulnMapper', Decision: 'SQLite' });
    const { issue } = await sandbox.gitlab.issue(iid);
    const links = inDatabase(sandbox, (db) => db.prepare<[], string>('SELECT links FROM tool').pluck().get());
    expect(JSON.parse(links ?? '{}')).toEqual({ adrs: [issue.webUrl] });
    await fromTemplate('requester', 'ADR', { Decision: 'Postgres' });
    await engineer.click(ask('Which tool is it about?'), 'Choose the tool');
    await engineer.fill({ Tool: 'VulnMapper' });
    expect((await engineer.submit()).errors).toEqual({});
    await sandbox.settled();
    const after = inDatabase(sandbox, (db) => db.prepare<[], string>('SELECT links FROM tool').pluck().get());
    expect(JSON.parse(after ?? '{}').adrs).toHaveLength(2);
  });
});
