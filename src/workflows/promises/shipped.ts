import type { Delivery } from '../../deps.ts';
import { requestNumber } from '../../domain/owed.ts';
import { actions, button, context, message, section } from '../../slack/blocks.ts';
import { inline, link, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { inService } from './holder.ts';
import { ACTIONS } from './ids.ts';
import { stateLine } from './reminder-view.ts';

/** The requester is asked whether what shipped meets the need (NEW-8); answered, the message says so. */
export const promiseShipped: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const personId = String(payload.personId);
    const promise = await deps.storage.promises.promise(Number(payload.promiseId));
    const file = await deps.storage.requests.request(promise?.requestId ?? 0);
    if (promise === null || file === null || (await inService(deps, personId)) === null) return null;
    const posted = await deps.storage.messages.postedMessage(`shipped:P-${promise.id}:${personId}`);
    if (promise.state !== 'open' && posted === null) return null;
    const { request } = file;
    const number = requestNumber(request.id);
    const text = `What *${number}* waited for is done. Does it meet your need?`;
    const where = promise.watch === null ? '' : ` ${link(promise.watch.url, 'See it in GitLab')}`;
    const value = String(promise.id);
    const open = button({ text: `Open ${number}`, actionId: SHARED_ACTIONS.openRequest, value: String(request.id) });
    const answers = [
      button({ text: 'Yes, it does', actionId: ACTIONS.meets, value, style: 'primary' }),
      button({ text: 'No', actionId: ACTIONS.misses, value }),
    ];
    const ended = promise.state !== 'open';
    const blocks = [
      section(`${text}\n${inline(truncate(request.title, 200))}${where}`, { blockId: 'what' }),
      ...(ended ? [context(`Answered. ${stateLine(promise)}`, 'state')] : []),
      actions([...(ended ? [] : answers), open], 'buttons'),
    ];
    return { to: { person: personId }, message: message(text, blocks) };
  },
};
