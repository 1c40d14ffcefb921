import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';

export type TableRow = Record<string, string>;

/** CSV with a heading. A cell that a spreadsheet would take for a formula gets an apostrophe in front. */
export const toCsv = (columns: readonly string[], rows: readonly TableRow[]): string =>
  stringify([...rows], { header: true, columns: [...columns], escape_formulas: true });

/** The same rows as JSON, one object each. */
export const toJson = (rows: readonly TableRow[]): string => `${JSON.stringify(rows, null, 2)}\n`;

export type ReadTable = { ok: true; rows: { place: string; row: TableRow }[] } | { ok: false; problem: string };

const Cells = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** Reads what `toCsv` or `toJson` wrote; each row with where it stands. The name of the file says which. */
export function readTable(file: string, text: string): ReadTable {
  try {
    return { ok: true, rows: /\.json$/i.test(file) ? fromJson(text) : fromCsv(text) };
  } catch (error) {
    return { ok: false, problem: `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function fromJson(text: string): { place: string; row: TableRow }[] {
  const read = z.array(Cells).safeParse(JSON.parse(text));
  if (!read.success) throw new Error('it is no list of objects whose values are texts');
  return read.data.map((cells, index) => ({
    place: `entry ${index + 1}`,
    row: Object.fromEntries(Object.entries(cells).map(([column, value]) => [column, String(value ?? '')])),
  }));
}

const FORMULA = /^'(?=[=+\-@\t\r])/;

const CsvRecord = z.object({ record: z.record(z.string(), z.string()), info: z.object({ lines: z.number() }) });

function fromCsv(text: string): { place: string; row: TableRow }[] {
  const records: unknown = parse(text, { columns: true, bom: true, skip_empty_lines: true, info: true });
  return z
    .array(CsvRecord)
    .parse(records)
    .map(({ record, info }) => ({
      place: `line ${info.lines}`,
      row: Object.fromEntries(
        Object.entries(record).map(([column, value]) => [column.trim(), value.replace(FORMULA, '')]),
      ),
    }));
}
