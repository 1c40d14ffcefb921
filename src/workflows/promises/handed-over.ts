import type { KnownBlock } from '@slack/types';
import type { Delivery, Deps } from '../../deps.ts';
import { requestNumber } from '../../domain/owed.ts';
import { promiseKind } from '../../domain/promise.ts';
import { toolNumber } from '../../domain/tool.ts';
import { button, context, message, section } from '../../slack/blocks.ts';
import { inline, mentionPerson, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { inService } from './holder.ts';

const SHOWN = 20;

/** Tells someone once what they hold now that somebody else held, as far as they hold it still. Whoever is gone is told nothing. */
export const handedOver: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const [from, to, by] = [String(payload.from), String(payload.to), String(payload.by)];
    const roles = await inService(deps, to);
    if (roles === null) return null;
    const things = String(payload.things).split(',');
    const rows = (await Promise.all(things.map((thing) => rowOf(deps, thing, to)))).flatMap((row) => row ?? []);
    if (rows.length === 0 && (await deps.storage.messages.postedMessage(String(payload.key))) === null) return null;
    const name = inline((await deps.storage.people.person(from))?.name ?? from);
    const text = `${mentionPerson(by)} handed over to you what ${name} held.`;
    const rest = rows.length - SHOWN;
    const blocks = [
      section(text, { blockId: 'what' }),
      ...rows.slice(0, SHOWN),
      ...(rest > 0 ? [context(`…and ${rest} more: your Home shows them.`, 'more')] : []),
      ...(rows.length === 0 ? [context('None of it is with you any more.', 'none')] : []),
    ];
    return { to: { person: to }, message: message(text, blocks) };
  },
};

/** A thing as it is now, with a button that opens it; null where this person does not hold it. */
async function rowOf({ storage }: Deps, thing: string, holder: string): Promise<KnownBlock | null> {
  const [kind, number] = thing.split(':');
  const id = Number(number);
  if (kind === 'claim') {
    const request = (await storage.requests.request(id))?.request;
    if (request === undefined || request.claimedBy !== holder) return null;
    return row(thing, `You lead *${requestNumber(id)}* ${inline(truncate(request.title, 200))}`, { requestId: id });
  }
  if (kind === 'tool') {
    const tool = await storage.tools.tool(id);
    if (tool?.ownerId !== holder) return null;
    return row(thing, `You own *${toolNumber(id)}* ${inline(tool.name)}`, { toolId: id });
  }
  const promise = await storage.promises.promise(id);
  if (promise === null || promise.ownerId !== holder || promise.state !== 'open') return null;
  const { label } = promiseKind(promise.kind);
  return row(thing, `*${label}*: ${inline(truncate(promise.what, 300))}`, promise);
}

type About = { requestId?: number | null; toolId?: number | null };

function row(id: string, markup: string, { requestId = null, toolId = null }: About): KnownBlock {
  if (requestId === null && toolId === null) return section(markup, { blockId: id });
  const open =
    requestId === null
      ? { actionId: SHARED_ACTIONS.openTool, value: String(toolId), label: `Open ${toolNumber(toolId ?? 0)}` }
      : { actionId: SHARED_ACTIONS.openRequest, value: String(requestId), label: `Open ${requestNumber(requestId)}` };
  return section(markup, { blockId: id, accessory: button({ text: 'Open', ...open }) });
}
