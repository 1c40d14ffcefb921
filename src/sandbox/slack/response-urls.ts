import { randomBytes } from 'node:crypto';

const MAX_USES = 5;
const LIFE_MS = 30 * 60_000;

/** What a response address belongs to: a channel, a person, and the message that holds what was clicked. */
export type ResponseTarget = { userId: string; channel: string; messageTs: string | null; threadTs?: string };

/** Addresses given out with commands and clicks: five posts in thirty minutes. */
export interface ResponseUrls {
  issue(target: ResponseTarget): string;
  /** Uses one post; null when the address is unknown, too old or used up. */
  take(id: string): ResponseTarget | null;
}

export function createResponseUrls(now: () => Date, baseUrl: () => string): ResponseUrls {
  const known = new Map<string, ResponseTarget & { at: number; uses: number }>();
  return {
    issue(target) {
      const id = randomBytes(12).toString('hex');
      known.set(id, { ...target, at: now().getTime(), uses: 0 });
      return `${baseUrl()}/api/response/${id}`;
    },
    take(id) {
      const target = known.get(id);
      if (!target || target.uses >= MAX_USES || now().getTime() - target.at > LIFE_MS) return null;
      target.uses += 1;
      return target;
    },
  };
}
