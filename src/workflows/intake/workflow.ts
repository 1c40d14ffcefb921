import type { Deps, Workflow } from '../../deps.ts';
import { DOORS, doorFor } from '../../domain/doors.ts';
import { intakeForm } from '../../domain/intake-forms.ts';
import { section } from '../../slack/blocks.ts';
import { type Answer, type Call, type Command, nearest } from '../../slack/command.ts';
import { inline } from '../../slack/escape.ts';
import { listenToAlike } from './alike.ts';
import { followAudience } from './audience.ts';
import { card, questionCard } from './card.ts';
import { listenToCorrections } from './correct.ts';
import { questionsInDigest } from './digest.ts';
import { doorsFor, listenToDoors } from './doors.ts';
import { selfServiceView } from './doors-view.ts';
import { freshDraft, readDraft } from './drafts.ts';
import { listenToFeature } from './feature.ts';
import { indexRequests } from './index-requests.ts';
import { listenToMoves } from './moves.ts';
import { emergency } from './notices.ts';
import { listenToQuestions } from './questions.ts';
import { listenToShortcuts } from './shortcuts.ts';
import { stepView } from './step-view.ts';
import { listenToSteps } from './steps.ts';
import { gitlabDeliveries } from './work-item.ts';

const WORDS = DOORS.flatMap(({ word }) => (word === null ? [] : [word]));
const DRAFTS_KEPT_MS = 90 * 24 * 3_600_000;

/** Intake: a need or a handover told in Slack becomes a request with a work item, a card and a thread. */
export const intakeWorkflow: Workflow = {
  name: 'intake',
  digest: questionsInDigest,
  commands: (deps) => [intakeCommand(deps)],
  listen(app, deps) {
    listenToDoors(app, deps);
    listenToShortcuts(app, deps);
    listenToSteps(app, deps);
    listenToMoves(app, deps);
    listenToAlike(app, deps);
    listenToFeature(app, deps);
    listenToQuestions(app, deps);
    listenToCorrections(app, deps);
  },
  deliveries: { card, question: questionCard, ...gitlabDeliveries },
  ticks: [
    { name: 'index', run: indexRequests },
    { name: 'audience', run: followAudience },
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
  if (rest === '') return open(() => doorsFor(deps, roles));
  const door = doorFor(rest);
  if (door?.id === 'self-service') return open(selfServiceView());
  const form = intakeForm(door?.id ?? '');
  if (form === undefined) return answer(unknownDoor(rest));
  const drafts = await deps.storage.drafts.draftsOf(roles.person.id);
  const otherDraft = drafts.find((draft) => draft.form === form.id && readDraft(draft) !== null);
  return open(stepView(freshDraft(form, roles.person.id), { otherDraft }));
}

function unknownDoor(typed: string): Answer {
  const meant = nearest(typed, WORDS);
  const guess = meant === null ? '' : ` Did you mean \`/prodseceng intake ${meant}\`?`;
  const text = `There is no door “${inline(typed.slice(0, 40))}”.${guess}`;
  const doors = DOORS.map(({ word, label, useWhen }) => {
    return `• \`/prodseceng intake${word === null ? '' : ` ${word}`}\` ${label}: ${useWhen}`;
  });
  return { text, blocks: [section(text), section(['*The doors*', ...doors].join('\n')), emergency()] };
}
