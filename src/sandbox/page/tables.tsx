import { useState } from 'preact/hooks';
import { ProseView, plainOf } from './prose-view.tsx';
import { plainRich, richTextProse } from './rich-text.ts';
import type { Block, TableCell } from './wire.ts';

function Cell({ cell }: { cell: TableCell | undefined }) {
  if (cell?.type === 'rich_text') return <ProseView prose={richTextProse(cell.elements ?? [])} />;
  return <>{cellText(cell)}</>;
}

function cellText(cell: TableCell | undefined): string {
  if (cell?.type === 'rich_text') return plainRich(cell.elements ?? []);
  return plainOf(cell?.text) || String(cell?.value ?? '');
}

/** Slack's plain table: the first row is its head. */
export function Table({ block }: { block: Block }) {
  const [head = [], ...rows] = block.rows ?? [];
  const look = (column: number) => {
    const settings = block.column_settings?.[column];
    return { textAlign: settings?.align ?? 'left', whiteSpace: settings?.is_wrapped ? 'normal' : 'nowrap' } as const;
  };
  return (
    <div class="table-frame">
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} scope="col" style={look(column)}>
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, column) => (
                <td key={column} style={look(column)}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Sort = { column: number; down: boolean } | null;

/** The table with pages, sorted by the column whose head is pressed. */
export function DataTable({ block }: { block: Block }) {
  const [head = [], ...rows] = block.rows ?? [];
  const [sort, setSort] = useState<Sort>(null);
  const [page, setPage] = useState(0);
  const size = block.page_size ?? 5;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const at = Math.min(page, pages - 1);
  const shown = sorted(rows, sort).slice(at * size, (at + 1) * size);
  const press = (column: number) => setSort({ column, down: sort?.column === column && !sort.down });
  return (
    <div class="table-frame data">
      <table>
        <caption>{block.caption}</caption>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} scope="col" aria-sort={sortOf(sort, column)}>
                <button type="button" class="sort" onClick={() => press(column)}>
                  {cellText(cell)}
                  <span aria-hidden="true">{sort?.column === column ? (sort.down ? ' ↓' : ' ↑') : ''}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, index) => (
            <Row key={index} row={row} head={block.row_header_column_index ?? 0} />
          ))}
        </tbody>
      </table>
      {pages > 1 && <Pages at={at} pages={pages} go={setPage} rows={rows.length} />}
    </div>
  );
}

function Row({ row, head }: { row: TableCell[]; head: number }) {
  return (
    <tr>
      {row.map((cell, column) =>
        column === head ? (
          <th key={column} scope="row">
            <Cell cell={cell} />
          </th>
        ) : (
          <td key={column}>
            <Cell cell={cell} />
          </td>
        ),
      )}
    </tr>
  );
}

function Pages({ at, pages, rows, go }: { at: number; pages: number; rows: number; go(page: number): void }) {
  return (
    <div class="pages">
      <button type="button" class="button small" disabled={at === 0} onClick={() => go(at - 1)}>
        Previous
      </button>
      <span>{`Page ${at + 1} of ${pages} · ${rows} rows`}</span>
      <button type="button" class="button small" disabled={at >= pages - 1} onClick={() => go(at + 1)}>
        Next
      </button>
    </div>
  );
}

function sortOf(sort: Sort, column: number): 'ascending' | 'descending' | 'none' {
  if (sort?.column !== column) return 'none';
  return sort.down ? 'descending' : 'ascending';
}

function sorted(rows: TableCell[][], sort: Sort): TableCell[][] {
  if (!sort) return rows;
  const sign = sort.down ? -1 : 1;
  return [...rows].sort((one, other) => sign * compare(one[sort.column], other[sort.column]));
}

function compare(one: TableCell | undefined, other: TableCell | undefined): number {
  if (typeof one?.value === 'number' && typeof other?.value === 'number') return one.value - other.value;
  return cellText(one).localeCompare(cellText(other), 'en', { numeric: true });
}
