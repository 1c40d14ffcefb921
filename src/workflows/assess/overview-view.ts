import type { KnownBlock, ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { missingFor, stepOf } from '../../domain/assessment.ts';
import { requestNumber } from '../../domain/owed.ts';
import { actions, button, context, header, modal, section } from '../../slack/blocks.ts';
import { inline, truncateMarkup } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import type { OpenAssessment } from './opened.ts';
import { answeredLines, derivedBlocks } from './words.ts';

const MISSING_SHOWN = 12;

/** All that is assessed so far with who said it, what is still missing, and what comes next. `done`: what was just done. */
export function overviewView(deps: Deps, open: OpenAssessment, done?: string): ModalView {
  const { file, assessment, options, screens } = open;
  const step = stepOf(file.request, assessment, options);
  const value = String(file.request.id);
  return modal({
    title: `Assess ${requestNumber(file.request.id)}`,
    callbackId: VIEWS.overview,
    close: 'Close',
    clearOnClose: true,
    privateMetadata: JSON.stringify({ request: value }),
    blocks: [
      ...(done === undefined ? [] : [context(done, 'done')]),
      ...(step === null ? [] : [header(`Step ${step.number}: ${step.name}`, 'step')]),
      ...nextBlocks(open, value),
      ...derivedBlocks(deps, open),
      ...screens.map((screen): KnownBlock => {
        const lines = answeredLines(screen, open);
        const said = lines.length === 0 ? ['_nothing yet_'] : lines;
        const text = [`*Step ${screen.number} · ${inline(screen.title)}*`, ...said].join('\n');
        const change = button({
          text: lines.length === 0 ? 'Begin' : 'Change',
          actionId: ACTIONS.change,
          value: screen.id,
          label: `Change ${screen.title}`,
        });
        return section(truncateMarkup(text, 2_900), { blockId: `said:${screen.id}`, accessory: change });
      }),
    ],
  });
}

function nextBlocks({ file, assessment, options }: OpenAssessment, value: string): KnownBlock[] {
  const missing = missingFor(file.request, assessment, options);
  if (missing.length > 0) return [section(missingText(missing, MISSING_SHOWN), { blockId: 'missing' })];
  const propose = button({
    text: 'Propose a decision',
    actionId: SHARED_ACTIONS.proposeDecision,
    value,
    style: 'primary',
  });
  return [
    section('*Nothing is missing.* Next comes step 4: propose a decision.', { blockId: 'ready' }),
    actions([propose], 'next'),
  ];
}

/** What must still be decided, as a list. */
export function missingText(missing: readonly string[], most: number): string {
  const shown = missing.slice(0, most).map((line) => `• ${inline(line)}`);
  const rest = missing.length > most ? [`…and ${missing.length - most} more`] : [];
  return ['*Still to decide before a decision can be proposed*', ...shown, ...rest].join('\n');
}
