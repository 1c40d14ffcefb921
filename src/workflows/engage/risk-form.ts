import type { ModalView } from '@slack/types';
import { input, lineInput } from '../../slack/ask.ts';
import { modal } from '../../slack/blocks.ts';
import { VIEWS } from './ids.ts';

/** Reference, title and place of a risk; it starts with what is known of it. */
export function riskForm(
  starts: { reference: string; title: string; url: string },
  metadata: string,
  isNew: boolean,
): ModalView {
  return modal({
    ...{
      title: isNew ? 'Add a risk' : 'Edit the risk',
      callbackId: VIEWS.riskForm,
      submit: 'Save',
      privateMetadata: metadata,
    },
    blocks: [
      line(
        { id: 'reference', label: 'Reference', hint: 'As the register writes it, such as PSRR-42.' },
        100,
        starts.reference,
      ),
      line({ id: 'title', label: 'Title', hint: 'In a line. Details stay in the register.' }, 300, starts.title),
      input(
        { id: 'url', label: 'Where it is in the register', hint: 'Its address.', optional: true },
        { type: 'url_text_input', action_id: 'url', ...(starts.url === '' ? {} : { initial_value: starts.url }) },
      ),
    ],
  });
}

function line(asked: { id: string; label: string; hint: string }, max: number, initial: string) {
  if (initial === '') return lineInput(asked, max);
  return input(asked, { type: 'plain_text_input', action_id: asked.id, max_length: max, initial_value: initial });
}

export const issueForm = (metadata: string): ModalView =>
  modal({
    ...{ title: 'Link an issue', callbackId: VIEWS.issue, submit: 'Link', privateMetadata: metadata },
    blocks: [
      input(
        {
          id: 'address',
          label: 'Address of the issue',
          hint: 'An issue of GitLab that mitigates the risk. It is followed until it is closed.',
        },
        { type: 'url_text_input', action_id: 'address' },
      ),
    ],
  });
