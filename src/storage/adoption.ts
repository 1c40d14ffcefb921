import { desc, eq } from 'drizzle-orm';
import type { AdoptionDay, GivenAdoption } from '../domain/adoption.ts';
import { toolNumber } from '../domain/tool.ts';
import type { AuditWriter } from './audit.ts';
import type { Open } from './database.ts';
import { adoption } from './lifecycle-tables.ts';

/** How many use a tool and how many the feature that takes its place, by day (SUN-2). */
export function adoptionStore({ client, db }: Open, { keepAudit }: { keepAudit: AuditWriter }) {
  const keep = client.transaction((toolId: number, given: GivenAdoption, by: string | null, now: Date): void => {
    const { day, tool, feature } = given;
    const said = { ...(tool === undefined ? {} : { tool }), ...(feature === undefined ? {} : { feature }) };
    const row = { ...said, posted: by === null, by, at: now };
    db.insert(adoption)
      .values({ toolId, day, ...row })
      .onConflictDoUpdate({ target: [adoption.toolId, adoption.day], set: row })
      .run();
    if (by === null) return;
    keepAudit({ at: now, actor: by, subject: toolNumber(toolId), action: 'entered adoption numbers', detail: given });
  });

  return {
    /** Keeps the numbers of a day; what is not given stays as it was. `by`: who typed them; null: the tool posted them. */
    async keepAdoption(toolId: number, given: GivenAdoption, by: string | null, now: Date): Promise<void> {
      keep.immediate(toolId, given, by, now);
    },
    /** The last days that have numbers, in their order. */
    async adoptionOf(toolId: number, limit: number): Promise<AdoptionDay[]> {
      const last = db
        .select({ day: adoption.day, tool: adoption.tool, feature: adoption.feature })
        .from(adoption)
        .where(eq(adoption.toolId, toolId))
        .orderBy(desc(adoption.day))
        .limit(limit)
        .all();
      return last.reverse();
    },
  };
}
