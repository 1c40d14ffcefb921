import { channelOf, type Desk, messageOf, personOf, viewOf } from './desk.ts';
import type { Values } from './page/wire.ts';
import type { Route } from './routes.ts';
import { Refused, runCommand, runShortcut } from './slack/interactions.ts';
import { actOn, type Place, suggest } from './slack/interactions-blocks.ts';
import { closeViews, submitView } from './slack/interactions-views.ts';
import { say } from './slack/say.ts';
import { viewJson } from './slack/shapes.ts';
import { asJson, asText, type Json } from './slack/types.ts';
import type { SandboxPerson } from './world.ts';

/** What a person does on the page. Each answers once the app has acknowledged. */
export const ACT_ROUTES: Record<string, Route> = {
  async 'POST command'(desk, args) {
    const person = personOf(desk, args.as);
    await runCommand(desk.slack, person, channelOf(desk, person, args.channel), asText(args.text));
    return {};
  },
  'POST say'(desk, args) {
    const person = personOf(desk, args.as);
    const threadTs = asText(args.threadTs);
    const channel = channelOf(desk, person, args.channel);
    return { ts: say(desk.slack.slack, person, channel, asText(args.text), ...(threadTs ? [threadTs] : [])).ts };
  },
  async 'POST action'(desk, args) {
    const person = personOf(desk, args.as);
    const element = asJson(args.element) ?? {};
    const at = { blockId: asText(args.blockId), actionId: asText(args.actionId) };
    await actOn(desk.slack, person, placeOf(desk, person, args.container), {
      ...at,
      element,
      values: (asJson(asJson(args.state)?.values) ?? {}) as Values,
    });
    return {};
  },
  async 'POST submit'(desk, args) {
    const person = personOf(desk, args.as);
    const view = viewOf(desk, person, args.viewId);
    const errors = await submitView(desk.slack, person, view, (asJson(args.values) ?? {}) as Values);
    const stack = desk.slack.slack.views.stack(person.id).map((open) => viewJson(open));
    return Object.keys(errors).length > 0 ? { errors, stack } : { stack };
  },
  async 'POST close'(desk, args) {
    const person = personOf(desk, args.as);
    await closeViews(desk.slack, person, viewOf(desk, person, args.viewId), args.all === true);
    return { stack: desk.slack.slack.views.stack(person.id).map((open) => viewJson(open)) };
  },
  async 'POST shortcut'(desk, args) {
    const person = personOf(desk, args.as);
    const on = args.ts === undefined ? undefined : messageOf(desk, person, args.channel, args.ts);
    await runShortcut(desk.slack, person, asText(args.callbackId), on && { channel: on.channel, ts: on.message.ts });
    return {};
  },
  'POST options'(desk, args) {
    const person = personOf(desk, args.as);
    const container = args.message
      ? { type: 'message', ...asJson(args.message) }
      : { type: 'view', viewId: args.viewId };
    return suggest(desk.slack, person, placeOf(desk, person, container), {
      blockId: asText(args.blockId),
      actionId: asText(args.actionId),
      query: asText(args.query),
    });
  },
  async 'POST clock'(desk, args) {
    const before = countPosted(desk);
    if (args.next !== undefined) desk.clock.set(await nextMoment(desk, asText(args.next)));
    else if (args.to !== undefined) desk.clock.set(instant(args.to));
    else desk.clock.advance(seconds(args.advanceSeconds) * 1_000);
    await desk.clockMoved();
    desk.slack.changes.note();
    return { now: desk.clock.now().toISOString(), posted: countPosted(desk) - before };
  },
};

function placeOf(desk: Desk, person: SandboxPerson, given: unknown): Place {
  const container: Json = asJson(given) ?? {};
  if (container.type === 'view') return { view: viewOf(desk, person, container.viewId) };
  return messageOf(desk, person, container.channel, container.ts);
}

/** Messages that the app has posted so far. */
const countPosted = (desk: Desk): number =>
  desk.slack.calls.filter(({ method }) => method === 'chat.postMessage').length;

async function nextMoment(desk: Desk, what: string): Promise<Date> {
  if (what !== 'reminder' && what !== 'digest') throw new Refused('next is reminder or digest');
  const at = await desk.nextMoment(what);
  if (at === null) throw new Refused(`no ${what} is to come`);
  return at;
}

function instant(value: unknown): Date {
  const date = new Date(asText(value));
  if (Number.isNaN(date.getTime())) throw new Refused('give the time as 2026-11-21T09:00:00Z');
  return date;
}

function seconds(value: unknown): number {
  const number = Number(value);
  if (value === undefined || !Number.isFinite(number)) throw new Refused('give advanceSeconds or to');
  return number;
}
