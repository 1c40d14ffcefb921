import { type Column, getTableColumns, type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';

type Slots<T extends SQLiteTable, Left extends string> = { [K in Exclude<keyof T['$inferSelect'], Left>]: Placeholder };

/**
 * A placeholder for each column, but those left to their defaults, so that an insert is prepared once: built anew each time it
 * takes longer than the insert itself.
 */
export function slotsOf<T extends SQLiteTable, Left extends string = never>(
  table: T,
  left: readonly Left[] = [],
): Slots<T, Left> {
  const names = Object.keys(getTableColumns(table)).filter((name) => !left.some((each) => each === name));
  return Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])) as Slots<T, Left>;
}

/** What an upsert sets: the columns as the insert had them. */
export function asInserted<T extends SQLiteTable>(
  table: T,
  names: readonly (keyof T['$inferSelect'] & string)[],
): Record<string, SQL> {
  const columns = getTableColumns(table);
  return Object.fromEntries(names.map((name) => [name, sql.raw(`excluded."${columns[name]?.name ?? name}"`)]));
}

/** A condition that holds for these numbers: a JSON list, so that it is one parameter however many they are. */
export const amongIds = (column: Column, ids: string | Placeholder): SQL =>
  sql`${column} IN (SELECT value FROM json_each(${ids}))`;
