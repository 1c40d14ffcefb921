import type { CommitmentTable } from './commitment.ts';
import type { ClockId } from './commitment-clock.ts';
import { type Outage, type OutageChange, type OutageEntry, type OutageFile, outageNumber } from './outage.ts';
import { committed, whyNoOutage } from './outage-report.ts';
import { oweOutageCard, oweOutageUpdate } from './owed.ts';
import type { Roles } from './people.ts';
import type { Tool } from './tool.ts';
import { no, type Verdict, yes } from './verdict.ts';

/** Who acts on an outage, when, and by which interaction: the same one told twice is one. */
export type OutageAct = { roles: Roles; now: Date; key: string };

type Decided = Verdict<OutageChange>;

const TEAM_ONLY = 'Only ProdSecEng can do this. Say what you know in the thread or on the work item.';

function refusal({ roles }: OutageAct, { outage }: OutageFile): string | null {
  if (!roles.team) return TEAM_ONLY;
  return outage.state === 'opened' ? null : `${outageNumber(outage.id)} is closed already.`;
}

const entry = (act: OutageAct, kind: SimpleEvent): OutageEntry => ({
  key: `${kind}:${act.key}`,
  event: { kind, at: act.now },
  by: act.roles.person.id,
});

type SimpleEvent = 'assigned' | 'triaged' | 'closed' | 'reopened' | 'not-blocking' | 'blocking';

function made(
  act: OutageAct,
  file: OutageFile,
  { action, answer, ...rest }: { action: string; answer: string } & Partial<OutageChange>,
): Decided {
  const { id } = file.outage;
  return yes({
    ...{ actor: act.roles.person.id, action, answer },
    ...rest,
    owed: [oweOutageCard(id), oweOutageUpdate(id), ...(rest.owed ?? [])],
  });
}

/** It goes to whoever presses it, in GitLab too; `username` is their name there (SLO-8). Refused where it is not known (DOOR-9). */
export const assignToMe =
  (act: OutageAct, username: string | null) =>
  (file: OutageFile): Decided => {
    const refused = refusal(act, file);
    if (refused !== null) return no(refused);
    if (username === null)
      return no(
        'The app does not know who you are in GitLab. Show your Slack e-mail as public e-mail there, or have yourself named in the settings (`gitlab.people`); until then assign yourself on the work item.',
      );
    const { id: personId } = act.roles.person;
    if (file.outage.assigneeId === personId) return no('It is assigned to you already.');
    return made(act, file, {
      ...{ action: 'took an outage', answer: `${outageNumber(file.outage.id)} is assigned to you.` },
      outage: { assigneeId: personId, assignees: [username] },
      events: [entry(act, 'assigned')],
      // Whoever had acknowledged the reminders is not the one who answers for them any more.
      clocks: [
        { clock: 'slo', acknowledgedBy: null },
        { clock: 'rto', acknowledgedBy: null },
      ],
    });
  };

/** The triage mark, by its button (SLO-8). */
export const triage =
  (act: OutageAct) =>
  (file: OutageFile): Decided => {
    const refused = refusal(act, file);
    if (refused !== null) return no(refused);
    if (file.outage.triaged) return no('It is triaged already.');
    const assigned = file.outage.assignees.length > 0;
    const answer = assigned
      ? 'Triaged. The response (SLO) is given.'
      : 'Triaged. The response (SLO) is given once somebody is assigned.';
    return made(act, file, {
      ...{ action: 'triaged an outage', answer, outage: { triaged: true }, events: [entry(act, 'triaged')] },
    });
  };

/** The tool works again: the work item is closed (SLO-7). */
export const restored =
  (act: OutageAct, how: string) =>
  (file: OutageFile): Decided => {
    const refused = refusal(act, file);
    if (refused !== null) return no(refused);
    return made(act, file, {
      ...{ action: 'restored a tool', detail: { how: how.trim() }, outage: { state: 'closed' } },
      events: [entry(act, 'closed')],
      answer: 'Restored. The work item is closed; reopening it continues the recovery (RTO).',
    });
  };

/** It keeps nothing from working, so it does not count (SLO-3); why is on record, and it can be taken back. */
export const notBlocking =
  (act: OutageAct, why: string) =>
  (file: OutageFile): Decided => {
    const refused = refusal(act, file);
    if (refused !== null) return no(refused);
    if (why.trim() === '') return no('Say why it does not keep the tool from working: it is kept on record.');
    if (file.outage.notBlocking !== null) return no('That was said already.');
    return made(act, file, {
      ...{ action: 'said an outage blocks nothing', detail: { why: why.trim() } },
      ...{ outage: { notBlocking: why.trim() }, events: [entry(act, 'not-blocking')] },
      answer: 'Noted. Its clocks have stopped; it stays open as a work item.',
    });
  };

/** It does keep the tool from working: its clocks go on. */
export const blockingAfterAll =
  (act: OutageAct) =>
  (file: OutageFile): Decided => {
    const refused = refusal(act, file);
    if (refused !== null) return no(refused);
    if (file.outage.notBlocking === null) return no('It counts already.');
    return made(act, file, {
      ...{ action: 'said an outage blocks after all', outage: { notBlocking: null }, events: [entry(act, 'blocking')] },
      answer: 'Its clocks go on.',
    });
  };

/** Which tool it is: its clocks run from its opening (SLO-9). */
export const nameTool =
  (act: OutageAct, tool: Tool, table: CommitmentTable) =>
  (file: OutageFile): Decided => {
    if (!act.roles.team) return no(TEAM_ONLY);
    const without = whyNoOutage(tool);
    if (without !== null) return no(without);
    if (file.outage.toolId === tool.id) return no(`It is of ${tool.name} already.`);
    return made(act, file, {
      ...{ action: 'named the tool of an outage', detail: { tool: tool.id }, outage: { toolId: tool.id } },
      events: [committed(tool, table, act.now)],
      answer: `It is an outage of ${tool.name}. Its clocks run from its opening.`,
    });
  };

/** Whether somebody may quiet the reminders of an outage: its assignee and the team. */
export const mayQuiet = ({ assigneeId }: Pick<Outage, 'assigneeId'>, { team, person }: Roles): boolean =>
  team || assigneeId === person.id;

/** Somebody has seen the reminder: the next one is that of the breach (SLO-10). */
export const acknowledgeClock =
  (act: OutageAct, clock: ClockId) =>
  (file: OutageFile): Decided => {
    if (!mayQuiet(file.outage, act.roles)) return no(TEAM_ONLY);
    const kept = file.clocks.find((each) => each.clock === clock);
    if (kept === undefined || kept.endedAt !== null || file.outage.state === 'closed')
      return no('This has ended meanwhile.');
    if (kept.acknowledgedBy !== null) return no('This is acknowledged already.');
    return made(act, file, {
      ...{ action: 'acknowledged a reminder', detail: { clock } },
      clocks: [{ clock, acknowledgedBy: act.roles.person.id }],
      answer: 'Noted. The next reminder comes when it is breached.',
    });
  };

/** No reminder before `until`: a time before the breach, or, as `nextWorkingDay`, that day's beginning (SLO-10). */
export const snoozeClock =
  (act: OutageAct, clock: ClockId, until: Date, nextWorkingDay: Date) =>
  (file: OutageFile): Decided => {
    if (!mayQuiet(file.outage, act.roles)) return no(TEAM_ONLY);
    const kept = file.clocks.find((each) => each.clock === clock);
    if (kept === undefined || kept.endedAt !== null || file.outage.state === 'closed')
      return no('This has ended meanwhile.');
    if (until <= act.now) return no('Choose a time that is still to come.');
    const beforeBreach = kept.dueAt !== null && until < kept.dueAt;
    if (!beforeBreach && until.getTime() !== nextWorkingDay.getTime())
      return no('Choose a time before it is breached, or your next working day.');
    return made(act, file, {
      ...{ action: 'snoozed a reminder', detail: { clock, until: until.toISOString() } },
      clocks: [{ clock, snoozedUntil: until }],
      answer: 'No reminder before then.',
    });
  };
