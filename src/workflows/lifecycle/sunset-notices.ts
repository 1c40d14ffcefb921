import type { Delivery, Deps, Post, Tick } from '../../deps.ts';
import { onlyMembersRead } from '../../domain/audience.ts';
import { dayIn } from '../../domain/day.ts';
import type { Owed } from '../../domain/owed.ts';
import type { StageFile } from '../../domain/stage.ts';
import { dayInWords, howFar, MOVED, planOf, readNotice, SUNSET_DATES } from '../../domain/sunset-plan.ts';
import { askTeamsAgain } from '../../domain/sunset-voices.ts';
import { toolNumber } from '../../domain/tool.ts';
import { standingOf, toldOf } from '../../domain/tool-people.ts';
import { mayReadTools } from '../../domain/tool-sight.ts';
import { isWorking } from '../../domain/working-hours.ts';
import { actions, button, context, message, section } from '../../slack/blocks.ts';
import { inline, mentionPerson, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { intakeChannel, NotKnownYet } from '../../slack/places.ts';
import type { DueNotice } from '../../storage/stages.ts';
import { dateLines } from './sunset-view.ts';

const AT_ONCE = 100;
const MOST_PEOPLE = 1_000;

/**
 * Notices of sunsets that are due go out, each once whatever restarts. Of several that are due at once, because the app was down, the last is
 * told. Teams that said “not yet” are asked again with them.
 */
export const noticeTick: Tick = {
  name: 'sunset-notices',
  async run(deps) {
    const due = await deps.storage.stages.dueNotices(deps.now(), AT_ONCE);
    const last = new Map(due.map((notice) => [notice.stageId, notice.id]));
    for (const notice of due) await send(deps, notice, last.get(notice.stageId) === notice.id);
  },
};

async function send(deps: Deps, notice: DueNotice, isTold: boolean): Promise<void> {
  const { stages } = deps.storage;
  const file = await stages.stage(notice.stageId);
  if (file?.stage.kind !== 'sunset') return;
  const sent = await stages.sendNotice(notice.id, isTold ? await noticesTo(deps, file, notice) : [], deps.now());
  if (!sent || !isTold || readNotice(notice.date).date === 'announcement') return;
  await stages.changeStage(file.stage.id, askTeamsAgain({ now: deps.now() }), deps.now());
}

/** One for each who is named on the tool and has not muted it, and one for the intake channel. */
async function noticesTo({ storage }: Deps, { stage, tool }: StageFile, { id, date }: DueNotice): Promise<Owed[]> {
  if (tool === null) return [];
  const people = toldOf(await storage.tools.peopleOfTool(tool.id, MOST_PEOPLE));
  return ['', ...people].map((personId) => ({
    ...{
      kind: 'sunset-notice',
      lane: `${toolNumber(tool.id)}/notice-${personId}`,
      key: `sunset-notice:${id}:${personId}`,
    },
    payload: { stageId: stage.id, about: date, personId },
  }));
}

/** One notice, within the working hours of who reads it. Nothing is said of a date that has moved or passed meanwhile. */
export const sunsetNotice: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const file = await deps.storage.stages.stage(Number(payload.stageId));
    const about = String(payload.about);
    if (file === null || file.tool === null || file.stage.state !== 'open') return null;
    const { date, day } = readNotice(about);
    const known = SUNSET_DATES.find(({ id }) => id === date);
    if (date !== MOVED && (known === undefined || planOf(file.stage).dates[known.id] !== day)) return null;
    const personId = String(payload.personId);
    return personId === '' ? inChannel(deps, file, about) : toPerson(deps, file, about, personId);
  },
};

async function toPerson(deps: Deps, file: StageFile, about: string, personId: string): Promise<Post | null> {
  const who = await deps.access.who(personId, '');
  const toolId = file.tool?.id ?? 0;
  const part = await deps.storage.tools.partIn(toolId, personId);
  if (!who.ok || standingOf(part, personId) !== 'named') return null;
  const zone = who.roles.person.timeZone;
  if (!isWorking(deps.now(), zone)) throw new NotKnownYet('it waits for working hours of who reads it');
  const reads = mayReadTools(who.roles, deps.settings.inventory.visibleTo);
  return noticePost({ person: personId }, deps, file, about, zone, reads);
}

/** In the channel only where everybody who reads it may see tools (INV-2). */
async function inChannel(deps: Deps, file: StageFile, about: string): Promise<Post | null> {
  const channel = await intakeChannel(deps);
  if (!onlyMembersRead(channel) || deps.settings.inventory.visibleTo !== 'members') return null;
  const zone = deps.settings.calendar.homeTimeZone;
  if (!isWorking(deps.now(), zone)) throw new NotKnownYet('it waits for working hours');
  return noticePost({ channel: channel.id }, deps, file, about, zone, true);
}

function noticePost(
  to: Post['to'],
  deps: Deps,
  file: StageFile,
  about: string,
  zone: string,
  reads: boolean,
): Post | null {
  const today = dayIn(deps.now(), zone);
  const head = headline(file, about, today);
  if (head === null) return null;
  const { stage } = file;
  const { instead } = planOf(stage);
  const lead = stage.ownerId === null ? '' : ` Questions: ${mentionPerson(stage.ownerId)}.`;
  const open = button({
    ...{
      text: `Open ${toolNumber(stage.toolId ?? 0)}`,
      actionId: SHARED_ACTIONS.openTool,
      value: String(stage.toolId),
    },
  });
  const blocks = [
    section(head, { blockId: 'head' }),
    section(`*What to use instead:* ${inline(truncate(instead, 1_000))}`, { blockId: 'instead' }),
    section(dateLines(file, today).join('\n'), { blockId: 'dates' }),
    ...('person' in to ? [context(`You get this because you are named on the tool.${lead}`, 'why')] : []),
    ...(reads ? [actions([open], 'buttons')] : []),
  ];
  return { to, message: message(head, blocks) };
}

/** What the notice says first; null where its date is over. */
function headline({ stage, tool }: StageFile, about: string, today: string): string | null {
  const name = `*${inline(truncate(tool?.name ?? stage.name, 150))}* (${toolNumber(stage.toolId ?? 0)})`;
  const { date, day } = readNotice(about);
  if (date === MOVED) return `:calendar: The dates on which ${name} is retired have changed.`;
  if (date === 'announcement') return `:mega: ${name} is going to be retired.`;
  const known = SUNSET_DATES.find(({ id }) => id === date);
  if (known === undefined || day < today) return null;
  return `:calendar: ${name} is going to be retired. ${howFar(today, day)}, on ${dayInWords(day)}: ${known.comes}.`;
}
