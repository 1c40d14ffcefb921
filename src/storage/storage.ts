import { adoptionStore } from './adoption.ts';
import { assessmentStore } from './assessments.ts';
import { auditStore, auditWriter } from './audit.ts';
import { backlogStore } from './backlog.ts';
import { calendarStore } from './calendars.ts';
import { capacityStore } from './capacity.ts';
import { charterStore } from './charter.ts';
import { checklistStore } from './checklists.ts';
import { contributionStore } from './contributions.ts';
import { countedWorkStore } from './counted-work.ts';
import { type Open, openDatabase } from './database.ts';
import { decisionEnder } from './decision-endings.ts';
import { decisionStore } from './decisions.ts';
import { draftStore } from './drafts.ts';
import { engagementStore } from './engagements.ts';
import { exportStore } from './export.ts';
import { factStore } from './facts.ts';
import { feedbackStore } from './feedback.ts';
import { feedbackItemStore } from './feedback-items.ts';
import { gitlabPeopleStore } from './gitlab-people.ts';
import { heldStore } from './held.ts';
import { interlockStore } from './interlock.ts';
import { kpiRowStore } from './kpi-rows.ts';
import { loadStore } from './load.ts';
import { mentionStore } from './mentions.ts';
import { messageStore } from './messages.ts';
import { metricLabelStore } from './metric-labels.ts';
import { milestonePlanStore } from './milestone-plans.ts';
import { milestoneStore } from './milestones.ts';
import { namedOnStore } from './named-on.ts';
import { outageStore } from './outages.ts';
import { outboxStore, outboxWriter } from './outbox.ts';
import { troubleStore } from './outbox-trouble.ts';
import { peopleStore } from './people.ts';
import { plannedWorkStore } from './planned-work.ts';
import { promiseStore, promiseWriter } from './promises.ts';
import { questionStore } from './questions.ts';
import { reportStore } from './reports.ts';
import { requestStore } from './requests.ts';
import { reviewStore } from './reviews.ts';
import { riskStore } from './risks.ts';
import { searchStore } from './search.ts';
import { signalStore } from './signals.ts';
import { signStore } from './signs.ts';
import { slotStore } from './slots.ts';
import { stageStore } from './stages.ts';
import { toolLists } from './tool-lists.ts';
import { categoryFollower, toolChanger, toolStore, toolWriter } from './tools.ts';
import { valueStore } from './value-propositions.ts';

export type Storage = ReturnType<typeof storageOn>;

/**
 * Opens the database and gives its closed operations: each is one transaction, and none hands out a query. `onOwed` is called
 * after something new is owed.
 */
export function openStorage(options: { path: string; migrations: string; onOwed: () => void }): Storage {
  return storageOn(openDatabase(options.path, options.migrations), options.onOwed);
}

/** The operations on a database that is open already. */
export function storageOn(open: Open, onOwed: () => void) {
  const writers = { owe: outboxWriter(open), keepAudit: auditWriter(open), wake: onOwed };
  const owe = open.client.transaction(writers.owe);
  const endings = whenAskedFor({ decision: () => decisionEnder(open, promiseWriter(open)) });
  const kept = whenAskedFor({
    calendars: () => calendarStore(open, writers),
    requests: () => requestStore(open, { ...writers, endDecisions: (...how) => endings.decision(...how) }),
  });
  const stores = whenAskedFor({
    people: () => peopleStore(open),
    gitlabPeople: () => gitlabPeopleStore(open),
    requests: () => kept.requests.operations,
    decisions: () =>
      decisionStore(open, {
        ...writers,
        inside: kept.requests.inside,
        promises: promiseWriter(open),
        addTool: toolWriter(open, writers.keepAudit),
        followCategory: categoryFollower(open, promiseWriter(open)),
      }),
    assessments: () => assessmentStore(open, writers),
    questions: () => questionStore(open, writers),
    mentions: () => mentionStore(open, writers),
    tools: () => ({ ...toolStore(open, writers), ...toolLists(open) }),
    contributions: () => contributionStore(open, writers),
    plannedWork: () => plannedWorkStore(open, writers),
    countedWork: () => countedWorkStore(open),
    kpiRows: () => kpiRowStore(open),
    reports: () => reportStore(open, writers),
    metricLabels: () => metricLabelStore(open, writers),
    backlog: () => backlogStore(open, writers),
    milestonePlans: () => milestonePlanStore(open, writers),
    load: () => loadStore(open, writers),
    milestones: () => milestoneStore(open),
    promises: () => promiseStore(open, writers),
    checklists: () => checklistStore(open),
    charter: () => charterStore(open, writers.keepAudit),
    engagements: () => engagementStore(open, writers),
    risks: () => riskStore(open, writers),
    capacity: () => capacityStore(open, writers),
    calendars: () => kept.calendars.operations,
    outages: () => outageStore(open, { ...writers, calendarInForce: () => kept.calendars.calendarInForce() }),
    stages: () => stageStore(open, { ...writers, changeTool: toolChanger(open, writers) }),
    valuePropositions: () => valueStore(open, writers),
    reviews: () => reviewStore(open, { ...writers, changeTool: toolChanger(open, writers) }),
    signs: () => signStore(open, writers),
    signals: () => signalStore(open, writers),
    interlock: () => interlockStore(open, writers),
    feedback: () => ({ ...feedbackStore(open, writers), ...feedbackItemStore(open, writers) }),
    slots: () => slotStore(open, writers),
    held: () => heldStore(open),
    namedOn: () => namedOnStore(open),
    drafts: () => draftStore(open),
    messages: () => messageStore(open),
    outbox: () => ({ ...outboxStore(open), ...troubleStore(open, writers) }),
    audit: () => auditStore(open),
    adoption: () => adoptionStore(open, writers),
    facts: () => factStore(open),
    export: () => exportStore(open),
    search: () => searchStore(open),
  });
  return Object.assign(stores, {
    /** Owes something by itself, where no other change goes with it. */
    async owe(owed: Parameters<typeof writers.owe>[0], now: Date): Promise<void> {
      owe.immediate(owed, now);
      onOwed();
    },
    /** Brings what is in the log over into the database file. */
    checkpoint(): void {
      open.client.pragma('wal_checkpoint(PASSIVE)');
    },
    close(): void {
      open.client.close();
    },
  });
}

/** Each of these is made when it is first asked for: to prepare the statements of all of them takes longer than anything else at the start. */
function whenAskedFor<T extends object>(makers: { [Name in keyof T]: () => T[Name] }): T {
  const all = {};
  for (const [name, make] of Object.entries<() => unknown>(makers))
    Object.defineProperty(all, name, {
      configurable: true,
      enumerable: true,
      get() {
        const value = make();
        Object.defineProperty(all, name, { value, enumerable: true });
        return value;
      },
    });
  return all as T;
}
