import type { KnownBlock, ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { openFields, stepOf } from '../../domain/assessment.ts';
import type { AssessmentScreen } from '../../domain/assessment-screen.ts';
import type { Field } from '../../domain/form.ts';
import { startingMilestone, withMilestoneMenu } from '../../domain/forms/milestone-choice.ts';
import { requestNumber } from '../../domain/owed.ts';
import { actions, button, context, header, modal, section } from '../../slack/blocks.ts';
import { date, escapeText, inline, mentionPerson } from '../../slack/escape.ts';
import { fieldBlockId, fieldBlocks } from '../../slack/fields.ts';
import { ACTIONS, ROUND, VIEWS } from './ids.ts';
import { marksFor, type OpenAssessment } from './opened.ts';
import { derivedBlocks, ownWords } from './words.ts';

/** `errors`: shown above their fields. `marks`: where the fields on screen are older than what is kept. */
export type ScreenExtras = { errors?: Record<string, string>; marks?: readonly string[] };

/** Half an assessment can be saved, so that no field holds up another. */
export const unforced = (screen: AssessmentScreen): AssessmentScreen => ({
  ...screen,
  fields: screen.fields.map((field) => ({ ...field, required: false })),
});

/** One screen of the assessment. */
export function screenView(deps: Deps, open: OpenAssessment, at: number, extras: ScreenExtras = {}): ModalView {
  const { file, screens, answers, milestones } = open;
  const screen = screens[at];
  if (screen === undefined) throw new RangeError(`the assessment has no screen ${at}`);
  const { errors = {}, marks = marksFor(open, screen) } = extras;
  const fields = withMilestoneMenu(unforced(screen).fields, milestones);
  const asked = fieldBlocks(fields, startingMilestone(answers, milestones), { errors, round: ROUND });
  const derives = screen.id.startsWith('health-') || screen.id === 'plan';
  return modal({
    title: `Assess ${requestNumber(file.request.id)}`,
    callbackId: VIEWS.screen,
    submit: at === screens.length - 1 ? 'Save and finish' : 'Save and go on',
    close: 'Close',
    clearOnClose: true,
    privateMetadata: JSON.stringify({
      request: String(file.request.id),
      screen: screen.id,
      marks: marks.join(' '),
    }),
    blocks: [
      ...problems(errors),
      ...heading(open, screen, at),
      ...ownWords(file, screen),
      ...withAuthors(asked, screen.fields, open),
      ...(derives ? derivedBlocks(deps, open) : []),
      actions(
        [
          ...(at === 0 ? [] : [button({ text: 'Back', actionId: ACTIONS.back })]),
          button({ text: 'Save and stop', actionId: ACTIONS.stop }),
        ],
        `moves:${screen.id}`,
      ),
    ],
  });
}

function problems(errors: Record<string, string>): KnownBlock[] {
  const count = Object.keys(errors).length;
  if (count === 0) return [];
  const what = count === 1 ? 'One answer needs' : `${count} answers need`;
  return [section(`:warning: *${what} another look*, see below.`, { blockId: 'problems' })];
}

function heading(open: OpenAssessment, screen: AssessmentScreen, at: number): KnownBlock[] {
  const { file, assessment, options, screens, answers } = open;
  const step = stepOf(file.request, assessment, options);
  const left = openFields(screen, answers).length;
  const here = left === 0 ? 'nothing is open here' : `${left} open here`;
  const now = step === null ? '' : `${requestNumber(file.request.id)} is in step ${step.number}, ${step.name}. `;
  return [
    header(`Step ${screen.number}: ${screen.title}`, `title:${screen.id}`),
    context(`${now}Screen ${at + 1} of ${screens.length}, ${here}. Half of it can be saved.`, `place:${screen.id}`),
    ...(screen.intro === undefined ? [] : [section(escapeText(screen.intro), { blockId: `intro:${screen.id}` })]),
  ];
}

/** Who gave an answer stands below its field. */
function withAuthors(
  blocks: readonly KnownBlock[],
  fields: readonly Field[],
  { assessment }: OpenAssessment,
): KnownBlock[] {
  const byBlock = new Map(fields.map((field) => [lastBlockOf(field), field.id]));
  return blocks.flatMap((block) => {
    const id = byBlock.get(block.block_id ?? '');
    const given = id === undefined ? undefined : assessment[id];
    if (id === undefined || given === undefined) return [block];
    const when = date(given.at, inline(`${given.at.toISOString().slice(0, 16)} UTC`));
    return [block, context(`${mentionPerson(given.by)}, ${when}`, `by:${id}`)];
  });
}

/** A field with a box for “none” has that below it. */
const lastBlockOf = ({ id, none }: Field): string => `${fieldBlockId(id, ROUND)}${none === undefined ? '' : ':none'}`;
