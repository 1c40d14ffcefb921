import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { categoryOf } from '../../domain/category.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { RequestFile } from '../../domain/request.ts';
import { triageEnds } from '../../domain/request-triage.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import { isFeatureRequest } from '../../domain/tool-sight.ts';
import { input, textInput } from '../../slack/ask.ts';
import { button, context, modal, option, said, section } from '../../slack/blocks.ts';
import { inline, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import type { Submitted } from '../../slack/listen.ts';
import { VIEWS } from './ids.ts';

const TEXT_MAX = 3_000;

const asking = (label: string, hint: string): InputBlock => textInput({ id: 'text', label, hint }, TEXT_MAX);

const head = ({ request }: RequestFile): KnownBlock =>
  section(`*${requestNumber(request.id)}* ${inline(truncate(request.title, 200))}`, { blockId: 'request' });

const own = ({ request }: RequestFile) => JSON.stringify({ request: String(request.id) });

/** Above the ends of a request for a feature: what its category says, or that the inventory does not know the tool. */
function featureBlocks({ request }: RequestFile, tool: Tool | null): KnownBlock[] {
  if (!isFeatureRequest(request)) return [];
  if (tool === null) {
    const typed = inline(truncate(String(request.answers.tool), 100));
    const text = `They ask for a feature of *${typed}*, and no tool of the inventory has this name. Correct the request where it has another.`;
    return [context(text, 'tool')];
  }
  const open = button({
    text: `Open ${toolNumber(tool.id)}`,
    actionId: SHARED_ACTIONS.openTool,
    value: String(tool.id),
  });
  const { label, description } = categoryOf(tool.category);
  const text = `They ask for a feature of *${inline(tool.name)}*, which is in the category *${label}*: ${description}.`;
  return [section(text, { blockId: 'tool', accessory: open })];
}

/** What becomes of an other request (OTHER-1), with the requester's own words. `tool`: the one whose feature they ask for. */
export function triageModal(file: RequestFile, tool: Tool | null): ModalView {
  const { answers } = file.request;
  const about = typeof answers.about === 'string' ? [said(truncate(answers.about, 2_900), 'about')] : [];
  return modal({
    title: `Triage ${requestNumber(file.request.id)}`,
    callbackId: VIEWS.triage,
    submit: 'Triage',
    privateMetadata: own(file),
    blocks: [
      head(file),
      ...about,
      ...featureBlocks(file, tool),
      input(
        { id: 'end', label: 'What becomes of it' },
        {
          ...{ type: 'radio_buttons', action_id: 'end' },
          options: triageEnds(tool).map(({ id, label, means }) => option(label, id, means)),
        },
      ),
      asking(
        'What the requester needs to know',
        'The answer, the reason, or which team owns it and where to go. Every member may read it.',
      ),
    ],
  });
}

/** OTHER-1: reopened once, with new facts. */
export function reopenModal(file: RequestFile): ModalView {
  return modal({
    title: `Reopen ${requestNumber(file.request.id)}`,
    callbackId: VIEWS.reopen,
    submit: 'Reopen',
    privateMetadata: own(file),
    blocks: [
      head(file),
      section('The request goes back to ProdSecEng. This can be done once.', { blockId: 'intro' }),
      asking('What is new', 'The facts that were not known when it ended.'),
    ],
  });
}

/** What was filled in. */
export function enteredIn({ state }: Submitted['view']): { end: string; text: string } {
  const end = state.values.end?.end?.selected_option?.value ?? '';
  return { end, text: (state.values.text?.text?.value ?? '').trim() };
}
