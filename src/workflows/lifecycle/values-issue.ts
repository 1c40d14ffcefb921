import type { Delivery, Deps, Tick } from '../../deps.ts';
import { requestNumber } from '../../domain/owed.ts';
import { ownPart, valueMarker, withOwnPart } from '../../domain/own-part.ts';
import { toolNumber } from '../../domain/tool.ts';
import { foundOnIssue } from '../../domain/value-acts.ts';
import {
  isSettled,
  oweValueIssue,
  PARITIES,
  type ValueProposition,
  valueStateLabel,
} from '../../domain/value-proposition.ts';
import { inlineForGitLab, linkForGitLab, quoteForGitLab, titleForGitLab } from '../../gitlab/markdown.ts';
import type { Issue } from '../../gitlab/schema.ts';
import type { OwedRow } from '../../storage/outbox.ts';
import { movedTo, readItem } from './item.ts';
import { lookRound } from './rounds.ts';

const CLOCKS_MS = 600_000;
const AT_ONCE = 10;
/** Up to which value proposition issues were looked after. */
const LOOKED = 'values:issues-owed-to';

/** The one `Sunsetting` issue of a value proposition in the team's project (KPI-3): filed once, kept in step, closed once it is settled. */
export const valueIssue: Delivery = {
  to: 'gitlab',
  async carryOut(deps, row) {
    const value = await deps.storage.valuePropositions.value(Number(row.payload.valueId));
    if (value === null) return;
    const subject = await subjectOf(deps, value);
    const content = contentOf(deps, value, subject.words);
    const issue = (await issueThere(deps, value, row)) ?? (await make(deps, value, subject, content));
    const { projectId, iid, webUrl: url } = issue;
    await deps.storage.valuePropositions.recordValueIssue(value.id, { projectId, iid, url });
    const description = withOwnPart(issue.description, content);
    const wanted = isSettled(value) ? 'closed' : 'opened';
    const change = {
      ...(description === issue.description ? {} : { description }),
      ...(issue.state === wanted ? {} : { stateEvent: wanted === 'closed' ? ('close' as const) : ('reopen' as const) }),
    };
    if (Object.keys(change).length > 0) await deps.gitlab.updateIssue(projectId, iid, change);
  },
};

type Subject = { name: string; words: string; confidential: boolean };

async function subjectOf(deps: Deps, { toolId, stageId }: ValueProposition): Promise<Subject> {
  const { confidential } = deps.settings.gitlab;
  const tool = toolId === null ? null : await deps.storage.tools.tool(toolId);
  if (tool !== null)
    return { name: tool.name, words: `the tool ${toolNumber(tool.id)} ${inlineForGitLab(tool.name)}`, confidential };
  const file = stageId === null ? null : await deps.storage.stages.stage(stageId);
  const sensitive = file?.stage.details.sensitive === true;
  return {
    name: file?.stage.name ?? 'co-create',
    words: `the co-creation of ${requestNumber(file?.stage.requestId ?? 0)}`,
    confidential: confidential || sensitive,
  };
}

/** Its issue as it is; one that is gone is filed anew, so that each has one. */
async function issueThere(deps: Deps, { id, projectId, iid }: ValueProposition, row: OwedRow): Promise<Issue | null> {
  if (projectId !== null && iid !== null) {
    const item = await readItem(deps, { kind: 'issue', project: projectId, iid });
    const issue = item?.issue ?? null;
    if (issue !== null) return (await movedTo(deps, issue)) ?? issue;
    await deps.storage.valuePropositions.recordValueIssue(id, null);
    await deps.storage.valuePropositions.keepValueFinding(id, null);
  }
  if (!row.unknown) return null;
  const { id: authorId } = await deps.gitlab.me();
  const createdAfter = new Date(row.at.getTime() - CLOCKS_MS);
  return deps.gitlab.findOwnIssueByMarker(deps.gitlabProject, valueMarker(id), { createdAfter, authorId });
}

async function make(deps: Deps, value: ValueProposition, subject: Subject, content: string): Promise<Issue> {
  const { sunsetting } = deps.settings.gitlab.labels.metric;
  const there = await deps.gitlab.projectLabels(deps.gitlabProject);
  return deps.gitlab.createIssue(deps.gitlabProject, {
    title: titleForGitLab(`${subject.name}: ${value.what}`),
    description: `${valueMarker(value.id)}\n${ownPart(content)}`,
    labels: there.includes(sunsetting) ? [sunsetting] : [],
    confidential: subject.confidential,
  });
}

function contentOf({ settings }: Deps, value: ValueProposition, subject: string): string {
  const { toolingIntegration } = settings.gitlab.labels.metric;
  const parity = PARITIES.find(({ id }) => id === value.parity)?.label ?? 'not said yet';
  const matches = value.matches === '' ? '' : `: ${inlineForGitLab(value.matches)}`;
  return [
    `A value proposition of ${subject}:`,
    quoteForGitLab(value.what),
    [
      `* Where it stands: **${valueStateLabel(value.state)}**${value.state === 'dropped' && value.reason !== null ? ` (${inlineForGitLab(value.reason)})` : ''}`,
      `* What the product must match: ${parity}${matches}`,
      ...value.links.map((link) => `* ${linkForGitLab(link)}`),
    ].join('\n'),
    `What brings it into the product carries the label ${inlineForGitLab(toolingIntegration)}. This issue is closed once it is shipped (with its link) or dropped (with a reason), which is said in Slack.`,
  ].join('\n\n');
}

/** Closed by hand it is not settled by itself: that is shown where the value propositions are, with what to do. Moved, it is followed. */
export async function followValueIssue(deps: Deps, issue: Issue): Promise<void> {
  const value = await deps.storage.valuePropositions.valueOfIssue(issue.projectId, issue.iid);
  if (value === null) return;
  const moved = await movedTo(deps, issue);
  if (moved !== null) {
    const { projectId, iid, webUrl: url } = moved;
    await deps.storage.valuePropositions.recordValueIssue(value.id, { projectId, iid, url });
  }
  await keepFound(deps, value, (moved ?? issue).state);
}

async function keepFound(deps: Deps, value: ValueProposition, state: 'opened' | 'closed' | 'gone'): Promise<void> {
  const found = foundOnIssue(value, state);
  if (found !== null) await deps.storage.valuePropositions.keepValueFinding(value.id, found.reason);
}

/** Issues of what is not settled are looked at now and then: a deleted one tells nobody. */
export const valueItemsTick: Tick = {
  name: 'what became of issues of value propositions',
  run: (deps) =>
    lookRound(deps, 'values', {
      after: (id, limit) => deps.storage.valuePropositions.valuesInGitLabAfter(id, limit),
      async look(value) {
        if (value.projectId === null || value.iid === null) return;
        const item = await readItem(deps, { kind: 'issue', project: value.projectId, iid: value.iid });
        await (item?.issue == null ? keepFound(deps, value, 'gone') : followValueIssue(deps, item.issue));
      },
    }),
};

/** What a decision or an import brought gets its issues, a few each minute. */
export const valueIssuesTick: Tick = {
  name: 'issues of value propositions',
  async run(deps) {
    const { facts, valuePropositions } = deps.storage;
    const after = Number((await facts.fact(LOOKED)) ?? 0);
    const found = await valuePropositions.valuesWithoutIssueAfter(after, AT_ONCE);
    const last = found.at(-1);
    if (last === undefined) return;
    await deps.storage.owe(
      found.map(({ id }) => oweValueIssue(id)),
      deps.now(),
    );
    await facts.keepFact(LOOKED, String(last.id));
  },
};
