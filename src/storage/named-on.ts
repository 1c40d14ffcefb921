import { and, eq, sql } from 'drizzle-orm';
import type { Promised } from '../domain/promise.ts';
import type { Tool } from '../domain/tool.ts';
import type { Open } from './database.ts';
import { amongIds } from './prepared.ts';
import { promise, request, tool, toolPerson } from './tables.ts';

export type NamedTool = { tool: Tool; roles: ('owner' | 'user' | 'stakeholder')[] };

/** Somebody who asked for more than this looks at the older ones in their list. */
const NEWEST = 500;

/** What somebody is named on, beside requests. */
export function namedOnStore({ client, db }: Open) {
  const me = sql.placeholder('personId');
  const limit = sql.placeholder('limit');
  const STILL = ['planned', 'operational', 'sunsetting'];
  const ids = client
    .prepare<{ personId: string; limit: number }, number>(
      `SELECT id FROM (SELECT id FROM tool WHERE owner_id = @personId AND state IN (${STILL.map((state) => `'${state}'`).join(', ')})
          ORDER BY priority DESC LIMIT @limit)
        UNION SELECT id FROM (SELECT t.id FROM tool_person AS p CROSS JOIN tool AS t ON t.id = p.tool_id
          WHERE p.person_id = @personId AND NOT p.asked AND t.state IN (${STILL.map((state) => `'${state}'`).join(', ')}) LIMIT @limit)`,
    )
    .pluck();
  const tools = db
    .select()
    .from(tool)
    .where(amongIds(tool.id, sql.placeholder('ids')))
    .orderBy(sql`${tool.priority} DESC, ${tool.id}`)
    .limit(limit)
    .prepare();
  const rolesOn = db
    .select({ role: toolPerson.role })
    .from(toolPerson)
    .where(
      and(eq(toolPerson.toolId, sql.placeholder('toolId')), eq(toolPerson.personId, me), eq(toolPerson.asked, false)),
    )
    .prepare();
  const asked = client
    .prepare<{ personId: string; newest: number }, number>(
      `SELECT id FROM (SELECT id FROM request WHERE requester_id = @personId ORDER BY id DESC LIMIT @newest)
        UNION SELECT id FROM (SELECT id FROM request WHERE contact_id = @personId ORDER BY id DESC LIMIT @newest)`,
    )
    .pluck();
  const waiting = db
    .select({ promise })
    .from(promise)
    .innerJoin(request, eq(request.id, promise.requestId))
    .where(
      and(
        amongIds(promise.requestId, sql.placeholder('ids')),
        // The plus keeps SQLite to the promises of these requests.
        ...[sql`+${promise.state} = 'open'`, sql`+${promise.kind} = 'waiting'`, sql`+${request.state} = 'decided'`],
      ),
    )
    .orderBy(promise.id)
    .limit(limit)
    .prepare();
  return {
    /**
     * The first few (`shown`) of the tools that someone owns, uses or has a stake in, by their priority; not those that are no longer ours.
     * `count` stops at about `most`.
     */
    async toolsNaming(personId: string, shown: number, most: number): Promise<{ tools: NamedTool[]; count: number }> {
      const among = ids.all({ personId, limit: most });
      const first = tools.all({ ids: JSON.stringify(among), limit: shown }).map((found): NamedTool => {
        const roles = rolesOn.all({ personId, toolId: found.id }).map(({ role }) => role);
        return { tool: found, roles: found.ownerId === personId ? ['owner', ...roles] : roles };
      });
      return { tools: first, count: among.length };
    },
    /** What the newest 500 requests of which someone is requester or contact wait for. */
    async waitedForBy(personId: string, most: number): Promise<Promised[]> {
      const ids = JSON.stringify(asked.all({ personId, newest: NEWEST }));
      return waiting.all({ ids, limit: most }).map((row) => row.promise);
    },
  };
}
