import { add as addSpan } from 'date-fns';
import type { Criterion } from '../domain/health.ts';
import { priorityOf, type Weights } from '../domain/prioritization.ts';
import type { NewPromise } from '../domain/promise.ts';
import { type NewTool, type Tool, toolNumber } from '../domain/tool.ts';
import { operationPromises } from '../domain/tool-acts.ts';
import { toolOfRow } from '../domain/tool-table.ts';
import type { Verdict } from '../domain/verdict.ts';
import { readTable, type TableRow } from './table-files.ts';

type Filing = {
  tool: NewTool;
  priority: number;
  people: [];
  actor: string;
  why: string;
  promises: (id: number) => NewPromise[];
};

/** The inventory as far as an import touches it. */
export type Inventory = {
  toolNamed(name: string): Promise<Tool | null>;
  addTools(filings: Filing[], now: Date): Promise<Verdict<number[]>>;
};

export type ImportOptions = {
  file: string;
  text: string;
  dryRun: boolean;
  criteria: readonly Criterion[];
  weights: Weights;
  now: Date;
  today: string;
  /** How often an operational tool is reviewed, the first time so long after it came in (REV-1). */
  reviewEvery: { amount: number; unit: string };
};

type Read = { ok: true; tool: NewTool; adrsBy: string | null };

type Row = { place: string; row: TableRow };

/** Adds the tools of a CSV or JSON file, all or none; a line for each row that is wrong. */
export async function importTools(
  inventory: Inventory,
  options: ImportOptions,
): Promise<{ ok: boolean; lines: string[] }> {
  const table = readTable(options.file, options.text);
  if (!table.ok) return { ok: false, lines: [table.problem] };
  const tools: Read[] = [];
  const problems: string[] = [];
  const seen = new Map<string, string>();
  for (const each of table.rows) {
    const read = await readRow(inventory, each, seen, options);
    if (read.ok) tools.push(read);
    else problems.push(...read.problems.map((problem) => `${options.file}, ${each.place}: ${problem}`));
  }
  if (problems.length > 0) return { ok: false, lines: [...problems, 'Nothing was imported.'] };
  if (options.dryRun) return { ok: true, lines: [`${tools.length} tools would be added. Nothing was changed.`] };
  return add(inventory, tools, options);
}

async function readRow(
  inventory: Inventory,
  { place, row }: Row,
  seen: Map<string, string>,
  options: ImportOptions,
): Promise<Read | { ok: false; problems: string[] }> {
  const read = toolOfRow(row, options.criteria, options);
  if (!read.ok) return read;
  const name = read.tool.name.toLowerCase();
  const twice = seen.get(name);
  seen.set(name, place);
  if (twice !== undefined) return { ok: false, problems: [`the name “${read.tool.name}” is in ${twice} already`] };
  const other = await inventory.toolNamed(read.tool.name);
  return other === null ? read : { ok: false, problems: [`${toolNumber(other.id)} is named “${other.name}” already`] };
}

async function add(
  inventory: Inventory,
  tools: readonly Read[],
  { file, weights, now, reviewEvery }: ImportOptions,
): Promise<{ ok: boolean; lines: string[] }> {
  const reviewAt = addSpan(now, { [reviewEvery.unit]: reviewEvery.amount });
  const filings = tools.map(
    ({ tool, adrsBy }): Filing => ({
      ...{ tool, priority: priorityOf(tool, weights), people: [], actor: 'import', why: `Imported from ${file}` },
      promises: (id) =>
        tool.state === 'operational' ? operationPromises({ ...tool, id }, { adrsBy, reviewAt, now }) : [],
    }),
  );
  const added = await inventory.addTools(filings, now);
  if (!added.ok) return { ok: false, lines: [added.text, 'Nothing was imported.'] };
  return { ok: true, lines: [`${added.value.length} tools are in the inventory.`] };
}
