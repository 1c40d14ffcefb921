import { afterEach, describe, expect, it } from 'vitest';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { fillNetNew } from './fill.ts';

let sandbox: Sandbox;
afterEach(() => sandbox?.stop());

const INTAKE = 'security-capabilities-engineering';

describe('a net-new request (NEW-1, NEW-2)', () => {
  it('filed from Slack becomes a number at once, then a work item, a card and a message with the link', async () => {
    sandbox = await startSandbox({ port: 0 });
    const requester = sandbox.person('requester');
    const shown = await fillNetNew(requester, { Title: 'Rotate expiring tokens' });
    expect(screen(shown)).toContain('R-1');
    await sandbox.settled();

    const [issue, ...more] = await sandbox.gitlab.issues();
    expect(more).toEqual([]);
    expect(issue).toMatchObject({ title: 'Rotate expiring tokens', confidential: true });
    expect(issue?.labels).toEqual(
      expect.arrayContaining(['ProdSecEng Candidate', 'workflow::validation backlog', 'ProdSecEngMetric::Pending']),
    );
    const cards = (await requester.messages(INTAKE)).filter((message) => screen(message).includes('R-1'));
    expect(cards).toHaveLength(1);
    expect(screen(cards[0] ?? null)).toContain('Rotate expiring tokens');
    expect(sandbox.problems()).toEqual([]);
  });
});
