import type { ModalView } from '@slack/types';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import { featureAnswer } from '../../domain/tool-sight.ts';
import { actions, button, modal, section } from '../../slack/blocks.ts';
import { inline } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';

/** What the tool's category means for someone who asks for a feature of it, before they write it (INV-5…8, INV-10). */
export function featureView(tool: Tool): ModalView {
  const { refused, text } = featureAnswer(tool);
  const ask = button({
    ...{ text: 'Describe the feature', actionId: SHARED_ACTIONS.askFeature, value: String(tool.id), style: 'primary' },
  });
  return modal({
    ...{ title: `Feature of ${toolNumber(tool.id)}`, callbackId: 'tool_feature_view', close: 'Close' },
    blocks: [section(inline(text), { blockId: 'feature' }), ...(refused ? [] : [actions([ask], 'feature_buttons')])],
  });
}
