import type { Deps, Workflow } from '../../deps.ts';
import { DOORS, doorFor } from '../../domain/doors.ts';
import { intakeForm } from '../../domain/intake-forms.ts';
import { nearest, type Call, type Command } from '../../slack/command.ts';
import { inline } from '../../slack/escape.ts';
import { listenToAlike } from './alike.ts';
import { card, questionCard } from './card.ts';
import { listenToCorrections } from './correct.ts';
import { listenToDoors } from './doors.ts';
import { freshDraft, readDraft } from './drafts.ts';
import { listenToQuestions } from './questions.ts';
import { indexRequests, listenToSteps } from './steps.ts';
import { chooserView, stepView } from './view.ts';
import { gitlabDeliveries } from './work-item.ts';

const WORDS = DOORS.flatMap(({ word }) => (word === null ? [] : [word]));
const DRAFTS_KEPT_MS = 90 * 24 * 3_600_000;

/** Intake: a need or a handover told in Slack becomes a request with a work item, a card and a thread. */
export const intakeWorkflow: Workflow = {
  name: 'intake',
  commands: (deps) => [intakeCommand(deps)],
  listen(app, deps) {
    listenToDoors(app, deps);
    listenToSteps(app, deps);
    listenToAlike(app, deps);
    listenToQuestions(app, deps);
    listenToCorrections(app, deps);
  },
  deliveries: { card, question: questionCard, ...gitlabDeliveries },
  ticks: [
    { name: 'index', run: indexRequests },
    {
      name: 'old drafts',
      run: (deps) => deps.storage.drafts.dropDraftsBefore(new Date(deps.now().getTime() - DRAFTS_KEPT_MS)),
    },
  ],
};

function intakeCommand(deps: Deps): Command {
  return {
    word: 'intake',
    usage: `[${WORDS.join('|')}]`,
    help: 'Ask ProdSecEng for something: a net-new request, an ownership transfer, another request, or a question.',
    run: (call) => openIntake(deps, call),
  };
}

async function openIntake(deps: Deps, { roles, rest, open, answer }: Call): Promise<void> {
  const drafts = await deps.storage.drafts.draftsOf(roles.person.id);
  if (rest === '') return open(chooserView(drafts));
  const form = intakeForm(doorFor(rest)?.id ?? '');
  if (form === undefined) {
    const meant = nearest(rest, WORDS);
    const guess = meant === null ? '' : ` Did you mean \`/prodseceng intake ${meant}\`?`;
    return answer({
      text: `There is no door “${inline(rest.slice(0, 40))}”.${guess} The doors are ${WORDS.map((word) => `\`${word}\``).join(', ')}; \`/prodseceng intake\` shows them all.`,
    });
  }
  const otherDraft = drafts.find((draft) => draft.form === form.id && readDraft(draft) !== null);
  return open(stepView(freshDraft(form, roles.person.id), { otherDraft }));
}
