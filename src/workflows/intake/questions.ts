import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { oweQuestion } from '../../domain/question.ts';
import { onPressed } from '../../slack/listen.ts';

export const QUESTION_ACTIONS = { answered: 'question_answered' } as const;

/** A question ends by its button, pressed by the team or by who asked (DOOR-2). */
export function listenToQuestions(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, QUESTION_ACTIONS.answered, async ({ roles, value, tell }) => {
    const id = Number(value);
    const found = await deps.storage.questions.question(id);
    if (found === null) return tell('That question is not known any more.');
    if (!roles.team && found.askerId !== roles.person.id) {
      return tell('Only ProdSecEng, or whoever asked, can mark a question answered.');
    }
    const verdict = await deps.storage.questions.answerQuestion(id, roles.person.id, [oweQuestion(id)], deps.now());
    await tell(verdict.ok ? 'Marked as answered.' : verdict.text);
  });
}
