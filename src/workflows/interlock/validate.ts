import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { validateFeedback } from '../../domain/feedback.ts';
import { enteredIn } from '../../slack/ask.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { missingView } from './forms-view.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { leadersTold } from './leaders.ts';
import { doing } from './screens.ts';

/** LOCK-4: whoever gave feedback says whether what shipped meets their use case. */
export function listenToValidating(app: App, deps: Deps): void {
  const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.meets, (pressed) => meets(deps, pressed));
  onPressed(listening, ACTIONS.misses, (pressed) => startMisses(deps, pressed));
  onSubmitted(listening, VIEWS.missing, (submitted) => misses(deps, submitted));
}

async function meets(deps: Deps, { value, roles, tell }: Pressed): Promise<void> {
  const decide = validateFeedback(roles, { validated: 'yes', note: null });
  const verdict = await deps.storage.feedback.validateFeedback(
    Number(value),
    decide,
    await leadersTold(deps),
    doing(deps, roles),
  );
  await tell(verdict.ok ? 'Thank you. It stands on the work item now.' : verdict.text);
}

async function startMisses(deps: Deps, { value, roles, tell, open }: Pressed): Promise<void> {
  const found = await deps.storage.feedback.feedback(Number(value));
  const item = found?.itemId == null ? null : await deps.storage.feedback.feedbackItem(found.itemId);
  if (found === null || item === null) return tell('That feedback is not known any more.');
  const not = validateFeedback(roles, { validated: 'no', note: 'to be said' })(found, item);
  if (!not.ok) return tell(not.text);
  await open(missingView(found, item.title));
}

async function misses(deps: Deps, { roles, view, metadata }: Submitted): Promise<SubmitAnswer> {
  const note = enteredIn(view, 'missing').replace(/^\p{Cf}+$/u, '');
  const decide = validateFeedback(roles, { validated: 'no', note });
  const { feedback } = deps.storage;
  const verdict = await feedback.validateFeedback(
    Number(metadata.feedback),
    decide,
    await leadersTold(deps),
    doing(deps, roles),
  );
  if (verdict.ok)
    return {
      notice: { title: 'Thank you', text: 'It stands on the work item, and the leaders of the Interlock are told.' },
    };
  if (verdict.field === undefined) return { notice: { title: 'Not possible', text: verdict.text } };
  return { errors: { [verdict.field]: verdict.text } };
}
