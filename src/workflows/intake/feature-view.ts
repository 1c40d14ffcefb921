import type { KnownBlock } from '@slack/types';
import { toolNumber } from '../../domain/tool.ts';
import { featureAnswer } from '../../domain/tool-sight.ts';
import { actions, button, context, section } from '../../slack/blocks.ts';
import { inline } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import type { Alike, FeatureOf } from './alike-view.ts';
import { ACTIONS } from './ids.ts';

/** Below the name of a tool: what its category means for a feature, or the tools that may be meant (INV-10). */
export function withFeature(inputs: readonly KnownBlock[], alike: readonly Alike[], below: string): KnownBlock[] {
  const at = inputs.findIndex(({ block_id: id }) => id === below) + 1;
  const found = alike.filter((each) => 'featureOf' in each);
  if (at === 0 || found.length === 0) return [...inputs];
  return [...inputs.slice(0, at), ...featureBlocks(found), ...inputs.slice(at)];
}

function featureBlocks(found: readonly FeatureOf[]): KnownBlock[] {
  const sure = found.find((each) => each.sure);
  if (sure !== undefined) return answerBlocks(sure);
  return [
    context('No tool has exactly this name. Is it one of these?', 'feature_meant'),
    actions(
      found.map(({ featureOf: { id, name } }) =>
        button({ text: name.slice(0, 75), actionId: ACTIONS.meant, value: String(id), label: `It is ${name}` }),
      ),
      'feature_meant_buttons',
    ),
  ];
}

function answerBlocks({ featureOf: tool }: FeatureOf): KnownBlock[] {
  const { refused, text } = featureAnswer(tool);
  const value = String(tool.id);
  const open = button({ text: `Open ${toolNumber(tool.id)}`, actionId: SHARED_ACTIONS.openTool, value });
  const contribute = button({ text: 'Contribute it', actionId: SHARED_ACTIONS.contribute, value, style: 'primary' });
  return [
    section(`${refused ? ':warning: ' : ''}${inline(text)}`, { blockId: `feature:${value}` }),
    actions([...(refused ? [contribute] : []), open], `feature_buttons:${value}`),
  ];
}
