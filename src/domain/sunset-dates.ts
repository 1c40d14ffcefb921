import { addDays, firstInstantOf } from './local-time.ts';
import type { NewPromise } from './promise.ts';
import { type DecideStage, type NoticeEdit, oweStageIssue, type Stage, stageRefusal } from './stage.ts';
import { mayNotWorkOn } from './stage-kind.ts';
import {
  dayInWords,
  MOVED,
  noticeOf,
  noticesFor,
  planOf,
  rollbackKey,
  SUNSET_DATES,
  type SunsetDates,
  type SunsetPlan,
} from './sunset-plan.ts';
import type { ToolAct } from './tool-act.ts';

/** What the form of the dates says. `noticeDays`: null where it is no whole number. */
export type GivenDates = { dates: SunsetDates; noticeDays: number | null; instead: string };

/** When notices go out before a date, in days; and in whose days. */
export type NoticeRules = { before: readonly number[]; zone: string };

const LONGEST_NOTICE = 730;

type Wrong = { text: string; field: string };

/**
 * What is wrong with these dates: they come in their order, none that is new lies behind us, and the decommission leaves the notice period
 * after the announcement (SUN-4). Null where all is well.
 */
export function wrongWithDates(given: GivenDates, before: SunsetDates, today: string): Wrong | null {
  const { dates, noticeDays, instead } = given;
  const missing = SUNSET_DATES.find(({ id, optional }) => !optional && dates[id] === undefined);
  if (missing !== undefined) return { text: 'Choose a day.', field: missing.id };
  const past = SUNSET_DATES.find(({ id }) => dates[id] !== before[id] && (dates[id] ?? today) < today);
  if (past !== undefined) return { text: 'That day is over. Choose today or a later one.', field: past.id };
  if (instead === '') return { text: 'Say what people use instead: every notice says it.', field: 'instead' };
  if (noticeDays === null || noticeDays < 0 || noticeDays > LONGEST_NOTICE)
    return { text: `Give a whole number of days, 0 to ${LONGEST_NOTICE}.`, field: 'noticeDays' };
  return outOfOrder(dates) ?? tooSoon(dates, noticeDays);
}

function outOfOrder(dates: SunsetDates): Wrong | null {
  const named = SUNSET_DATES.flatMap(({ id, label }) => {
    const day = dates[id];
    return day === undefined ? [] : [{ id, label, day }];
  });
  for (const [index, later] of named.entries()) {
    const earlier = named[index - 1];
    if (earlier !== undefined && later.day < earlier.day)
      return {
        text: `That is before the date above it (${earlier.label}, ${dayInWords(earlier.day)}). Choose that day or a later one.`,
        field: later.id,
      };
  }
  return null;
}

function tooSoon({ announcement = '', decommission = '' }: SunsetDates, noticeDays: number): Wrong | null {
  const first = addDays(announcement, noticeDays);
  if (decommission >= first) return null;
  return {
    text: `People are promised ${noticeDays} days of notice from the announcement on, so not before ${dayInWords(first)}. Choose a later day, or another notice period.`,
    field: 'decommission',
  };
}

/**
 * Sets the dates of a sunset, the notice period and what is used instead. Notices that have not gone out are planned anew; where the
 * announcement has been, people are told that the dates moved. Whoever leads it is reminded of the end of the rollback window (SUN-4).
 */
export const setSunsetDates =
  (act: ToolAct, given: GivenDates, rules: NoticeRules): DecideStage =>
  (file) => {
    const not = mayNotWorkOn(act, file);
    if (not !== null) return stageRefusal(not);
    const { stage } = file;
    const plan = planOf(stage);
    const wrong = wrongWithDates(given, plan.dates, act.today);
    if (wrong !== null) return stageRefusal(wrong.text, wrong.field);
    if (isSame(plan, given)) return stageRefusal('Nothing was changed. Change a date, or cancel.', 'announcement');
    const { dates, noticeDays, instead } = given;
    const { rollback: windowBefore } = plan.dates;
    return {
      ok: true,
      value: {
        actor: act.roles.person.id,
        action: 'set the dates of the sunset',
        why: SUNSET_DATES.map(({ id, label }) => `${label}: ${dates[id] ?? 'none'}`).join('; '),
        edit: { details: { ...stage.details, dates, noticeDays, instead } },
        notices: noticesAnew(act, plan, dates, rules),
        promises: windowPromise(stage, dates, rules.zone),
        drops:
          windowBefore === undefined || windowBefore === dates.rollback ? [] : [rollbackKey(stage.id, windowBefore)],
        owed: [oweStageIssue(stage)],
        answer: 'The dates are set. Notices go out before each of them.',
      },
    };
  };

function isSame(plan: SunsetPlan, { dates, noticeDays, instead }: GivenDates): boolean {
  const all = SUNSET_DATES.every(({ id }) => plan.dates[id] === dates[id]);
  return all && plan.noticeDays === noticeDays && plan.instead === instead;
}

function noticesAnew(act: ToolAct, plan: SunsetPlan, dates: SunsetDates, { before, zone }: NoticeRules): NoticeEdit[] {
  const planned = noticesFor(dates, { before, today: act.today, zone });
  const { announcement } = plan.dates;
  if (announcement === undefined || announcement > act.today) return planned;
  const moved = { date: noticeOf(MOVED, act.now.toISOString()), daysBefore: 0, dueAt: act.now };
  // What is due today anyway would say the same twice.
  return [moved, ...planned.filter(({ dueAt }) => dueAt > act.now)];
}

function windowPromise({ id, toolId, name, ownerId }: Stage, { rollback }: SunsetDates, zone: string): NewPromise[] {
  if (rollback === undefined) return [];
  const dueAt = firstInstantOf({ day: rollback, minute: 0 }, zone);
  const what = `The rollback window of ${name} ends on ${rollback}`;
  return [{ kind: 'sunset-rollback', key: rollbackKey(id, rollback), toolId, ownerId, dueAt, what }];
}
