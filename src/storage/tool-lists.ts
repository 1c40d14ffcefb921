import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { CategoryId } from '../domain/category.ts';
import { COUNTED } from '../domain/counted.ts';
import type { CriticalityId } from '../domain/criticality.ts';
import type { HealthLevel } from '../domain/health.ts';
import type { Tool, ToolState } from '../domain/tool.ts';
import type { Open } from './database.ts';
import { amongIds } from './prepared.ts';
import { newestRanked, quotedWords } from './search.ts';
import { ON_A_PATH_TO_THE_PRODUCT, tool } from './tables.ts';

export type ToolFilter = {
  category?: CategoryId;
  criticality?: CriticalityId;
  health?: HealthLevel | 'unknown';
  ownerId?: string;
  /** Without one: those that are not retired and not transferred. */
  state?: ToolState;
  /** Words, or how they begin: it is asked while somebody types; the best of the newest 200 matches. */
  search?: string;
  /** `co-create`: those on a path to the product only. */
  order?: 'maintenance' | 'co-create' | 'name';
};

export type ToolPage = { tools: Tool[]; total: number; above: Tool | null };

const STILL_OURS: ToolState[] = ['planned', 'operational', 'sunsetting'];

type Indexed = Pick<Tool, 'name' | 'purpose' | 'users' | 'owningTeam' | 'project'>;

/** Puts a tool in the search index, or anew; inside the caller's transaction. */
export function indexTool({ client }: Open) {
  const remove = client.prepare<[number]>('DELETE FROM tool_search WHERE rowid = ?');
  const fill = client.prepare<[number, string, string]>('INSERT INTO tool_search (rowid, name, body) VALUES (?, ?, ?)');
  return (id: number, { name, purpose, users, owningTeam, project }: Indexed): void => {
    remove.run(id);
    fill.run(id, name, [purpose, users, owningTeam, project ?? ''].join('\n'));
  };
}

function conditions(filter: ToolFilter): SQL[] {
  const { category, criticality, health, ownerId, state, order } = filter;
  return [
    state === undefined ? inArray(tool.state, STILL_OURS) : eq(tool.state, state),
    ...(category === undefined ? [] : [eq(tool.category, category)]),
    ...(criticality === undefined ? [] : [eq(tool.criticality, criticality)]),
    ...(health === undefined ? [] : [health === 'unknown' ? isNull(tool.healthLevel) : eq(tool.healthLevel, health)]),
    ...(ownerId === undefined ? [] : [eq(tool.ownerId, ownerId)]),
    ...(order === 'co-create' ? [sql`${ON_A_PATH_TO_THE_PRODUCT} = 1`] : []),
  ];
}

/** Lists and searches of tools: a bounded number of queries, whatever there is. */
export function toolLists(open: Open) {
  const { db } = open;
  const ranked = newestRanked(open, 'tool_search', 'name');
  const matches = (terms: readonly string[]): number[] => ranked(terms).map(({ id }) => id);

  /** Which of these meet the conditions, in the order given. */
  function among(ids: readonly number[], where: SQL[]): number[] {
    const met = db
      .select({ id: tool.id })
      .from(tool)
      .where(and(amongIds(tool.id, JSON.stringify(ids)), ...where))
      .all();
    const there = new Set(met.map(({ id }) => id));
    return ids.filter((id) => there.has(id));
  }

  function found(ids: readonly number[], where: SQL[]): Tool[] {
    const place = new Map(ids.map((id, index) => [id, index]));
    const all = db
      .select()
      .from(tool)
      .where(and(amongIds(tool.id, JSON.stringify(ids)), ...where))
      .all();
    return all.sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
  }

  function count(where: SQL[]): number {
    const some = db
      .select({ one: sql`1` })
      .from(tool)
      .where(and(...where))
      .limit(COUNTED + 1)
      .as('some');
    return db.select({ n: sql<number>`count(*)` }).from(some).get()?.n ?? 0;
  }

  return {
    /** A page of tools (`page` from 0), with the one before its first. A total over 1,000 means "1,000+". */
    async toolsBy(filter: ToolFilter, page: number, size: number): Promise<ToolPage> {
      const where = conditions(filter);
      const from = page * size;
      const lead = Math.min(from, 1);
      if (filter.search !== undefined) {
        const begun = quotedWords(filter.search).map((word) => `${word}*`);
        const all = among(matches(begun), where);
        const shown = found(all.slice(from - lead, from + size), []);
        return { tools: shown.slice(lead), total: all.length, above: lead === 1 ? (shown[0] ?? null) : null };
      }
      const order = filter.order === 'name' ? sql`lower(${tool.name})` : sql`${tool.priority} DESC, ${tool.id} DESC`;
      // The ids alone are read from an index; only the page's own rows are read whole.
      const ids = db
        .select({ id: tool.id })
        .from(tool)
        .where(and(...where))
        .orderBy(order)
        .limit(size + lead)
        .offset(from - lead)
        .all();
      const rows = found(
        ids.map(({ id }) => id),
        [],
      );
      return { tools: rows.slice(lead), total: count(where), above: lead === 1 ? (rows[0] ?? null) : null };
    },
    /** Tools whose name or purpose holds one of the words, or begins like one; the best first. */
    async toolsAlike(typed: string, limit: number): Promise<Tool[]> {
      const words = typed.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
      const query = [...new Set(words)].slice(0, 12).map((word) => `"${word.slice(0, 5)}"*`);
      return found(matches(query).slice(0, limit), []);
    },
  };
}
