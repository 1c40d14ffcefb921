import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { requestNumber } from '../../domain/owed.ts';
import { joinRequest } from '../../domain/request-actions.ts';
import { sightOf } from '../../domain/request.ts';
import { metadataOf, notice, onPressed, onSubmitted, type Pressed, type SubmitAnswer, type Submitted } from '../../slack/listen.ts';
import type { AlikeRequest } from '../../storage/search.ts';
import { draftOf, gist, type OpenDraft } from './drafts.ts';
import { ACTIONS, joinView, VIEWS } from './view.ts';

const SHOWN = 3;

/** Earlier requests that look like what is being written (DOOR-8). Only requests are looked for, not questions. */
export async function alikeTo(deps: Deps, draft: OpenDraft): Promise<AlikeRequest[]> {
  if (draft.form.id === 'question') return [];
  return deps.storage.search.requestsAlike(gist(draft), SHOWN);
}

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
  if (carried['draft'] !== undefined) await deps.storage.drafts.dropDraft(carried['draft'], person.id);
  await pressed.update(
    notice('Nothing was filed', `Good that *${number}* helps. Nothing was filed, and your draft is gone. See it any time with \`/prodseceng request ${number}\`.`),
  );
}

async function openJoin(deps: Deps, pressed: Pressed): Promise<void> {
  const found = await deps.storage.requests.request(Number(pressed.value));
  if (found === null || sightOf(found, pressed.roles) === 'number') return pressed.tell('This request cannot be joined.');
  const { draft, form, step, alike } = pressed.view === null ? {} : metadataOf(pressed.view);
  const back = draft === undefined || form === undefined ? {} : { draft, form, step: step ?? '0', alike: alike ?? '' };
  const open = await draftOf(deps, back, pressed.roles.person.id);
  const useCase = open === null ? '' : gist(open).trim();
  const view = joinView(found.request.id, found.request.title, back, useCase);
  if (pressed.view?.type === 'modal') await pressed.update(view);
  else await pressed.open(view);
}

async function join(deps: Deps, { view, roles, key, metadata }: Submitted): Promise<SubmitAnswer> {
  const useCase = view.state.values['use_case']?.['use_case']?.value?.trim() ?? '';
  if (useCase === '') return { errors: { use_case: 'Your use case is needed: say what you need it for, in a sentence or two.' } };
  const act = { roles, now: deps.now(), key };
  const verdict = await deps.storage.requests.changeRequest(Number(metadata['request']), joinRequest(act, useCase), deps.now());
  if (!verdict.ok) return { notice: { title: 'Not possible', text: verdict.text } };
  if (metadata['draft'] !== undefined) await deps.storage.drafts.dropDraft(metadata['draft'], roles.person.id);
  return { notice: { title: 'Joined', text: verdict.value.answer } };
}
