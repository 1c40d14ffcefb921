import { z } from 'zod';
import { type Connection, PER_PAGE, type ProjectRef, read, readPage } from './connection.ts';
import { GitLabUser } from './schema.ts';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const Author = GitLabUser.nullish();

const StateEvent = z
  .object({ id: z.number(), state: z.string(), created_at: instant, user: Author })
  .transform(({ id, state, created_at, user }) => ({ id, state, at: created_at, by: user?.username ?? '' }));

/** The label is null where it was deleted since. */
const LabelEvent = z
  .object({
    id: z.number(),
    action: z.enum(['add', 'remove']),
    created_at: instant,
    user: Author,
    label: z.object({ name: z.string() }).nullish(),
  })
  .transform(({ id, action, created_at, user, label }) => ({
    ...{ id, action, at: created_at },
    ...{ label: label?.name ?? '', by: user?.username ?? '' },
  }));

/** Where GitLab has weights (Premium and up). */
const WeightEvent = z
  .object({ created_at: instant, user: Author })
  .transform(({ created_at, user }) => ({ at: created_at, by: user?.username ?? '' }));

export type WeightEvent = z.output<typeof WeightEvent>;
export type StateEvent = z.output<typeof StateEvent>;
export type LabelEvent = z.output<typeof LabelEvent>;

/** When an issue was closed, reopened and labelled, by GitLab's own times: one request each, of at most 100 events. */
export function eventCalls({ stateEvents, labelEvents, weightEvents }: Connection) {
  const options = { perPage: PER_PAGE, page: 1, showExpanded: true } as never;
  return {
    async stateEvents(project: ProjectRef, iid: number): Promise<StateEvent[]> {
      return (await readPage(StateEvent, () => stateEvents.all(project, iid, options))).items;
    },
    async labelEvents(project: ProjectRef, iid: number): Promise<LabelEvent[]> {
      return (await readPage(LabelEvent, () => labelEvents.all(project, iid, options))).items;
    },
    async weightEvents(project: ProjectRef, iid: number): Promise<WeightEvent[]> {
      return read(z.array(WeightEvent), () => weightEvents.all(project, iid));
    },
  };
}
