import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { requestNumber } from '../../domain/owed.ts';
import { sightOf } from '../../domain/request.ts';
import { joinRequest } from '../../domain/request-conversation.ts';
import {
  metadataOf,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { joinView } from './alike-view.ts';
import { carriedBy, gist } from './drafts.ts';
import { ACTIONS, USE_CASE, VIEWS } from './ids.ts';
import { goneView, intakeNotice, openButton } from './notices.ts';
import { keepScreen, show } from './screens.ts';

/** "That one helps me" and "Join that request": the two ways of not filing the same again. */
export function listenToAlike(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.helps, (pressed) => helps(deps, pressed));
  onPressed(listening, ACTIONS.join, (pressed) => openJoin(deps, pressed));
  onSubmitted(listening, VIEWS.join, (submitted) => join(deps, submitted));
}

async function helps(deps: Deps, pressed: Pressed): Promise<void> {
  const number = requestNumber(Number(pressed.value));
  const carried = pressed.view === null ? {} : metadataOf(pressed.view);
  const { person } = pressed.roles;
  if (carried.draft !== undefined) await deps.storage.drafts.dropDraft(carried.draft, person.id);
  const text = `Good that *${number}* helps. Nothing was filed, and your draft is deleted. See it any time with \`/prodseceng request ${number}\`.`;
  await show(deps, pressed, intakeNotice('Nothing was filed', text, [openButton(Number(pressed.value))]));
}

/** What was typed is kept first: the way back loses nothing. */
async function openJoin(deps: Deps, pressed: Pressed): Promise<void> {
  const found = await deps.storage.requests.request(Number(pressed.value));
  if (found === null || sightOf(found, pressed.roles) === 'number')
    return pressed.tell('This request cannot be joined.');
  const draft = await keepScreen(deps, pressed);
  if (draft === null) return show(deps, pressed, goneView());
  const useCase = draft.origin[`join:${found.request.id}`] ?? gist(draft);
  await show(deps, pressed, joinView(found.request, carriedBy(draft), useCase));
}

async function join(deps: Deps, { view, roles, key, metadata }: Submitted): Promise<SubmitAnswer> {
  const useCase = view.state.values[USE_CASE]?.[USE_CASE]?.value?.trim() ?? '';
  if (useCase === '') {
    return { errors: { [USE_CASE]: 'Your use case is needed: say what you need it for, in a sentence or two.' } };
  }
  const id = Number(metadata.joins);
  const act = { roles, now: deps.now(), key };
  const verdict = await deps.storage.requests.changeRequest(id, joinRequest(act, useCase), deps.now());
  if (!verdict.ok)
    return { view: intakeNotice('Not possible', `${verdict.text} Your draft is kept.`, [openButton(id)]) };
  if (metadata.draft !== undefined) await deps.storage.drafts.dropDraft(metadata.draft, roles.person.id);
  return { view: intakeNotice(`You joined ${requestNumber(id)}`, verdict.value.answer, [openButton(id)]) };
}
