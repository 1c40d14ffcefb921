import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Tool } from '../../src/domain/tool.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { GITLAB } from '../../src/sandbox/world.ts';
import { NEW_TOOL } from '../domain/tool-fixtures.ts';
import { fromMonday } from './promised.ts';

const MINUTE_MS = 60_000;
const ADDRESS = 'https://status.example.com/healthz';

let sandbox: Sandbox;
let engineer: PersonDriver;
let requester: PersonDriver;
/** What the address answers: it is alive, or why not. */
let trouble: string | null;

beforeEach(async () => {
  trouble = null;
  sandbox = await startSandbox({
    ...{ port: 0, now: fromMonday(), settings: { signs: { hosts: ['status.example.com'] } } },
    compose: { lookAt: async () => (trouble === null ? { seen: true } : { seen: false, trouble }) },
  });
  [engineer, requester] = [sandbox.person('engineer'), sandbox.person('requester')];
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const storage = () => sandbox.app().deps.storage;

async function addTool(more: Partial<Tool> = {}): Promise<void> {
  const tool = { ...NEW_TOOL, project: GITLAB.project.path, operationalAt: new Date(0), ...more };
  const filing = { tool, priority: 1, people: [], actor: 'U0ENGINE1', why: 'test' };
  await storage().tools.addTools([filing], sandbox.clock.now());
}

async function setSign(button: string, answers: Record<string, string>): Promise<string> {
  await engineer.command('tool T-1');
  await engineer.press('Signs of life');
  await engineer.press(button);
  await engineer.fill(answers);
  await engineer.submit();
  const shown = screen(await engineer.modal());
  await engineer.closeModal({ all: true });
  await sandbox.settled();
  return shown;
}

/** The clock goes on with a tick at each look: a jump would say that the app was down. */
async function goOn(minutes: number, step = 5): Promise<void> {
  for (let gone = 0; gone < minutes; gone += step) {
    sandbox.clock.advance(step * MINUTE_MS);
    await sandbox.tick();
    await sandbox.settled();
  }
}

const asked = async (person = engineer): Promise<string[]> =>
  (await person.dms()).map((each) => screen(each)).filter((text) => text.includes('No sign of life'));
const question = { dm: true, textContains: 'No sign of life' } as const;
const page = async (person: PersonDriver): Promise<string> => {
  await person.command('tool T-1');
  const shown = screen(await person.modal());
  await person.closeModal({ all: true });
  return shown;
};
const post = (id: string, token: string, body = ''): Promise<Response> =>
  fetch(`${sandbox.appUrl}/tools/${id}/heartbeat`, {
    ...{ method: 'POST', headers: { authorization: `Bearer ${token}` }, body },
  });
const tokenIn = (text: string): string => /tool_token_[\w-]{43}/.exec(text)?.[0] ?? '';

describe('an address (REV-6)', () => {
  const set = () =>
    setSign('Check an address', { Address: ADDRESS, 'Missing when not seen for': '15', Unit: 'Minutes' });

  it('that is not seen for its interval: the owner is asked once, nothing is reported, and its return is told in place', async () => {
    await addTool();
    await set();
    await goOn(1, 1);
    expect(await page(engineer)).toContain(ADDRESS);
    expect(await page(engineer)).toMatch(/seen .*each 15 minutes/);
    trouble = 'It answers with 503.';
    await goOn(10);
    expect(await asked()).toEqual([]);
    await goOn(5);
    expect((await asked())[0]).toContain('*T-1* · *VulnMapper*');
    expect((await asked())[0]).toContain('It answers with 503.');
    await goOn(15);
    expect(await asked()).toHaveLength(1);
    expect(await storage().outages.outagesOfTool(1, 5)).toEqual([]);
    await engineer.click(question, 'Report outage');
    expect(screen(await engineer.modal())).toContain('VulnMapper');
    await engineer.closeModal({ all: true });
    trouble = null;
    await goOn(5);
    expect((await asked())[0]).toContain('Seen again');
    expect((await asked())[0]).not.toContain('[Known]');
    trouble = 'It answers with 503.';
    await goOn(15);
    expect(await asked()).toHaveLength(2);
  });

  it('is shown to the team alone, which alone sets signs; others read that it is seen (INV-2)', async () => {
    await addTool();
    await set();
    await goOn(1, 1);
    const shown = await page(requester);
    expect(shown).toContain('*Address*');
    expect(shown).not.toContain('status.example.com');
    expect(shown).not.toContain('[Signs of life]');
  });

  it('on a host that the settings do not name is refused at the field', async () => {
    await addTool();
    await engineer.command('tool T-1');
    await engineer.press('Signs of life');
    await engineer.press('Check an address');
    await engineer.fill({
      Address: 'https://metadata.example.com/',
      'Missing when not seen for': '1',
      Unit: 'Minutes',
    });
    expect((await engineer.submit()).errors.target).toContain('signs.hosts');
    await engineer.fill({ Address: ADDRESS });
    expect((await engineer.submit()).errors.every).toContain('5 minutes to 90 days');
    await engineer.closeModal({ all: true });
  });

  it('is not set, nor a token made, from a page opened before one left the team', async () => {
    await addTool();
    await engineer.command('tool T-1');
    await engineer.press('Signs of life');
    await engineer.press('Check an address');
    await engineer.fill({ Address: ADDRESS, 'Missing when not seen for': '15', Unit: 'Minutes' });
    sandbox.directory.setGroupMembers('S0PRODSEC', ['U0ENGINE2']);
    await sandbox.settled();
    await engineer.submit();
    expect(screen(await engineer.modal())).toContain('Only ProdSecEng can do this.');
    await engineer.closeModal();
    await engineer.press('Heartbeat');
    expect(screen(await engineer.modal())).toContain('Only ProdSecEng can do this.');
    expect(await storage().signs.signsOfTool(1)).toEqual([]);
    expect(await storage().signs.toolTokenHash(1)).toBeNull();
    await engineer.closeModal({ all: true });
  });

  it('known, and why: nobody is asked until it is seen again', async () => {
    await addTool();
    await set();
    await goOn(1, 1);
    trouble = 'It cannot be reached (ECONNREFUSED).';
    await goOn(15);
    await engineer.click(question, 'Known');
    await engineer.fill({ 'Why is it missing?': 'It moves to the new cluster' });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    expect((await asked())[0]).toContain('Known: It moves to the new cluster');
    await goOn(20);
    expect(await asked()).toHaveLength(1);
    expect(await page(engineer)).toContain('known: It moves to the new cluster');
  });

  it('muted until a day is asked about again on that day, in working hours', async () => {
    await addTool();
    await set();
    await goOn(1, 1);
    trouble = 'It answers with 500.';
    await goOn(15);
    await engineer.click(question, 'Mute until');
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    expect((await asked())[0]).toContain('Muted until');
    await sandbox.moveTo(new Date('2026-03-03T13:30:00Z'));
    expect(await asked()).toHaveLength(1);
    await sandbox.moveTo(new Date('2026-03-03T14:01:00Z'));
    await goOn(1, 1);
    expect(await asked()).toHaveLength(2);
  });

  it('is not looked for any more once it is stopped, or its tool is not operational', async () => {
    await addTool();
    await set();
    await goOn(1, 1);
    trouble = 'It answers with 503.';
    const why = { actor: 'test', action: 'retired', why: 'test', fields: { state: 'retired' as const } };
    await storage().tools.changeTool(
      1,
      () => ({ ok: true, value: { change: why, priority: 1, answer: '' } }),
      new Date(),
    );
    await goOn(15);
    expect(await asked()).toEqual([]);
    expect(await page(engineer)).not.toContain('Signs of life');
  });

  it('that is stopped says so where it was asked about', async () => {
    await addTool();
    await set();
    await goOn(1, 1);
    trouble = 'It answers with 503.';
    await goOn(15);
    await engineer.command('tool T-1');
    await engineer.press('Signs of life');
    await engineer.press('Stop');
    expect(screen(await engineer.modal())).toContain('Nothing is looked for yet.');
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    expect((await engineer.dms()).map((each) => screen(each)).join()).toContain('is not looked for any more');
  });
});

describe('a heartbeat (REV-6)', () => {
  const set = () => setSign('Heartbeat', { 'Missing when not seen for': '1', Unit: 'Hours' });

  it('is posted with a token that is shown once; any other is 401, whether there is such a tool or not', async () => {
    await addTool();
    const shown = await set();
    const token = tokenIn(shown);
    expect(shown).toContain('/tools/T-1/heartbeat');
    expect(await page(engineer)).not.toContain(token);
    expect([(await post('T-1', token)).status, (await post('1', token, '{"up":true}')).status]).toEqual([204, 204]);
    const refusals = await Promise.all([
      post('T-1', `tool_token_${'a'.repeat(43)}`),
      post('T-2', token),
      post('tool', token),
    ]);
    expect(refusals.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(new Set(await Promise.all(refusals.map((each) => each.text()))).size).toBe(1);
    expect((await post('T-1', token, 'x'.repeat(5_000))).status).toBe(413);
    expect((await fetch(`${sandbox.appUrl}/tools/T-1/other`, { method: 'POST' })).status).toBe(404);
    const kept = JSON.stringify(await storage().audit.auditOf('T-1', 50));
    expect(kept).toContain('made a token');
    expect(kept).not.toContain('tool_token_');
    expect(await page(engineer)).toMatch(/Heartbeat\*\nseen /);
  });

  it('is taken thirty times in a minute', async () => {
    await addTool();
    const token = tokenIn(await set());
    const statuses: number[] = [];
    for (let each = 0; each < 31; each += 1) statuses.push((await post('T-1', token)).status);
    expect(statuses).toEqual([...Array<number>(30).fill(204), 429]);
  });

  it('that does not come in is asked about in the owner’s working hours; a new token makes the old one useless', async () => {
    await addTool();
    const token = tokenIn(await set());
    await sandbox.moveTo(new Date('2026-03-02T23:00:00Z'));
    expect((await post('T-1', token)).status).toBe(204);
    await sandbox.moveTo(new Date('2026-03-03T00:01:00Z'));
    expect(await page(engineer)).toContain('*missing* since');
    expect(await asked()).toEqual([]);
    await sandbox.moveTo(new Date('2026-03-03T14:01:00Z'));
    expect((await asked())[0]).toContain('Heartbeat');
    await engineer.command('tool T-1');
    await engineer.press('Signs of life');
    await engineer.press('New token');
    const next = tokenIn(screen(await engineer.modal()));
    await engineer.closeModal({ all: true });
    expect([(await post('T-1', token)).status, (await post('T-1', next)).status]).toEqual([401, 204]);
    await sandbox.settled();
    expect((await asked())[0]).toContain('Seen again');
  });

  it('of a tool that nobody owns is asked about in the team’s channel', async () => {
    await addTool({ ownerId: null });
    await set();
    await goOn(61, 61);
    expect(await asked()).toEqual([]);
    const told = await engineer.messages('prod-sec-eng-team-internal');
    expect(told.map((each) => screen(each)).join()).toContain('<!subteam^S0PRODSEC> No sign of life of T-1');
  });
});

describe('a scheduled pipeline and open security work (REV-6)', () => {
  const pipeline = (id: number, status: 'success' | 'failed') =>
    sandbox.gitlabStandIn.putPipeline({
      ...{ id, projectId: GITLAB.project.id, ref: 'main', status, at: sandbox.clock.now().toISOString() },
    });

  it('counts by its last one that passed', async () => {
    await addTool();
    pipeline(1, 'success');
    await setSign('Scheduled pipeline', { 'Branch or tag': 'main', 'Missing when not seen for': '1', Unit: 'Hours' });
    await goOn(1, 1);
    pipeline(2, 'failed');
    await goOn(20, 20);
    expect(await page(engineer)).toContain('The newest one: failed.');
    expect(await asked()).toEqual([]);
    await goOn(40, 20);
    expect((await asked())[0]).toContain('Scheduled pipeline main');
    pipeline(3, 'success');
    await goOn(20, 20);
    expect((await asked())[0]).toContain('Seen again');
  });

  it('is not missed while GitLab cannot be asked', async () => {
    await addTool();
    pipeline(1, 'success');
    await setSign('Scheduled pipeline', {
      'Branch or tag': 'main',
      'Missing when not seen for': '30',
      Unit: 'Minutes',
    });
    await goOn(1, 1);
    sandbox.gitlabFaults.next({ path: /pipelines/, behave: { status: 503 }, times: 99 });
    await goOn(40, 10);
    sandbox.gitlabFaults.clear();
    expect(await asked()).toEqual([]);
    expect(await page(engineer)).toContain('GitLab could not be asked.');
  });

  it('shows open dependency and vulnerability work with its age: titles for the team, a count for others (INV-2)', async () => {
    await addTool();
    const create = (title: string, label: string, confidential = false) =>
      sandbox.gitlab.create({ as: 'engineer', title, labels: [label], confidential });
    await create('Bump lodash', 'dependencies');
    const { iid } = await create('CVE in the parser', 'type::vulnerability', true);
    await create('Something else', 'documentation');
    await sandbox.moveTo(new Date('2026-03-02T15:41:10Z'));
    await sandbox.moveTo(new Date('2026-03-05T16:00:00Z'));
    const shown = await page(engineer);
    expect(shown).toMatch(/Bump lodash · 3 days/);
    expect(shown).toContain('CVE in the parser');
    expect(shown).not.toContain('Something else');
    const others = await page(requester);
    expect(others).toContain('1 is open, the oldest for 3 days.');
    expect(others).not.toContain('lodash');
    await sandbox.gitlab.close({ as: 'engineer', iid });
    await goOn(2, 2);
    expect(await page(engineer)).not.toContain('CVE in the parser');
    expect((await storage().signs.openSecurityWork(1))?.items.map(({ title }) => title)).toEqual(['Bump lodash']);
  });
});
