import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../src/config/settings.ts';
import { CATEGORIES } from '../../src/domain/category.ts';
import { CRITICALITIES } from '../../src/domain/criticality.ts';
import { criteriaFrom } from '../../src/domain/health.ts';
import { TOOL_COLUMNS } from '../../src/domain/tool-table.ts';
import { exportTo } from '../../src/operate/export-files.ts';
import { importTools } from '../../src/operate/import-tools.ts';
import { readTable, toCsv } from '../../src/operate/table-files.ts';
import { NEW_TOOL } from '../domain/tool-fixtures.ts';
import { fileOutage } from '../storage/outage-filing.ts';
import { filing, NOW, testFolder, testStorage } from '../storage/storage-file.ts';

const OPTIONS = {
  ...{ file: 'tools.csv', dryRun: false, now: NOW, today: '2026-03-02', reviewEvery: { amount: 3, unit: 'months' } },
  ...{ criteria: criteriaFrom({ good: [], better: [], best: [] }), weights: defaultSettings().priorities.weights },
};
const HEAD = 'name,purpose,owningTeam,state,criticality,category';

async function exported(storage: ReturnType<typeof testStorage>['storage']) {
  const folder = testFolder();
  const files = await exportTo(folder, storage.export);
  return { files, read: (name: string) => readFileSync(join(folder, name), 'utf8'), folder };
}

describe('export', () => {
  it('writes tools, requests and decisions for their owner alone, and nothing of a sensitive request', async () => {
    const { storage } = testStorage();
    await storage.requests.fileRequest(filing({ title: 'Open one' }), NOW);
    await storage.requests.fileRequest(filing({ title: 'Secret one', sensitive: true }), NOW);
    const { files, read } = await exported(storage);
    expect(files).toHaveLength(12);
    for (const file of files) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(read('requests.csv')).toContain('Open one');
    expect(read('requests.csv') + read('requests.json')).not.toContain('Secret');
    expect(read('tools.csv').trim()).toBe(TOOL_COLUMNS.join(','));
  });

  it('says by when the ADRs of a tool are owed, so that what is exported can be imported (INV-1)', async () => {
    const { storage } = testStorage();
    await storage.tools.addTools([{ tool: NEW_TOOL, priority: 3, people: [], actor: 'x', why: 'y' }], NOW);
    const owed = { kind: 'adrs' as const, key: 'adrs:T-1', toolId: 1, what: 'Write the ADRs' };
    await storage.promises.makePromises([{ ...owed, dueAt: new Date('2026-05-01T00:00:00Z') }], NOW);
    const { read } = await exported(storage);
    expect(JSON.parse(read('tools.json'))[0].adrsBy).toBe('2026-05-01');
  });

  it('writes outages and their clocks, and nothing that people wrote of a confidential one (INV-2)', async () => {
    const { storage } = testStorage();
    await storage.tools.addTools([{ tool: NEW_TOOL, priority: 3, people: [], actor: 'x', why: 'y' }], NOW);
    await fileOutage(storage, { title: 'Scans stop' });
    await fileOutage(storage, { title: 'Secret leak', confidential: true });
    const { read } = await exported(storage);
    expect(read('outages.csv')).toContain('Scans stop');
    expect(read('outages.csv') + read('outages.json')).not.toMatch(/Secret|U0REQUEST.*O-2/);
    const outages = JSON.parse(read('outages.json'));
    expect(outages[1]).toMatchObject({ number: 'O-2', tool: 'T-1', confidential: 'true', openedAt: NOW.toISOString() });
    const clocks = JSON.parse(read('clocks.json'));
    expect(clocks.map((each: Record<string, string>) => [each.outage, each.clock, each.state])).toEqual([
      ...[
        ['O-1', 'slo', 'breached'],
        ['O-1', 'rto', 'running'],
      ],
      ...[
        ['O-2', 'slo', 'breached'],
        ['O-2', 'rto', 'running'],
      ],
    ]);
    expect(read('clocks.csv').split('\n')[0]).toMatch(/^outage,tool,clock,state,level/);
    expect(read('clocks.csv')).toContain('2026-03-05T10:00:00.000Z');
  });

  it('keeps a spreadsheet from taking a cell for a formula, and the way back is the same text', () => {
    const text = '=HYPERLINK("https://example.com")';
    const csv = toCsv(['a'], [{ a: text }, { a: '+1' }, { a: '-1' }, { a: '@x' }, { a: "'quoted" }]);
    for (const row of csv.trim().split('\n').slice(1)) expect(row).toMatch(/^"?'/);
    const read = readTable('x.csv', csv);
    expect(read.ok && read.rows.map(({ row }) => row.a)).toEqual([text, '+1', '-1', '@x', "'quoted"]);
  });
});

describe('import', () => {
  it.each(['tools.csv', 'tools.json'])('reads back what export wrote as %s', async (name) => {
    const from = testStorage().storage;
    const tool = {
      ...{ ...NEW_TOOL, name: '=Tool, "quoted"', valuePropositions: ['One', 'Two'], scores: { productFit: 4 } },
      ...{ category: 'integrate' as const, health: { owner: { answer: 'met' as const } } },
      healthLevel: 'below-good' as const,
      links: {
        runbook: 'https://gitlab.example.com/runbook',
        ...{ adrs: ['https://gitlab.example.com/1', 'https://gitlab.example.com/2'] },
        ...{ epic: 'https://gitlab.example.com/-/epics/1', milestone: { title: '19.4', due: '2099-01-01' } },
      },
    };
    await from.tools.addTools([{ tool, priority: 3, people: [], actor: 'x', why: 'y' }], NOW);
    const { read } = await exported(from);
    const { storage } = testStorage();
    const said = await importTools(storage.tools, { ...OPTIONS, file: name, text: read(name) });
    expect(said).toEqual({ ok: true, lines: ['1 tools are in the inventory.'] });
    const { valuePropositions, ...kept } = tool;
    expect(await storage.tools.tool(1)).toMatchObject({ ...kept, operationalAt: NOW, priority: 3.4 });
    const values = await storage.valuePropositions.valuesOfTool(1, 10);
    expect(values.map(({ what }) => what)).toEqual(valuePropositions);
  });

  it('adds all or nothing, with a line for each bad row', async () => {
    const { storage, count } = testStorage();
    await storage.tools.addTools([{ tool: NEW_TOOL, priority: 3, people: [], actor: 'x', why: 'y' }], NOW);
    const text = [
      ...[HEAD, 'Good,Fine,Us,planned,low,maintain', 'Bad,Fine,Us,running,lowest,maintain'],
      ...['good,Twice,Us,planned,low,maintain', 'VULNMAPPER,There,Us,planned,low,maintain'],
      'Towards,Fine,Us,planned,low,integrate',
    ].join('\n');
    const { ok, lines } = await importTools(storage.tools, { ...OPTIONS, text });
    expect(ok).toBe(false);
    expect(lines).toEqual([
      'tools.csv, line 3: state is none of planned, operational, sunsetting, retired, transferred',
      `tools.csv, line 3: criticality is none of ${CRITICALITIES.map(({ id }) => id).join(', ')}`,
      'tools.csv, line 4: the name “good” is in line 2 already',
      'tools.csv, line 5: T-1 is named “VulnMapper” already',
      'tools.csv, line 6: epic is empty: Integrate needs it',
      'tools.csv, line 6: milestone is empty: Integrate needs it',
      'tools.csv, line 6: milestoneDue is empty: Integrate needs it',
      'Nothing was imported.',
    ]);
    expect(count('tool')).toBe(1);
  });

  it('refuses an operational tool without what INV-1 asks for, and promises what is still to come', async () => {
    const { storage, count } = testStorage();
    const head = `${HEAD},ownerId,project,runbook,users,adrs,adrsBy`;
    const row = (adrsBy: string) =>
      `Keeper,Fine,Us,operational,low,maintain,U0ENGINE1,security/keeper,https://gitlab.example.com/r,Us,,${adrsBy}`;
    const bare = await importTools(storage.tools, {
      ...OPTIONS,
      text: [head, 'Keeper,Fine,Us,operational,low,maintain,,,,,,'].join('\n'),
    });
    expect(bare.lines).toEqual([
      ...['ownerId', 'project', 'runbook', 'users'].map(
        (column) => `tools.csv, line 2: ${column} is empty: an operational tool needs it`,
      ),
      'tools.csv, line 2: adrs is empty: an operational tool needs one, or in adrsBy the day by which there is one',
      'Nothing was imported.',
    ]);
    const late = await importTools(storage.tools, { ...OPTIONS, text: [head, row('2000-01-01')].join('\n') });
    expect(late.lines).toContain('tools.csv, line 2: adrsBy has passed');
    expect(count('tool')).toBe(0);
    await importTools(storage.tools, { ...OPTIONS, text: [head, row('2099-01-01')].join('\n') });
    const promised = await storage.promises.openPromisesOfTool(1);
    expect(promised.map(({ kind }) => kind).sort()).toEqual(['adrs', 'health', 'review']);
  });

  it('takes each category and criticality of the tables, and only tells with --dry-run', async () => {
    const { storage, count } = testStorage();
    const rows = CATEGORIES.filter(({ id }) => id !== 'integrate').flatMap(({ id: category }) =>
      CRITICALITIES.map(({ id }) => `${category} ${id},Fine,Us,planned,${id},${category}`),
    );
    const text = [HEAD, ...rows].join('\n');
    const dry = await importTools(storage.tools, { ...OPTIONS, text, dryRun: true });
    expect(dry).toEqual({ ok: true, lines: ['20 tools would be added. Nothing was changed.'] });
    expect(count('tool')).toBe(0);
    await importTools(storage.tools, { ...OPTIONS, text });
    expect(count('tool')).toBe(20);
  });

  it('says what it cannot read', async () => {
    const { storage } = testStorage();
    const lines = async (file: string, text: string) =>
      (await importTools(storage.tools, { ...OPTIONS, file, text })).lines.join('\n');
    expect(await lines('x.json', '{')).toContain('x.json cannot be read');
    expect(await lines('x.json', '[1]')).toContain('it is no list of objects');
    expect(await lines('x.csv', 'a,b\n"')).toContain('x.csv cannot be read');
    expect(await lines('x.csv', `${HEAD},colour\nA,B,C,planned,low,maintain,red`)).toContain(
      'there is no column colour',
    );
    expect(await lines('x.csv', `${HEAD},health\nA,B,C,planned,low,maintain,{`)).toContain('health is no health');
  });
});
