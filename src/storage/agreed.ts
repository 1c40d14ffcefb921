import { eq } from 'drizzle-orm';
import { meeting } from './charter-tables.ts';
import type { Open } from './database.ts';

/** Keeps which request something agreed in a meeting opened, inside the caller's transaction (CHA-3). */
export function agreedWriter({ db }: Open) {
  const found = (id: number) => db.select().from(meeting).where(eq(meeting.id, id)).get();
  return {
    /** The request that it opened; null where it opened none yet. */
    requestOf: (id: number, index: number): number | null => found(id)?.agreed[index]?.requestId ?? null,
    opened(id: number, index: number, requestId: number): void {
      const agreed = found(id)?.agreed.map((each, nth) => (nth === index ? { ...each, requestId } : each));
      if (agreed !== undefined) db.update(meeting).set({ agreed }).where(eq(meeting.id, id)).run();
    },
  };
}
