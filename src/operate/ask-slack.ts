import { z } from 'zod';

export type SlackApi = (method: string, args?: Record<string, unknown>) => Promise<unknown>;

/** An answer of Slack's, or its own word for why not. */
export type Asked<Answer> = { ok: true; answer: Answer } | { ok: false; code: string };

/** Calls a method and reads its answer; a refusal, a lost answer and an answer of another shape all come back as a code. */
export async function ask<Schema extends z.ZodType>(
  api: SlackApi,
  method: string,
  args: Record<string, unknown>,
  schema: Schema,
): Promise<Asked<z.output<Schema>>> {
  try {
    const answer = await api(method, args);
    const refusal = Refusal.safeParse(answer);
    if (refusal.success) return { ok: false, code: refusal.data.error };
    const read = schema.safeParse(answer);
    return read.success ? { ok: true, answer: read.data } : { ok: false, code: 'unexpected_answer' };
  } catch (error) {
    return { ok: false, code: codeOf(error) };
  }
}

const Refusal = z.object({ ok: z.literal(false), error: z.string().catch('unknown_error') });
const Thrown = z.union([
  z.object({ data: z.object({ error: z.string() }) }).transform(({ data }) => data.error),
  z.object({ code: z.string() }).transform(({ code }) => code),
]);

function codeOf(error: unknown): string {
  const read = Thrown.safeParse(error);
  return read.success ? read.data : 'no_answer';
}

const Listing = z.looseObject({
  response_metadata: z.object({ next_cursor: z.string().catch('') }).catch({ next_cursor: '' }),
});

/** All pages of a list of Slack's, which stands under `key` in its answers. */
export async function everyPage<Item extends z.ZodType>(
  api: SlackApi,
  method: string,
  args: Record<string, unknown>,
  key: string,
  item: Item,
): Promise<Asked<z.output<Item>[]>> {
  const Page = Listing.transform((raw) => ({ items: raw[key], next: raw.response_metadata.next_cursor })).pipe(
    z.object({ items: z.array(item), next: z.string() }),
  );
  const all: z.output<Item>[] = [];
  let cursor = '';
  do {
    const asked = { ...args, limit: 1000, ...(cursor && { cursor }) };
    const page: Asked<z.output<typeof Page>> = await ask(api, method, asked, Page);
    if (!page.ok) return page;
    all.push(...page.answer.items);
    cursor = page.answer.next;
  } while (cursor);
  return { ok: true, answer: all };
}
