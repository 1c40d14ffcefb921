import type { Delivery, Deps, Tick } from '../../deps.ts';
import { cardKey, requestNumber } from '../../domain/owed.ts';
import type { Promised } from '../../domain/promise.ts';
import { outlived } from '../../domain/promise-act.ts';
import { bringBack } from '../../domain/request-return.ts';
import { actions, button, message, section } from '../../slack/blocks.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { intakeChannel, teamMention } from '../../slack/places.ts';
import type { Storage } from '../../storage/storage.ts';

const AT_ONCE = 100;

/** Deferred requests come back on their date, when somebody joined them, and when a capacity constraint ended (NEW-9). */
export const returnTick: Tick = {
  name: 'returns',
  async run(deps) {
    const { promises } = deps.storage;
    const due = await promises.promisesDueBefore(deps.now(), AT_ONCE);
    for (const promise of due) {
      if (promise.kind === 'deferred') await back(deps, promise, 'The date on which it is looked at again has come.');
    }
    await look(deps, 'returns:joined', promises.deferredJoinedAfter);
    await look(deps, 'returns:freed', promises.deferredFreedAfter);
  },
};

type Look = Storage['promises']['deferredJoinedAfter'];

/** Goes on where the last look ended, which is kept after its requests are back: one that was interrupted is done again. */
async function look(deps: Deps, fact: string, after: Look): Promise<void> {
  const { facts } = deps.storage;
  const from = Number((await facts.fact(fact)) ?? 0);
  const { found, upTo } = await after(from, AT_ONCE);
  const once = new Map(found.toReversed().map((each) => [each.promise.id, each]));
  for (const { promise, joinedBy } of once.values()) {
    // What the constraint was is not for everyone who reads the request (INV-2).
    const why = joinedBy === null ? 'Capacity has changed: a constraint has ended.' : `${joinedBy} has joined it.`;
    await back(deps, promise, why);
  }
  if (upTo !== from) await facts.keepFact(fact, String(upTo));
}

/** Brings a request back for its promise; a promise whose request is not decided any more has outlived it. */
export async function back(deps: Deps, promise: Promised, why: string): Promise<void> {
  const now = deps.now();
  const { requests, promises } = deps.storage;
  const done =
    promise.requestId !== null &&
    (await requests.changeRequest(promise.requestId, bringBack(promise, why, now), now)).ok;
  if (!done) await promises.changePromise(promise.id, outlived(now), now);
}

/** A request came back that nobody leads: the team is tagged in its thread, without a word of what it is about (INV-2). */
export const returned: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const file = await deps.storage.requests.request(Number(payload.requestId));
    if (file === null || file.request.sensitive) return null;
    const number = requestNumber(file.request.id);
    const text = `${await teamMention(deps)} *${number}* is back in assessment. Nobody leads it.`;
    const open = { text: `Open ${number}`, actionId: SHARED_ACTIONS.openRequest, value: String(file.request.id) };
    const blocks = [section(text, { blockId: 'what' }), actions([button(open)], 'buttons')];
    return {
      ...{ to: { channel: (await intakeChannel(deps)).id }, thread: cardKey(file.request.id) },
      message: message(text, blocks),
    };
  },
};
