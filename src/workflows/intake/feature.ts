import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { mayReadTools } from '../../domain/tool-sight.ts';
import { onPressed, type Pressed } from '../../slack/listen.ts';
import { keepDraft, nextRound } from './drafts.ts';
import { ACTIONS } from './ids.ts';
import { goneView } from './notices.ts';
import { keepScreen, screenOf, show } from './screens.ts';

/** One of the tools that may be meant is the one: its name stands in the form, and what its category means below it (INV-10). */
export function listenToFeature(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.meant, (pressed) => takeMeant(deps, pressed));
}

async function takeMeant(deps: Deps, pressed: Pressed): Promise<void> {
  const { roles } = pressed;
  const typed = await keepScreen(deps, pressed);
  if (typed === null) return show(deps, pressed, goneView());
  const reads = mayReadTools(roles, deps.settings.inventory.visibleTo);
  const tool = reads ? await deps.storage.tools.tool(Number(pressed.value)) : null;
  if (tool === null) return pressed.tell('That tool is not known any more.');
  // A field keeps what was typed in it; one of another round starts with its answer.
  const draft = { ...typed, answers: { ...typed.answers, tool: tool.name }, round: nextRound(typed.round) };
  await keepDraft(deps, draft, roles.person.id);
  await show(deps, pressed, await screenOf(deps, draft, roles));
}
