import { and, eq, inArray, or, sql } from 'drizzle-orm';
import type { Promised } from '../domain/promise.ts';
import type { Tool } from '../domain/tool.ts';
import type { Open } from './database.ts';
import { promise, request, tool, toolPerson } from './tables.ts';

export type NamedTool = { tool: Tool; roles: ('owner' | 'user' | 'stakeholder')[] };

/** What somebody is named on, beside requests. */
export function namedOnStore({ db }: Open) {
  const me = sql.placeholder('personId');
  const limit = sql.placeholder('limit');
  const named = db
    .select({ id: toolPerson.toolId })
    .from(toolPerson)
    .where(and(eq(toolPerson.personId, me), eq(toolPerson.asked, false)));
  const tools = db
    .select()
    .from(tool)
    .where(
      and(
        inArray(tool.state, ['planned', 'operational', 'sunsetting']),
        or(eq(tool.ownerId, me), inArray(tool.id, named)),
      ),
    )
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
  const waiting = db
    .select({ promise })
    .from(promise)
    .innerJoin(request, eq(request.id, promise.requestId))
    .where(
      and(
        ...[eq(promise.state, 'open'), eq(promise.kind, 'waiting'), eq(request.state, 'decided')],
        or(eq(request.requesterId, me), eq(request.contactId, me)),
      ),
    )
    .orderBy(promise.id)
    .limit(limit)
    .prepare();
  return {
    /** The tools that someone owns, uses or has a stake in, by their priority; not those that are no longer ours. */
    async toolsNaming(personId: string, most: number): Promise<NamedTool[]> {
      return tools.all({ personId, limit: most }).map((found) => {
        const roles = rolesOn.all({ personId, toolId: found.id }).map(({ role }) => role);
        return { tool: found, roles: found.ownerId === personId ? ['owner', ...roles] : roles };
      });
    },
    /** What the requests of which someone is requester or contact wait for. */
    async waitedForBy(personId: string, most: number): Promise<Promised[]> {
      return waiting.all({ personId, limit: most }).map((row) => row.promise);
    },
  };
}
