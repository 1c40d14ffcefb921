import type { Button, KnownBlock } from '@slack/types';
import { type Delivery, type Deps, type Post, SYNCED, type Tick } from '../../deps.ts';
import { onlyMembersRead } from '../../domain/audience.ts';
import {
  CLOCK_LABELS,
  isSensitiveOutage,
  type OutageClock,
  type OutageFile,
  outageNumber,
} from '../../domain/outage.ts';
import { isWaiting, MANAGER, remindOf, shareInWords } from '../../domain/outage-reminder.ts';
import { mayReadTools } from '../../domain/tool-sight.ts';
import { actions, button, context, message, section } from '../../slack/blocks.ts';
import { inline, link, moment, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { intakeChannel, teamMention } from '../../slack/places.ts';
import { ACTIONS } from './ids.ts';
import { recipientsOf } from './recipients.ts';

const AT_ONCE = 200;
/** Two shares and the breach and the manager: more than this in one look is a fault of ours. */
const MOST_SHARES = 8;

/** Reminders whose time has come, found by an index (SLO-10). What nobody at work can be told waits for whoever is first. */
export const clockTick: Tick = {
  name: 'clock reminders',
  async run(deps) {
    const now = deps.now();
    if (await mayBeBehind(deps, now)) return;
    for (const { outageId, clock } of await deps.storage.outages.clocksDueBefore(now, AT_ONCE))
      await bringUp(deps, outageId, clock, now);
  },
};

/** Older than this the last look at GitLab says too little. */
const FRESH_MS = 5 * 60_000;
/** GitLab is out of reach for so long that people are told what the app knows. */
const PATIENCE_MS = 15 * 60_000;
const WAITING = 'clocks:waiting';

/**
 * After a time without GitLab (the app was down) it may have been dealt with there meanwhile: nobody is told of a breach before the poll has
 * looked. Where GitLab stays out of reach people are told all the same.
 */
async function mayBeBehind({ storage: { facts }, settings }: Deps, now: Date): Promise<boolean> {
  const at = async (name: string) => Date.parse((await facts.fact(name)) ?? '');
  const synced = await at(SYNCED);
  const fresh = Math.max(FRESH_MS, 2_000 * settings.schedule.gitlabPoll.everySeconds);
  const since = await at(WAITING);
  if (now.getTime() - synced < fresh) {
    if (!Number.isNaN(since)) await facts.keepFact(WAITING, '');
    return false;
  }
  if (Number.isNaN(since)) await facts.keepFact(WAITING, now.toISOString());
  return Number.isNaN(since) || now.getTime() - since < PATIENCE_MS;
}

/** All shares that have passed count as sent with this one: after a pause people get one message, not three. */
async function bringUp(deps: Deps, outageId: number, which: OutageClock['clock'], now: Date): Promise<void> {
  const { outages } = deps.storage;
  const time = { shares: deps.settings.reminders.shares, now };
  for (let shares = 0; shares < MOST_SHARES; shares += 1) {
    const file = await outages.outage(outageId);
    const clock = file?.clocks.find((each) => each.clock === which);
    if (file === null || clock === undefined || clock.nextAt === null || clock.nextAt > now) return;
    const found = await recipientsOf(deps, file, clock);
    if ('wait' in found) return outages.putOffClock(outageId, which, found.wait);
    const verdict = await outages.changeOutage(outageId, remindOf(which, found.to, now), time);
    if (!verdict.ok) return;
  }
}

type Line = { file: OutageFile; clock: OutageClock; share: number };

/** What one recipient is told at one instant. Nothing is said of what was resolved meanwhile. */
export const clockReminder: Delivery = {
  to: 'slack',
  async render(deps, { who, of, at, key }) {
    const personId = who === 'team' ? null : String(who);
    const posted = await deps.storage.messages.postedMessage(String(key));
    const lines = await linesOf(deps, of === 'team' ? null : String(of), new Date(String(at)));
    const open = lines.filter(({ file, clock }) => isWaiting(file, clock));
    if (posted === null && open.length === 0) return null;
    return personId === null
      ? inChannel(deps, posted === null ? open : lines)
      : direct(deps, personId, posted === null ? open : lines);
  },
};

/** The last share of each clock. Members who stand in for an assignee were told what the first of them was. */
async function linesOf(deps: Deps, personId: string | null, at: Date): Promise<Line[]> {
  const { outages } = deps.storage;
  const lines = new Map<string, Line>();
  for (const { outageId, clock: which, share } of await outages.remindedAt(personId, at)) {
    const file = await outages.outage(outageId);
    const clock = file?.clocks.find((each) => each.clock === which);
    if (file === null || clock === undefined) continue;
    const key = `${outageId}:${which}`;
    if ((lines.get(key)?.share ?? 0) < share) lines.set(key, { file, clock, share });
  }
  return [...lines.values()];
}

const SHOWN = 8;

async function direct(deps: Deps, personId: string, lines: readonly Line[]): Promise<Post | null> {
  const who = await deps.access.who(personId, '');
  if (!who.ok) return null;
  const named = mayReadTools(who.roles, deps.settings.inventory.visibleTo);
  const blocks = await Promise.all(lines.slice(0, SHOWN).map((line) => block(deps, line, named)));
  return {
    to: { person: personId },
    message: message(headOf(lines), [
      section(`*${headOf(lines)}*`, { blockId: 'head' }),
      ...blocks.flat(),
      ...rest(lines),
    ]),
  };
}

async function inChannel(deps: Deps, lines: readonly Line[]): Promise<Post> {
  const channel = await intakeChannel(deps);
  const named = onlyMembersRead(channel) && deps.settings.inventory.visibleTo === 'members';
  const blocks = await Promise.all(
    lines.slice(0, SHOWN).map((line) => block(deps, line, named && !isSensitiveOutage(line.file.outage))),
  );
  const text = `${await teamMention(deps)} ${headOf(lines)} Nobody is assigned.`;
  return {
    to: { channel: channel.id },
    message: message(text, [section(text, { blockId: 'head' }), ...blocks.flat(), ...rest(lines)]),
  };
}

function headOf(lines: readonly Line[]): string {
  if (lines.some(({ share }) => share === MANAGER)) return 'A commitment is breached. You are told once, as manager.';
  const breached = lines.some(({ share }) => share >= 1);
  if (lines.length > 1)
    return breached
      ? `${lines.length} commitments are running out or breached.`
      : `${lines.length} commitments are running out.`;
  return breached ? 'A commitment is breached.' : 'A commitment is running out.';
}

async function block(deps: Deps, { file, clock, share }: Line, named: boolean): Promise<KnownBlock[]> {
  const { outage } = file;
  const tool = outage.toolId === null ? null : await deps.storage.tools.tool(outage.toolId);
  const what = named
    ? ` · *${tool === null ? 'tool?' : inline(tool.name)}*\n${inline(truncate(outage.title, 150))}`
    : '';
  const due =
    clock.dueAt === null ? '' : share >= 1 ? `, was due ${moment(clock.dueAt)}` : `, due ${moment(clock.dueAt)}`;
  const issue = outage.url === null || !named ? '' : ` · ${link(outage.url, 'GitLab issue')}`;
  const state = isWaiting(file, clock) ? '' : '\n:white_check_mark: It was dealt with.';
  const id = `${outage.id}:${clock.clock}`;
  return [
    section(
      `*${outageNumber(outage.id)}*${what}\n${CLOCK_LABELS[clock.clock]}: ${shareInWords(share)}${due}${issue}${state}`,
      { blockId: `reminder:${id}` },
    ),
    ...(isWaiting(file, clock) ? [actions(buttonsOf(file, clock), `reminder_buttons:${id}`)] : []),
  ];
}

/** What to do about it; who may is checked when it is pressed. */
function buttonsOf({ outage }: OutageFile, clock: OutageClock): Button[] {
  const [value, both] = [String(outage.id), `${outage.id} ${clock.clock}`];
  return [
    ...(outage.assignees.length === 0
      ? [button({ text: 'Assign to me', actionId: SHARED_ACTIONS.assignOutage, value, style: 'primary' })]
      : []),
    ...(outage.triaged ? [] : [button({ text: 'Triage', actionId: SHARED_ACTIONS.triageOutage, value })]),
    button({ text: 'Restored', actionId: SHARED_ACTIONS.restoredOutage, value }),
    button({ text: 'Not blocking', actionId: SHARED_ACTIONS.notBlockingOutage, value }),
    ...(clock.acknowledgedBy === null
      ? [button({ text: 'Acknowledge', actionId: ACTIONS.acknowledge, value: both })]
      : []),
    button({ text: 'Snooze', actionId: ACTIONS.snooze, value: both }),
  ];
}

const rest = (lines: readonly Line[]): KnownBlock[] =>
  lines.length > SHOWN ? [context(`…and ${lines.length - SHOWN} more, which the daily digest lists.`, 'more')] : [];
