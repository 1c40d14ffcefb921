import type { ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import type { Roles } from '../../domain/people.ts';
import { slackFailure } from '../../slack/errors.ts';
import { mergeValues } from '../../slack/fields.ts';
import { metadataOf, type Pressed } from '../../slack/listen.ts';
import { alikeTo } from './alike-search.ts';
import { draftOf, keepDraft, type OpenDraft } from './drafts.ts';
import { requesterOf } from './filing.ts';
import { ACTIONS, SENSITIVE_BLOCK, USE_CASE } from './ids.ts';
import { previewView } from './preview-view.ts';
import { stepView } from './step-view.ts';

/** The screen that a draft stands at: one of its steps, or the preview. */
export async function screenOf(deps: Deps, draft: OpenDraft, roles: Roles): Promise<ModalView> {
  const alike = await alikeTo(deps, draft);
  if (draft.step < draft.form.steps.length || draft.correcting !== null) return stepView(draft, { alike });
  const channel = deps.settings.slack.channels.intake;
  return previewView(draft, { alike, channel, filedFor: await filedFor(deps, draft, roles) });
}

/** Who becomes the requester, where that is not who sends it. */
export async function filedFor(
  deps: Deps,
  { origin }: Pick<OpenDraft, 'origin'>,
  roles: Roles,
): Promise<string | null> {
  const { person } = await requesterOf(deps, origin, roles);
  return person.id === roles.person.id ? null : person.id;
}

/**
 * Shows a screen in place of the one that was pressed in, whatever was drawn there meanwhile; opens a modal where there is none.
 * One that was closed meanwhile stays closed.
 */
export async function show(deps: Deps, { view, open }: Pressed, next: ModalView): Promise<void> {
  if (view?.type !== 'modal') return open(next);
  try {
    await deps.slack.waiting.views.update({ view_id: view.id, view: next });
  } catch (error) {
    if (slackFailure(error)?.code !== 'not_found') throw error;
  }
}

/** The draft of the modal that was pressed in, with everything that stands in it now; kept. Null where it is gone. */
export async function keepScreen(deps: Deps, { view, roles }: Pressed): Promise<OpenDraft | null> {
  if (view === null) return null;
  const draft = await draftOf(deps, metadataOf(view), roles.person.id);
  if (draft === null) return null;
  const typed = withTyped(draft, view.state.values, metadataOf(view));
  return (await keepDraft(deps, typed, roles.person.id)) ? typed : null;
}

type Values = NonNullable<Pressed['view']>['state']['values'];

/** The draft with what stands in a screen: answers of its step, the sensitive tick of the preview, the use case of joining. */
export function withTyped(draft: OpenDraft, values: Values, carried: Record<string, string>): OpenDraft {
  const fields = draft.form.steps[draft.step]?.fields ?? [];
  const ticked = values[SENSITIVE_BLOCK]?.[ACTIONS.sensitive]?.selected_options;
  const useCase = values[USE_CASE]?.[USE_CASE]?.value;
  const origin = {
    ...draft.origin,
    ...(ticked === undefined ? {} : { sensitive: ticked.length > 0 ? 'yes' : 'no' }),
    ...(typeof useCase === 'string' ? { [`join:${carried.joins ?? ''}`]: useCase } : {}),
  };
  return { ...draft, answers: mergeValues(draft.answers, values, fields), origin };
}
