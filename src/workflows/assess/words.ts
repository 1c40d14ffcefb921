import type { KnownBlock } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { answersIn, screenForm } from '../../domain/assessment.ts';
import { assessedHealth, proposedCommitment } from '../../domain/assessment-commitment.ts';
import type { AssessmentScreen } from '../../domain/assessment-screen.ts';
import { targetsOf } from '../../domain/commitment.ts';
import { criticalityLabel } from '../../domain/criticality.ts';
import { type Answers, answersSchema } from '../../domain/form.ts';
import { healthLabel } from '../../domain/health.ts';
import { intakeForm } from '../../domain/intake-forms.ts';
import type { RequestFile } from '../../domain/request.ts';
import { previewLines } from '../../domain/work-item-text.ts';
import { context, section } from '../../slack/blocks.ts';
import { escapeText, inline, mentionPerson, truncate } from '../../slack/escape.ts';
import type { OpenAssessment } from './opened.ts';

const LINE = 200;
const GAPS_SHOWN = 6;

/** What is answered on a screen, a line each, with who said it. Lists stand in one line. */
export function answeredLines(screen: AssessmentScreen, { assessment }: Pick<OpenAssessment, 'assessment'>): string[] {
  return textsOf(screen, answersIn(assessment)).map(({ fieldId, label, text }) => {
    const by = assessment[fieldId]?.by;
    const who = by === undefined ? '' : ` · ${mentionPerson(by)}`;
    return `• ${inline(truncate(label, 100))}: ${inline(truncate(text, LINE))}${who}`;
  });
}

/** The answers of a screen in plain words. */
export const textsOf = (screen: AssessmentScreen, answers: Answers) =>
  previewLines(screenForm(screen), answers, (id) => id);

/** The requester's own words on what a screen decides. */
export function ownWords({ request }: RequestFile, screen: AssessmentScreen): KnownBlock[] {
  const form = intakeForm(request.door);
  if (form === undefined) return [];
  const lines = previewLines(form, answersSchema(form).parse(request.answers), mentionPerson);
  const said = screen.words.flatMap((id) => lines.filter(({ fieldId }) => fieldId === id));
  const texts = said.map(({ label, text }) => `*${escapeText(label)}*\n${escapeText(truncate(text, 500))}`);
  if (texts.length === 0) return [];
  return [section(`_In the requester’s words_\n${texts.join('\n')}`, { blockId: `words:${screen.id}` })];
}

/** Health with its gaps (of a handover), and the commitment that is proposed, once there is something to derive them from. */
export function derivedBlocks(deps: Deps, open: OpenAssessment): KnownBlock[] {
  const { file, assessment, options } = open;
  const lines = [...(file.request.door === 'handover' ? healthLines(open) : [])];
  const proposed = proposedCommitment(file.request, assessment, options);
  if (proposed !== null && proposed.level !== null) {
    const { slo, rto } = targetsOf(proposed.level, deps.settings.commitments);
    const support = SUPPORT[proposed.support];
    lines.push(
      `*Proposed commitment* ${criticalityLabel(proposed.level)}: SLO ${escapeText(slo)}, RTO ${escapeText(rto)}${support}`,
      `${inline(proposed.why)} ${inline(proposed.next)}`,
    );
  }
  return lines.length === 0 ? [] : [context(lines.join('\n'), 'derived')];
}

const SUPPORT = {
  standard: '',
  'improvement-plan': ', with an improvement plan',
  'best-effort': ', as best-effort support',
} as const;

function healthLines({ assessment, options }: OpenAssessment): string[] {
  const { level, gaps, unknown } = assessedHealth(assessment, options);
  if (level === null) return ['*Health* Unknown: unknowns count as gaps, and suggest best-effort support.'];
  const shown = gaps.slice(0, GAPS_SHOWN).map((gap) => {
    const why = unknown.some(({ id }) => id === gap.id) ? 'unknown' : 'not met';
    return `• ${inline(truncate(gap.text, LINE))} (${why})`;
  });
  const rest = gaps.length > GAPS_SHOWN ? [`…and ${gaps.length - GAPS_SHOWN} more`] : [];
  return [`*Health* ${healthLabel(level)}${gaps.length === 0 ? ': no gaps' : '. Gaps:'}`, ...shown, ...rest];
}
