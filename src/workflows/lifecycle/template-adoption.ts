import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import type { Owed } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { oweStageIssue } from '../../domain/stage.ts';
import {
  linkAdr,
  STAGE_TEMPLATES,
  type StageTemplate,
  stageTemplateAnswers,
  stageTemplateIn,
} from '../../domain/stage-template.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import type { Issue } from '../../gitlab/schema.ts';
import { personOfAuthor } from '../../slack/gitlab-people.ts';
import { actOf } from './acting.ts';
import { screenOf } from './kinds.ts';

/** An issue that was opened with one of the templates of a tool's way, as it was then, and what became of it. */
const Found = z.object({
  template: z.string(),
  ...{ projectId: z.number(), iid: z.number(), url: z.string(), reference: z.string(), author: z.string() },
  toolId: z.number().nullable(),
  ...{ why: z.string(), team: z.string(), driId: z.string().nullable() },
  state: z.enum(['asked', 'adopted', 'dismissed']),
  by: z.string().nullable(),
  answer: z.string(),
});
export type Found = z.infer<typeof Found>;

export type Place = { projectId: number; iid: number };

const factOf = ({ projectId, iid }: Place): string => `template:${projectId}:${iid}`;

export const askKey = ({ projectId, iid }: Place): string => `template-ask:${projectId}:${iid}`;

export const oweAsk = ({ projectId, iid }: Place): Owed => ({
  ...{ kind: 'template-ask', lane: 'templates/slack', key: askKey({ projectId, iid }), payload: { projectId, iid } },
});

export async function foundAt(deps: Deps, place: Place): Promise<Found | null> {
  const kept = await deps.storage.facts.fact(factOf(place));
  return kept === null ? null : (Found.safeParse(JSON.parse(kept)).data ?? null);
}

export const keepFound = (deps: Deps, found: Found): Promise<void> =>
  deps.storage.facts.keepFact(factOf(found), JSON.stringify(found));

export const templateOf = ({ template }: Found): StageTemplate | undefined =>
  STAGE_TEMPLATES.find(({ id }) => id === template);

/**
 * Takes up an issue that was opened in the team's project with the template of a sunset, a transfer or an ADR: where a team member opened it and
 * the tool is known at once, else the team is asked. One work item is one record, however often it is looked at.
 */
export async function adoptTemplate(deps: Deps, issue: Issue): Promise<void> {
  const template = stageTemplateIn(issue.description);
  if (template === null || issue.state !== 'opened') return;
  if ((await deps.storage.stages.stageOfIssue(issue.projectId, issue.iid)) !== null) return;
  const known = await foundAt(deps, issue);
  if (known !== null) return askAgain(deps, known);
  if ((await deps.gitlab.project(deps.gitlabProject)).id !== issue.projectId) return;
  const found = await readIssue(deps, template, issue);
  const author = await personOfAuthor(deps, { username: issue.author.username, id: issue.author.id });
  const roles = author === null ? null : await deps.access.rolesOf(author);
  const tool = found.toolId === null ? null : await deps.storage.tools.tool(found.toolId);
  if (roles?.team === true && tool !== null) await adoptAs(deps, found, tool, roles);
  else await keepFound(deps, found);
  await deps.storage.owe([oweAsk(found)], deps.now());
}

/** The process may have died between keeping that it asks and asking. */
async function askAgain(deps: Deps, found: Found): Promise<void> {
  if (found.state !== 'asked' || (await deps.storage.messages.postedMessage(askKey(found))) !== null) return;
  await deps.storage.owe([oweAsk(found)], deps.now());
}

const LONGEST_WHY = 2_000;
const LONGEST_TEAM = 150;

async function readIssue(deps: Deps, template: StageTemplate, issue: Issue): Promise<Found> {
  const answer = stageTemplateAnswers(template, issue.description);
  const tool = await toolIn(deps, answer('Tool'), issue.labels);
  const username = /@([\w][\w.-]*)/u.exec(answer('DRI'))?.[1];
  const dri = username === undefined ? null : await personOfAuthor(deps, { username });
  return {
    ...{ template: template.id, projectId: issue.projectId, iid: issue.iid },
    ...{ url: issue.webUrl, reference: issue.references.full, author: issue.author.username },
    toolId: tool?.id ?? null,
    ...{ why: answer('Why').slice(0, LONGEST_WHY), team: answer('Receiving team').slice(0, LONGEST_TEAM) },
    ...{ driId: dri?.id ?? null, state: 'asked', by: null, answer: '' },
  };
}

/** The tool that is named under its heading, else by its `tool::NAME` label. */
async function toolIn(deps: Deps, typed: string, labels: readonly string[]): Promise<Tool | null> {
  const named = typed.split('\n')[0]?.replace(/[`*]/g, '').trim() ?? '';
  const byHeading = named === '' ? null : await deps.storage.tools.toolTyped(named);
  const label = labels.find((each) => each.startsWith('tool::'))?.slice('tool::'.length);
  return byHeading ?? (label === undefined ? null : deps.storage.tools.toolNamed(label));
}

/** Takes it up for this tool, as somebody of the team wants; gives what came of it, and keeps nothing where that is refused. */
export async function adoptAs(
  deps: Deps,
  found: Found,
  tool: Tool,
  roles: Roles,
): Promise<{ ok: boolean; text: string }> {
  const template = templateOf(found);
  const outcome =
    template?.kind === 'sunset' || template?.kind === 'transfer'
      ? await openAs(deps, found, template.kind, tool, roles)
      : await linkTo(deps, found, tool, roles);
  const state = outcome.ok ? ('adopted' as const) : ('asked' as const);
  await keepFound(deps, { ...found, state, toolId: tool.id, by: roles.person.id, answer: outcome.text });
  return outcome;
}

async function linkTo(deps: Deps, { url }: Found, tool: Tool, roles: Roles): Promise<{ ok: boolean; text: string }> {
  const text = `Linked to ${toolNumber(tool.id)}.`;
  if (tool.links.adrs?.includes(url) === true) return { ok: true, text };
  const verdict = await deps.storage.tools.changeTool(
    tool.id,
    linkAdr(actOf(deps, { roles, key: '' }), url),
    deps.now(),
  );
  return verdict.ok ? { ok: true, text } : { ok: false, text: verdict.text };
}

async function openAs(
  deps: Deps,
  found: Found,
  kind: 'sunset' | 'transfer',
  tool: Tool,
  roles: Roles,
): Promise<{ ok: boolean; text: string }> {
  const { projectId, iid, url, reference } = found;
  const act = actOf(deps, { roles, key: '' });
  const why = found.why === '' ? `Opened in GitLab: ${reference}` : found.why;
  const begun = screenOf({ kind }).begin?.(act, tool, why);
  if (begun === undefined || !begun.ok) return { ok: false, text: begun?.text ?? 'It cannot begin.' };
  const details = { ...begun.made.details, ...(kind === 'transfer' ? claimsIn(found, deps.now()) : {}) };
  const made = { ...begun.made, details, projectId, iid, url, reference, draftId: `issue:${projectId}:${iid}` };
  const opened = await deps.storage.stages.openStage(made, roles.person.id, begun.rules, deps.now());
  if (!opened.ok) return { ok: false, text: opened.text };
  if (opened.already) return joinOpen(deps, found, opened.id, tool);
  return { ok: true, text: `It has begun for ${toolNumber(tool.id)}, and this is its work item.` };
}

/** What is under way for the tool already keeps its own work item; where it has none yet, this becomes it. */
async function joinOpen(deps: Deps, { projectId, iid, url, reference }: Found, id: number, tool: Tool) {
  const file = await deps.storage.stages.stage(id);
  if (file?.stage.projectId === projectId && file.stage.iid === iid)
    return { ok: true, text: 'This is its work item.' };
  if (file === null || file.stage.iid !== null)
    return {
      ok: true,
      text: `Not taken up: it is under way for ${toolNumber(tool.id)} already, with a work item of its own.`,
    };
  await deps.storage.stages.recordStageIssue(id, { projectId, iid, url, reference });
  await deps.storage.owe([oweStageIssue(file.stage)], deps.now());
  return { ok: true, text: `It was under way for ${toolNumber(tool.id)}, and this is its work item now.` };
}

/** Who wants it is a claim: ProdSecEng accepts it, as any other (SUN-6). */
function claimsIn({ team, driId, why, author }: Found, now: Date) {
  if (team === '' || driId === null) return {};
  return { claims: [{ id: 1, by: `gitlab:${author}`, team, driId, why, at: now.toISOString(), state: 'open' }] };
}
