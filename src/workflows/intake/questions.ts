import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { outOfScope, SELF_SERVICE } from '../../domain/doors.ts';
import { textOf } from '../../domain/form.ts';
import { oweQuestion } from '../../domain/question.ts';
import { said } from '../../slack/blocks.ts';
import { inline, mentionPerson } from '../../slack/escape.ts';
import { notice, onPressed, type SubmitAnswer } from '../../slack/listen.ts';
import { outOfScopeView } from './doors-view.ts';
import { carriedBy, type OpenDraft } from './drafts.ts';
import { ACTIONS } from './ids.ts';
import { intakeNotice } from './notices.ts';

/** A question ends by its button, pressed by the team or by who asked (DOOR-2). */
export function listenToQuestions(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.answered, async ({ roles, value, tell }) => {
    const id = Number(value);
    const found = await deps.storage.questions.question(id);
    if (found === null) return tell('That question is not known any more.');
    if (!roles.team && found.askerId !== roles.person.id) {
      return tell('Only ProdSecEng, or whoever asked, can mark a question answered.');
    }
    const verdict = await deps.storage.questions.answerQuestion(id, roles.person.id, [oweQuestion(id)], deps.now());
    await tell(verdict.ok ? 'Marked as answered.' : verdict.text);
  });
  // Where others read the channel too, its text is shown to full members only (INV-2).
  onPressed(listening, ACTIONS.readQuestion, async ({ value, open, tell }) => {
    const found = await deps.storage.questions.question(Number(value));
    if (found === null) return tell('That question is not known any more.');
    const from = `From ${mentionPerson(found.askerId)}. Answer in the thread, without what only members may read.`;
    await open(notice('Question', from, [said(found.text, 'text')]));
  });
}

/** DOOR-2 and DOOR-3: posted in the channel and tagged; a topic of someone else's is answered with who that is. */
export async function askQuestion(deps: Deps, draft: OpenDraft, askerId: string): Promise<SubmitAnswer> {
  const elsewhere = outOfScope(textOf(draft.answers, 'topic'));
  if (elsewhere !== null) return { view: outOfScopeView(elsewhere.text, carriedBy({ ...draft, step: 0 })) };
  const advice = textOf(draft.answers, 'topic') === 'advice';
  const asked = {
    askerId,
    topic: advice ? 'advice' : 'question',
    text: textOf(draft.answers, 'question'),
    draftId: draft.id,
  } as const;
  await deps.storage.questions.askQuestion(asked, (id) => [oweQuestion(id)], deps.now());
  const channel = inline(deps.settings.slack.channels.intake.replace(/^#/, ''));
  const text = `:white_check_mark: Your question is on its way to #${channel}, where ProdSecEng is told of it. Look for the answer in its thread there.`;
  return { view: intakeNotice(advice ? SELF_SERVICE.askAdvice : 'Question asked', text) };
}
