import type { Open } from '../../src/storage/database.ts';

/** One query as it ran. */
export type Ran = { sql: string; given: unknown[] };

/** Notes each query that runs on this database from now on; must be called before anything prepares one. */
export function noteQueries({ client }: Open): Ran[] {
  const ran: Ran[] = [];
  const prepare = client.prepare.bind(client);
  const noting = (sql: string) => {
    const statement = prepare(sql);
    for (const how of ['get', 'all', 'run', 'iterate'] as const) {
      const run = statement[how].bind(statement);
      Object.assign(statement, {
        [how]: (...given: unknown[]) => {
          ran.push({ sql, given });
          return run(...given);
        },
      });
    }
    return statement;
  };
  Object.assign(client, { prepare: noting });
  return ran;
}
