import Database from 'better-sqlite3';

/** One named set of JSON values, kept in memory and written through to the store's file. */
export interface Collection<T> {
  get(id: string): T | undefined;
  put(id: string, value: T): void;
  delete(id: string): void;
  /** Every value, in the order in which the ids were first put. */
  all(): T[];
}

/** Where the stand-ins keep what must survive a restart of the sandbox. */
export interface Store {
  collection<T>(name: string): Collection<T>;
  close(): void;
}

/**
 * Opens the sandbox's own table in the given SQLite file (the app may use the same file; the tables do not meet).
 * Values are kept as JSON, so they must be plain data; a changed value counts only once it is put.
 */
export function createStore(path: string): Store {
  const file = new Database(path);
  file.pragma('journal_mode = WAL');
  file.pragma('synchronous = NORMAL');
  file.pragma('busy_timeout = 5000');
  file.exec(
    'CREATE TABLE IF NOT EXISTS sandbox_values (position INTEGER PRIMARY KEY AUTOINCREMENT, collection TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (collection, id))',
  );
  const open = new Map<string, Collection<unknown>>();
  return {
    collection<T>(name: string): Collection<T> {
      const known = open.get(name) ?? openCollection<unknown>(file, name);
      open.set(name, known);
      return known as Collection<T>;
    },
    close: () => {
      file.close();
    },
  };
}

function openCollection<T>(file: Database.Database, name: string): Collection<T> {
  const values = new Map<string, T>();
  const rows = file
    .prepare<[string], { id: string; value: string }>(
      'SELECT id, value FROM sandbox_values WHERE collection = ? ORDER BY position',
    )
    .all(name);
  for (const row of rows) values.set(row.id, JSON.parse(row.value) as T);
  const put = file.prepare(
    'INSERT INTO sandbox_values (collection, id, value) VALUES (?, ?, ?) ON CONFLICT (collection, id) DO UPDATE SET value = excluded.value',
  );
  const remove = file.prepare('DELETE FROM sandbox_values WHERE collection = ? AND id = ?');
  return {
    get: (id) => values.get(id),
    put(id, value) {
      put.run(name, id, JSON.stringify(value));
      values.set(id, value);
    },
    delete(id) {
      remove.run(name, id);
      values.delete(id);
    },
    all: () => [...values.values()],
  };
}
