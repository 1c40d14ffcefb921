import { integer } from 'drizzle-orm/sqlite-core';

/** Instants are kept as milliseconds since 1970 in UTC. */
export const instant = (name: string) => integer(name, { mode: 'timestamp_ms' });

/** No, unless somebody says yes. */
export const flag = (name: string) => integer(name, { mode: 'boolean' }).notNull().default(false);
