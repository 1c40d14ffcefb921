import { z } from 'zod';

/** What kind of thing a person (or Slack) did, and the ways there are to answer. */
export type Interaction = {
  kind: 'command' | 'action' | 'submission' | 'closing' | 'shortcut' | 'options' | 'event';
  /** For logs: what was used, and nothing that anyone typed. */
  name: string;
  eventId: string | null;
  userId: string | null;
  responseUrl: string | null;
  triggerId: string | null;
  view: InteractionView | null;
};

type InteractionView = z.infer<typeof View>;

const View = z.object({
  id: z.string(),
  type: z.string(),
  callback_id: z.string().catch(''),
  previous_view_id: z.string().nullish().catch(null),
  root_view_id: z.string().nullish().catch(null),
  blocks: z.array(z.object({ type: z.string(), block_id: z.string().optional() })).catch([]),
});

const text = z.string().optional().catch(undefined);

const Body = z.object({
  type: text,
  command: text,
  callback_id: text,
  event_id: text,
  event: z.object({ type: text }).optional().catch(undefined),
  user_id: text,
  user: z.object({ id: text }).optional().catch(undefined),
  response_url: text,
  trigger_id: text,
  action_id: text,
  actions: z
    .array(z.object({ action_id: text }))
    .optional()
    .catch(undefined),
  view: View.optional().catch(undefined),
});
type Body = z.infer<typeof Body>;

const KINDS: Record<string, Interaction['kind']> = {
  block_actions: 'action',
  view_submission: 'submission',
  view_closed: 'closing',
  shortcut: 'shortcut',
  message_action: 'shortcut',
  block_suggestion: 'options',
};

/** Reads what Slack sent as far as answering it needs; nothing in it is refused. */
export function interactionOf(raw: unknown): Interaction {
  const body = Body.catch({}).parse(raw);
  const kind = body.command !== undefined ? 'command' : (KINDS[body.type ?? ''] ?? 'event');
  return {
    kind,
    name: nameOf(kind, body),
    eventId: body.type === 'event_callback' ? (body.event_id ?? null) : null,
    userId: body.user?.id ?? body.user_id ?? null,
    responseUrl: body.response_url ?? null,
    triggerId: body.trigger_id ?? null,
    view: body.view ?? null,
  };
}

function nameOf(kind: Interaction['kind'], body: Body): string {
  const what = body.command ?? body.callback_id ?? body.view?.callback_id ?? body.event?.type ?? body.type ?? '';
  const action = body.actions?.[0]?.action_id ?? body.action_id;
  return [kind, what, action].filter(Boolean).join(' ');
}

/** What to acknowledge with when there is nothing to say. */
export const emptyAnswer = (interaction: Interaction) => (interaction.kind === 'options' ? { options: [] } : undefined);
