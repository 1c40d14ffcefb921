import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { fromMonday } from './promised.ts';
import { addNamed, beginSunset, dmsWith, screenOf, workspaceOf } from './sunsetting.ts';

let sandbox: Sandbox;
let engineer: PersonDriver;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday() });
  engineer = sandbox.person('engineer');
  await addNamed(sandbox, []);
  await beginSunset(sandbox, engineer);
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

async function enter(given: Record<string, string>): Promise<Record<string, string>> {
  await engineer.press('Enter numbers');
  await engineer.fill(given);
  return (await engineer.submit()).errors;
}

async function newToken(): Promise<string> {
  await engineer.press('New token');
  const token = /tool_token_[\w-]{43}/.exec(await screenOf(engineer))?.[0] ?? '';
  await engineer.closeModal({ all: true });
  return token;
}

const post = (id: string, token: string, body: unknown, method = 'POST'): Promise<Response> =>
  fetch(`${sandbox.appUrl}/tools/${id}/adoption`, {
    ...{ method, headers: { authorization: `Bearer ${token}` } },
    ...(method === 'POST' ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
  });

describe('adoption numbers (SUN-2)', () => {
  it('are typed for a day, shown with the trend, and drawn in a message with the numbers below', async () => {
    expect(await enter({ Tool: 'many' })).toEqual({ tool: 'Give a whole number.' });
    await engineer.closeModal();
    expect(await enter({})).toEqual({ tool: 'Give at least one of both numbers.' });
    await engineer.closeModal();
    expect(await enter({ Day: '2026-03-03', Tool: '4' })).toEqual({ day: 'That day is still to come.' });
    await engineer.closeModal();
    expect(await enter({ Day: '2026-02-23', Tool: '40', Feature: '2' })).toEqual({});
    expect(await enter({ Day: '2026-03-02', Tool: '25', Feature: '14' })).toEqual({});
    expect(await workspaceOf(engineer)).toContain(
      'Tool: 25 on 2026-03-02, -15 since 2026-02-23 · Feature: 14 on 2026-03-02, +12 since 2026-02-23',
    );
    await engineer.press('Send me the trend');
    await sandbox.settled();
    const message = await engineer.message({ dm: true, textContains: 'Adoption of *T-1*' });
    expect(JSON.stringify(message.blocks)).toContain(
      '"axis_config":{"categories":["2026-02-23","2026-03-02"],"x_label":"Day","y_label":"People who use it"}',
    );
    expect((await dmsWith(engineer, 'Adoption of'))[0]).toContain('2026-03-02      25      14');
  });

  it('are posted with the tool’s own token: 204 for it, 401 for anything else, 400 for what it cannot be', async () => {
    expect((await post('T-1', 'tool_token_none', { tool: 1 })).status).toBe(401);
    const token = await newToken();
    expect((await post('T-1', token, { tool: 12, feature: 30 })).status).toBe(204);
    expect((await post('1', token, { day: '2026-03-01', feature: 28 })).status).toBe(204);
    expect((await post('1', token, { day: '2026-03-01', tool: 14 })).status).toBe(204);
    expect((await post('T-2', token, { tool: 1 })).status).toBe(401);
    expect((await post('T-1', token.slice(0, -1), { tool: 1 })).status).toBe(401);
    for (const body of [
      'tool=1',
      {},
      { tool: -1 },
      { tool: 1.5 },
      { tool: '1' },
      { day: '2026-03-04', tool: 1 },
      { day: '2026-02-30', tool: 1 },
      { tool: 1, users: ['a'] },
    ])
      expect((await post('T-1', token, body)).status, JSON.stringify(body)).toBe(400);
    expect((await post('T-1', token, 'x'.repeat(5_000))).status).toBe(413);
    expect((await post('T-1', token, '', 'GET')).status).toBe(404);
    expect(await workspaceOf(engineer)).toContain('Tool: 12 on 2026-03-02, -2 since 2026-03-01');
    expect((await post('T-1', (await newToken()) && token, { tool: 1 })).status).toBe(401);
  });

  it('are taken 30 times in a minute, and not once the tool is retired', async () => {
    const token = await newToken();
    for (let index = 0; index < 30; index += 1) expect((await post('T-1', token, { tool: index })).status).toBe(204);
    const many = await post('T-1', token, { tool: 1 });
    expect([many.status, many.headers.get('retry-after')]).toEqual([429, '60']);
    sandbox.clock.advance(60_000);
    const { storage } = sandbox.app().deps;
    const fields = { state: 'retired' as const };
    await storage.tools.changeTool(
      1,
      () => ({
        ok: true,
        value: { change: { actor: 'test', action: 'retired', why: '', fields }, priority: 0, answer: '' },
      }),
      sandbox.clock.now(),
    );
    expect((await post('T-1', token, { tool: 1 })).status).toBe(409);
  });
});
