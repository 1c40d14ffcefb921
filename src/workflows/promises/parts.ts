import type { KnownBlock } from '@slack/types';
import type { Deps, HomePart, RequestPart, ToolPart, Waiting } from '../../deps.ts';
import { progressText } from '../../domain/checklist.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { type Promised, promiseKind, type Watched } from '../../domain/promise.ts';
import { mayAct } from '../../domain/promise-act.ts';
import { answersFor, type RequestFile, sightOf } from '../../domain/request.ts';
import { hasShipped } from '../../domain/request-return.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import { actions, button, context, header, section } from '../../slack/blocks.ts';
import { inline, link, mentionPerson, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { heldPart } from './held.ts';
import { ACTIONS } from './ids.ts';
import { moment, promiseButtons, reasonLine, type Shown, stateLine } from './reminder-view.ts';

const SHOWN = 8;
const LOOKED_AT = 3 * SHOWN;
/** Below what people ask for, beside the mentions. */
const ORDER = 70;

/** Promises on Home: one's own; for the team all, by when they come up next; for the manager what someone held who is gone. */
export async function promisesHome(deps: Deps, roles: Roles): Promise<HomePart | null> {
  const { promises } = deps.storage;
  const me = roles.person.id;
  const all = roles.team ? await promises.openPromises(LOOKED_AT) : await promises.openPromisesHeldBy(me, LOOKED_AT);
  // What waits for this person stands above, with its own buttons.
  const found = all.filter(({ ownerId, kind }) => ownerId !== me || promiseKind(kind).waits !== true);
  const held = roles.manager ? ((await heldPart(deps, roles))?.blocks ?? []) : [];
  const waiting = await waitingToConfirm(deps, roles);
  if (found.length + held.length + waiting.count === 0) return null;
  const rows = await rowsOf(deps, found, roles, 'home');
  const more = found.length > SHOWN ? [context('…and more, which come up later.', 'promises:more')] : [];
  const promised = found.length === 0 ? [] : [header('Promises', 'promises'), ...rows, ...more];
  return { order: ORDER, blocks: [...held, ...promised], waiting };
}

const WAITED = 100;

/** What shipped and waits for someone to say whether it meets their need (NEW-8). */
async function waitingToConfirm(deps: Deps, { person }: Roles): Promise<Waiting> {
  const found = (await deps.storage.namedOn.waitedForBy(person.id, WAITED)).filter(hasShipped);
  const rows = await Promise.all(found.slice(0, SHOWN).map((promise) => confirmRow(deps, promise)));
  return { order: 15, rows, count: found.length };
}

async function confirmRow(deps: Deps, { id, requestId, watch }: Promised): Promise<KnownBlock[]> {
  const number = requestNumber(requestId ?? 0);
  const title = (await deps.storage.requests.request(requestId ?? 0))?.request.title ?? '';
  const where = watch === null ? 'What it waited for is done' : link(watch.url, 'What it waited for is done');
  const text = `*${number}* ${inline(truncate(title, 150))}\n${where}. *Does it meet your need?*`;
  const open = {
    text: 'Open',
    actionId: SHARED_ACTIONS.openRequest,
    value: String(requestId),
    label: `Open ${number}`,
  };
  const value = String(id);
  return [
    section(text, { blockId: `confirm:${id}`, accessory: button(open) }),
    actions(
      [
        button({ text: 'Yes, it does', actionId: ACTIONS.meets, value, style: 'primary' }),
        button({ text: 'No', actionId: ACTIONS.misses, value }),
      ],
      `confirm:${id}:buttons`,
    ),
  ];
}

async function rowsOf(deps: Deps, found: readonly Promised[], roles: Roles, list: string): Promise<KnownBlock[]> {
  const shown = found.slice(0, SHOWN);
  const progress = await deps.storage.checklists.progressOf(shown.map(({ id }) => id));
  return shown.flatMap((promise) => row({ promise, progress: progress.get(promise.id) }, roles, deps.now(), list));
}

/** What it is, whose, and when it comes up; with its buttons for whoever may press them. */
function row(shown: Shown, roles: Roles, now: Date, list: string): KnownBlock[] {
  const { promise, progress } = shown;
  const id = `${list}_promise:${promise.id}`;
  const text = `*${promiseKind(promise.kind).label}*${subject(promise)}\n${inline(truncate(promise.what, 300))}`;
  const facts = [
    promise.ownerId === null ? 'the team’s' : mentionPerson(promise.ownerId),
    when(promise, now),
    ...(progress === undefined ? [] : [progressText(progress)]),
    ...reasonLine(promise, now),
    ...(promise.watch === null ? [] : [watchLine(promise, promise.watch)]),
    stateLine(promise),
  ].filter((fact) => fact !== '');
  const buttons = mayAct(promise, roles) ? [actions(promiseButtons(shown), `${id}:buttons`)] : [];
  return [section(`${text}\n${facts.join(' · ')}`, { blockId: id }), ...buttons];
}

function subject({ requestId, toolId }: Promised): string {
  if (requestId !== null) return ` · ${requestNumber(requestId)}`;
  return toolId === null ? '' : ` · ${toolNumber(toolId)}`;
}

function when({ dueAt, snoozedUntil }: Promised, now: Date): string {
  if (dueAt === null) return 'no date';
  const due = dueAt <= now ? `:warning: due since ${moment(dueAt)}` : `due ${moment(dueAt)}`;
  return snoozedUntil !== null && snoozedUntil > now ? `${due} · next reminder ${moment(snoozedUntil)}` : due;
}

function watchLine({ kind }: Promised, { url, seen, trouble }: Watched): string {
  const state = trouble !== undefined ? inline(trouble) : seen === null ? 'not looked at yet' : seenLine(seen);
  return `${kind === 'integrate' ? 'watches' : 'waits for'} ${link(url, 'this in GitLab')}: ${state}`;
}

const seenLine = ({ state, due }: { state: string; due: string | null }): string =>
  due === null ? state : `${state}, due ${inline(due)}`;

/** The open promises of a request, for whoever may read its answers; its requester can say that a deferred one became more urgent. */
export async function promisesOfRequest(deps: Deps, file: RequestFile, roles: Roles): Promise<RequestPart | null> {
  if (sightOf(file, roles) !== 'answers') return null;
  const found = await deps.storage.promises.openPromisesOfRequest(file.request.id);
  if (found.length === 0) return null;
  const rows = await rowsOf(deps, found, roles, 'request');
  const deferred = found.find(({ kind }) => kind === 'deferred');
  const raises =
    deferred !== undefined && file.request.state === 'decided' && answersFor(file.request, roles.person.id);
  return {
    order: ORDER,
    blocks: [header('Promises', 'promises'), ...rows, ...(raises ? [raiseRow(deferred)] : [])],
  };
}

/** Offered with its promise, whose id it carries. */
const raiseRow = ({ id }: Promised): KnownBlock =>
  actions(
    [
      {
        type: 'button',
        text: { type: 'plain_text', text: 'It has become more urgent' },
        action_id: ACTIONS.raise,
        value: String(id),
      },
    ],
    'raise',
  );

/** The open promises of a tool, on its page; but for a signal, which stands there with its evidence. */
export async function promisesOfTool(deps: Deps, tool: Tool, roles: Roles): Promise<ToolPart | null> {
  const all = await deps.storage.promises.openPromisesOfTool(tool.id);
  // What was promised about a request may be for fewer people than the tool is.
  const found = all.filter(
    (each) => each.kind !== 'signal' && (each.requestId === null || roles.leadership || mayAct(each, roles)),
  );
  if (found.length === 0) return null;
  const rows = await rowsOf(deps, found, roles, 'tool');
  return { order: ORDER, blocks: [header('Promises', 'promises'), ...rows] };
}
