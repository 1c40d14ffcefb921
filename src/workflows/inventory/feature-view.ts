import type { ModalView } from '@slack/types';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import { featureAnswer } from '../../domain/tool-sight.ts';
import { actions, button, modal, section } from '../../slack/blocks.ts';
import { inline } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';

/** What the tool's category means for someone who asks for a feature of it, before they write it (INV-5…8, INV-10). */
export function featureView(tool: Tool): ModalView {
  const { refused, text } = featureAnswer(tool);
  const value = String(tool.id);
  const next = refused
    ? button({ text: 'Contribute it', actionId: SHARED_ACTIONS.contribute, value, style: 'primary' })
    : button({ text: 'Describe the feature', actionId: SHARED_ACTIONS.askFeature, value, style: 'primary' });
  return modal({
    ...{ title: `Feature of ${toolNumber(tool.id)}`, callbackId: 'tool_feature_view', close: 'Close' },
    blocks: [section(inline(text), { blockId: 'feature' }), actions([next], 'feature_buttons')],
  });
}
