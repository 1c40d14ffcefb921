import {
  type BacklogIssue,
  type DecideIssue,
  type IssueChange,
  type IssueVerdict,
  issueSubject,
  lacksToBeReady,
  oweIssue,
  type ToMilestone,
  type Wish,
  WORKFLOW_STEPS,
} from './backlog.ts';
import { METRICS } from './metric-label.ts';
import type { Owed } from './owed.ts';
import { TOO_HEAVY, WEIGHTS } from './plan-work.ts';
import { type Act, TEAM_ONLY } from './request-act.ts';

const no = (text: string, field?: string): IssueVerdict => ({
  ok: false,
  text,
  ...(field === undefined ? {} : { field }),
});

/** A note on the issue for its author. `key`: of the act, so that it is written once. */
const oweIssueNote = (gitlabId: number, act: Act, what: string, text: string, team = ''): Owed => {
  const key = `backlog-note:${gitlabId}:${act.key}`;
  const payload = { gitlabId, what, text, team, personId: act.roles.person.id, key };
  return { kind: 'backlog-note', lane: `${issueSubject(gitlabId)}/gitlab`, key, payload };
};

function mayNot(act: Act, { work }: BacklogIssue): string | null {
  if (!act.roles.team) return TEAM_ONLY;
  return work.state === 'opened' ? null : `${work.reference} is closed, so nothing is done with it any more.`;
}

/** What is a request is decided as one: triage here would go past its requester. */
function mayNotTriage(act: Act, issue: BacklogIssue): string | null {
  const not = mayNot(act, issue);
  if (not !== null) return not;
  if (issue.requestId !== null) return `It is the request R-${issue.requestId}: open that, and decide it there.`;
  return issue.work.candidate ? null : `${issue.work.reference} is no candidate any more.`;
}

const changed = (
  act: Act,
  issue: BacklogIssue,
  action: string,
  own: Pick<IssueChange, 'answer'> & Partial<IssueChange>,
): IssueVerdict => ({
  ok: true,
  value: {
    ...{ actor: act.roles.person.id, key: act.key, action, detail: {}, edit: {}, wish: {}, refined: [] },
    ...own,
    owed: [...(Object.keys(own.wish ?? {}).length === 0 ? [] : [oweIssue(issue)]), ...(own.owed ?? [])],
  },
});

/** LOG-1: the team commits to a candidate. It stays one, is refined next, and its author is told. */
export const commitTo =
  (act: Act): DecideIssue =>
  (issue) => {
    const not = mayNotTriage(act, issue);
    if (not !== null) return no(not);
    if (issue.notes.committedBy !== undefined) return no('ProdSecEng has committed to it already.');
    const { work } = issue;
    const enters = work.workflow === null ? ({ workflow: 'validationBacklog' } as const) : {};
    return changed(act, issue, 'committed to an issue', {
      ...{ edit: enters, wish: enters, detail: { of: work.reference } },
      notes: { committedBy: act.roles.person.id, committedAt: act.now.toISOString() },
      owed: [oweIssueNote(work.gitlabId, act, 'committed', '')],
      answer: 'ProdSecEng commits to it. Its author is told in GitLab. Refine it next.',
    });
  };

/** LOG-1: another team owns it. Its author is told which and why, and it is no candidate any more. */
export const nameOwner =
  (act: Act, { team, why }: { team: string; why: string }): DecideIssue =>
  (issue) => {
    const not = mayNotTriage(act, issue);
    if (not !== null) return no(not);
    if (team === '') return no('Say which team owns it.', 'team');
    if (why === '') return no('Say why, in a sentence for its author.', 'why');
    const { gitlabId, reference } = issue.work;
    return changed(act, issue, 'named the owning team', {
      ...{ edit: { candidate: false }, wish: { candidate: false }, detail: { of: reference, team, why } },
      owed: [oweIssueNote(gitlabId, act, 'owner', why, team)],
      answer: `${team} owns it. Its author is told in GitLab, and it leaves the backlog.`,
    });
  };

/** LOG-1: the author is asked for what is missing to judge it; it stays in the backlog. */
export const askForMore =
  (act: Act, question: string): DecideIssue =>
  (issue) => {
    const not = mayNotTriage(act, issue);
    if (not !== null) return no(not);
    if (question === '') return no('Write what you need to know.', 'question');
    const { gitlabId, reference } = issue.work;
    return changed(act, issue, 'asked for more', {
      ...{ detail: { of: reference, question }, refined: ['comment'] },
      owed: [oweIssueNote(gitlabId, act, 'question', question)],
      answer: 'The question is written on the issue, for its author.',
    });
  };

const HOW_TO_SPLIT =
  'That is too large for one issue: split it. In GitLab, open an issue for each part that can be finished by itself (1 to 8), link it to this one and give it its own acceptance criteria. Then close this one, or keep it as their parent without a weight.';

/** What was given in the form; empty where nothing was. */
export type GivenRefinement = { weight: string; metric: string; acceptance: string; milestone: ToMilestone | null };

/** LOG-2: weight, metric label, milestone and acceptance criteria. Only what differs is changed; 13 and more is to be split. */
export const refine =
  (act: Act, given: GivenRefinement): DecideIssue =>
  (issue) => {
    const not = mayNot(act, issue);
    if (not !== null) return no(not);
    if (given.weight === TOO_HEAVY) return no(HOW_TO_SPLIT, 'weight');
    if (given.weight !== '' && !WEIGHTS.some((each) => String(each) === given.weight))
      return no('Choose how heavy it is.', 'weight');
    const { work } = issue;
    const metric = METRICS.find(({ id }) => id === given.metric)?.id ?? null;
    const weighs = given.weight !== '' && Number(given.weight) !== work.weight;
    const labels = metric !== null && metric !== work.metric;
    const moves = given.milestone !== null && given.milestone.id !== work.milestoneId;
    const writes = given.acceptance !== '' && !work.acceptance;
    const wish: Omit<Wish, 'byId'> = {
      ...(weighs ? { weight: Number(given.weight) } : {}),
      ...(labels ? { metric } : {}),
      ...(moves ? { milestone: given.milestone } : {}),
      ...(writes ? { acceptance: given.acceptance } : {}),
    };
    if (Object.keys(wish).length === 0) return no('Nothing is different from before.', 'weight');
    return changed(act, issue, 'refined an issue', {
      ...{ wish, edit: editOf(wish), detail: { of: work.reference, ...wish } },
      refined: [
        ...(weighs ? (['weight'] as const) : []),
        ...(labels ? (['metric'] as const) : []),
        ...(writes ? (['acceptance'] as const) : []),
      ],
      answer: 'Kept. GitLab follows.',
    });
  };

/** The copy of an issue as it is once GitLab has taken this. */
export function editOf({ weight, metric, workflow, milestone, acceptance, candidate }: Partial<Wish>) {
  return {
    ...(weight === undefined ? {} : { weight }),
    ...(metric === undefined ? {} : { metric }),
    ...(workflow === undefined ? {} : { workflow }),
    ...(milestone === undefined ? {} : { milestoneId: milestone?.id ?? null, milestone: milestone?.title ?? null }),
    ...(acceptance === undefined ? {} : { acceptance: true }),
    ...(candidate === undefined ? {} : { candidate }),
  };
}

/** LOG-2: its workflow label moves on, or back. *Ready for development* is refused while weight or acceptance criteria lack. */
export const moveTo =
  (act: Act, to: string): DecideIssue =>
  (issue) => {
    const not = mayNot(act, issue);
    if (not !== null) return no(not);
    const step = WORKFLOW_STEPS.find(({ id }) => id === to);
    if (step === undefined) return no('Choose where it moves to.');
    const { work } = issue;
    if (work.workflow === step.id) return no(`It is in “${step.label}” already.`);
    const lacks = step.id === 'readyForDevelopment' ? lacksToBeReady(work) : [];
    if (lacks.length > 0) return no(`It is not ready for development: it has not yet ${lacks.join(' and ')}.`);
    return changed(act, issue, 'moved an issue', {
      ...{ wish: { workflow: step.id }, edit: { workflow: step.id } },
      detail: { of: work.reference, from: work.workflow, to: step.id },
      answer: `It is in “${step.label}”. GitLab follows.`,
    });
  };
