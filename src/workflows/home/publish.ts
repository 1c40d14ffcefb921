import type { App } from '@slack/bolt';
import type { HomeView, KnownBlock } from '@slack/types';
import { z } from 'zod';
import type { Deps, Waiting } from '../../deps.ts';
import { EMERGENCY_NOTE } from '../../domain/doors.ts';
import type { Roles } from '../../domain/people.ts';
import { actions, button, context, header, home, section } from '../../slack/blocks.ts';
import { inline } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';

const Opened = z.object({ event: z.object({ user: z.string(), tab: z.string() }), team_id: z.string().catch('') });
const Acted = z.object({
  type: z.enum(['block_actions', 'view_submission']),
  user: z.object({ id: z.string(), team_id: z.string().optional() }),
  view: z.object({ type: z.string() }).optional(),
});

/** As many people as may have Home open at once; who is forgotten sees it anew when they open it. */
const WATCHED = 500;

/** App Home: shown when it is opened, and anew after each act in it or in a modal that was opened from it. */
export function listenToHome(app: App, deps: Deps): void {
  const watching = new Set<string>();
  app.event('app_home_opened', async ({ body }) => {
    const opened = Opened.parse(body);
    if (opened.event.tab !== 'home') return;
    watch(watching, opened.event.user);
    await publish(deps, opened.event.user, opened.team_id);
  });
  app.use(async ({ body, next }) => {
    await next();
    const acted = Acted.safeParse(body);
    if (!acted.success) return;
    const { user, type, view } = acted.data;
    const inHome = view?.type === 'home';
    if (inHome) watch(watching, user.id);
    if (!inHome && !(type === 'view_submission' && watching.has(user.id))) return;
    await publish(deps, user.id, user.team_id ?? '').catch((error) =>
      deps.log.info({ error }, 'Home was not drawn anew'),
    );
  });
}

function watch(watching: Set<string>, userId: string): void {
  watching.delete(userId);
  watching.add(userId);
  for (const first of watching) {
    if (watching.size <= WATCHED) return;
    watching.delete(first);
  }
}

async function publish(deps: Deps, userId: string, teamId: string): Promise<void> {
  const who = await deps.access.who(userId, teamId);
  const view = who.ok ? await homeView(deps, who.roles) : home([section(inline(who.text), { blockId: 'refusal' })]);
  await deps.slack.waiting.views.publish({ user_id: userId, view });
}

async function homeView(deps: Deps, roles: Roles): Promise<HomeView> {
  const parts = await deps.screens.home(roles);
  const start = button({ text: 'New request', actionId: SHARED_ACTIONS.openIntake, style: 'primary' });
  return home([
    section('*ProdSecEng*\nBring a need, hand over a tool or ask a question; what became of it stands below.', {
      blockId: 'start',
    }),
    actions([start], 'start_buttons'),
    context(`:rotating_light: ${inline(EMERGENCY_NOTE)}`, 'emergency'),
    ...waitingBlocks(parts.flatMap(({ waiting }) => waiting ?? [])),
    ...parts.flatMap(({ blocks }) => blocks),
  ]);
}

const WAITING_SHOWN = 8;

/** What waits for this person, of all workflows: what others wait for comes first. */
function waitingBlocks(waiting: readonly Waiting[]): KnownBlock[] {
  const rows = [...waiting].sort((a, b) => a.order - b.order).flatMap((each) => each.rows);
  if (rows.length === 0)
    return [header('Waiting for you', 'waiting'), context('Nothing waits for you.', 'waiting:none')];
  const shown = rows.slice(0, WAITING_SHOWN);
  const rest = waiting.reduce((sum, { count }) => sum + count, 0) - shown.length;
  const more = rest > 0 ? [context(`…and ${rest} more: \`/prodseceng requests\``, 'waiting:more')] : [];
  return [header('Waiting for you', 'waiting'), ...shown.flat(), ...more];
}
