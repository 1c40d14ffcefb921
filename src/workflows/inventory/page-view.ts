import type { KnownBlock, ModalView } from '@slack/types';
import type { Deps, RequestOffer } from '../../deps.ts';
import { categoryOf } from '../../domain/category.ts';
import { COMMITMENT_CAVEATS, commitmentOf, targetsOf, whyNotStronger } from '../../domain/commitment.ts';
import { criticalityLabel } from '../../domain/criticality.ts';
import { CRITERIA_LEVELS, type Criterion, type Health, healthLabel, healthOf } from '../../domain/health.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import type { PlannedWork } from '../../domain/planned-work.ts';
import { explainPriority, PRIORITY_CRITERIA } from '../../domain/prioritization.ts';
import { type Tool, toolNumber, toolStateLabel } from '../../domain/tool.ts';
import { mayNotChange } from '../../domain/tool-act.ts';
import { standingOf } from '../../domain/tool-people.ts';
import { mayReadScores } from '../../domain/tool-sight.ts';
import { actions, button, context, divider, fields, modal, said, section } from '../../slack/blocks.ts';
import { inline, link, mentionPerson, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { criteriaOf } from './act.ts';
import { historyBlocks, moment } from './history.ts';
import { ACTIONS, askAction, GONE, VIEWS } from './ids.ts';
import { peopleBlocks, peopleOffers } from './people-view.ts';

const PEOPLE_SHOWN = 30;
const WORK_SHOWN = 100;
const GAPS_SHOWN = 10;
const HISTORY_SHOWN = 10;
/** Characters of a text that people wrote. */
const TEXT = 1_500;

/** The whole tool (INV-1), and what this person can do with it. `done`: what was just done. */
export async function toolView(deps: Deps, tool: Tool, roles: Roles, done?: string): Promise<ModalView> {
  const { storage, settings } = deps;
  const [parts, people, own, work, history, above] = await Promise.all([
    deps.screens.tool(tool, roles),
    storage.tools.peopleOfTool(tool.id, PEOPLE_SHOWN),
    storage.tools.partIn(tool.id, roles.person.id),
    storage.plannedWork.plannedWorkOfTool(tool.id, WORK_SHOWN),
    storage.audit.auditOf(toolNumber(tool.id), HISTORY_SHOWN + 1),
    mayReadScores(roles) ? storage.tools.toolAbove(tool.priority) : null,
  ]);
  const criteria = criteriaOf(deps);
  const health = healthOf(criteria, tool.health);
  const changes = mayNotChange({ roles }, tool) === null;
  const offers = [
    ...offersFor(tool, roles, changes),
    ...peopleOffers(tool, standingOf(own, roles.person.id), roles.person.id),
    ...parts.flatMap((part) => part.offers ?? []),
  ];
  const value = String(tool.id);
  return modal({
    ...{ title: `Tool ${toolNumber(tool.id)}`, callbackId: VIEWS.page, close: 'Close' },
    privateMetadata: JSON.stringify({ tool: value }),
    blocks: [
      ...(done === undefined ? [] : [context(`:white_check_mark: ${inline(done)}`, 'done')]),
      section(headOf(tool), { blockId: 'head' }),
      ...buttonRow(offers, value),
      said(truncate(tool.purpose, TEXT), 'purpose'),
      ...commitmentBlocks(tool, health, settings.commitments),
      ...categoryBlocks(tool),
      ...healthBlocks(tool, criteria, health, changes),
      ...gapBlocks(tool, health, work, changes),
      divider('facts_line'),
      fields(factsOf(deps, tool), 'facts'),
      ...textBlocks(tool),
      ...peopleBlocks(tool, people, roles, own),
      ...(mayReadScores(roles) ? priorityBlocks(deps, tool, above) : []),
      ...parts.flatMap((part) => part.blocks),
      ...historyBlocks(history, HISTORY_SHOWN),
    ],
  });
}

const buttonRow = (offers: readonly RequestOffer[], value: string): KnownBlock[] =>
  offers.length === 0
    ? []
    : [
        actions(
          offers.map((offer) => button({ ...offer, value })),
          'buttons',
        ),
      ];

function headOf(tool: Tool): string {
  const facts = [
    `_${toolStateLabel(tool.state)}_`,
    categoryOf(tool.category).label,
    criticalityLabel(tool.criticality),
    `health ${healthLabel(tool.healthLevel)}`,
  ];
  return `*${inline(tool.name)}*\n*${toolNumber(tool.id)}* · ${facts.join(' · ')}`;
}

function offersFor(tool: Tool, roles: Roles, changes: boolean): RequestOffer[] {
  const offers: [boolean, RequestOffer][] = [
    [
      changes && tool.state === 'planned',
      { text: 'Mark operational', actionId: askAction('operational'), style: 'primary' },
    ],
    [changes, { text: 'Edit', actionId: askAction('edit') }],
    [changes, { text: 'Change category', actionId: askAction('category') }],
    [changes, { text: 'Score', actionId: askAction('score') }],
    [changes && roles.manager, { text: 'Place by hand', actionId: askAction('place') }],
    [!GONE.includes(tool.state), { text: 'Ask for a feature', actionId: ACTIONS.feature }],
  ];
  return offers.filter(([offered]) => offered).map(([, offer]) => offer);
}

/** The commitment in force with the two sentences that go with it (SLO-12). */
function commitmentBlocks(tool: Tool, health: Health, table: Parameters<typeof targetsOf>[1]): KnownBlock[] {
  const { level, why } = commitmentOf(tool);
  if (level === null) return [section(`*Commitment: none*\n${why}`, { blockId: 'commitment' })];
  const { slo, rto } = targetsOf(level, table);
  const lines = [
    `*Commitment in force: ${criticalityLabel(level)}*`,
    `Response (SLO) ${escapeLess(slo)} · Recovery (RTO) ${escapeLess(rto)}`,
    `${why} ${inline(whyNotStronger(tool, health))}`,
  ];
  return [
    section(lines.join('\n'), { blockId: 'commitment' }),
    context(COMMITMENT_CAVEATS.join(' '), 'commitment_caveats'),
  ];
}

const escapeLess = (text: string): string => text.replace('<', '&lt;');

function categoryBlocks({ category, categoryReason, links }: Tool): KnownBlock[] {
  const { label, description } = categoryOf(category);
  const milestone = links.milestone;
  const due = milestone?.due == null ? '' : ` (ends ${milestone.due})`;
  const towards = [
    ...(links.epic === undefined ? [] : [link(links.epic, 'epic')]),
    ...(milestone === undefined ? [] : [`milestone ${inline(milestone.title)}${due}`]),
  ];
  return [
    section([`*${label}*: ${description}`, ...(towards.length === 0 ? [] : [towards.join(' · ')])].join('\n'), {
      blockId: 'category',
    }),
    ...(categoryReason === '' ? [] : [said(truncate(categoryReason, TEXT), 'category_reason')]),
  ];
}

/** Each level with how much of it holds, and a button that assesses it. */
function healthBlocks(
  { id, healthLevel }: Tool,
  criteria: readonly Criterion[],
  { gaps, unknown }: Health,
  changes: boolean,
): KnownBlock[] {
  return CRITERIA_LEVELS.map((level, index) => {
    const all = criteria.filter((each) => each.level === level).length;
    const open = gaps.filter((each) => each.level === level).length;
    const unsaid = unknown.filter((each) => each.level === level).length;
    const assess = button({
      ...{ text: 'Assess', actionId: ACTIONS.health, value: `${id} ${level}`, label: `Assess ${healthLabel(level)}` },
    });
    const holds = open === 0 ? ':white_check_mark: ' : '';
    const head = index === 0 ? `*Health: ${healthLabel(healthLevel)}*\n` : '';
    const unknowns = unsaid === 0 ? '' : `, ${unsaid} unknown`;
    return section(`${head}${holds}${healthLabel(level)}: ${all - open} of ${all} met${unknowns}`, {
      ...{ blockId: `health:${level}`, ...(changes ? { accessory: assess } : {}) },
    });
  });
}

/** The gaps of the level that is next, each with its work item or a button that makes one (REV-4). */
function gapBlocks(
  { id, state }: Tool,
  { level, gaps }: Health,
  work: readonly PlannedWork[],
  changes: boolean,
): KnownBlock[] {
  if (level === null || GONE.includes(state)) return [];
  const next = CRITERIA_LEVELS.find((each) => gaps.some((gap) => gap.level === each));
  const open = gaps.filter((gap) => gap.level === next);
  const rest = open.length - GAPS_SHOWN;
  return [
    ...open.slice(0, GAPS_SHOWN).map((gap) => gapRow(id, gap, work, changes)),
    ...(rest > 0 ? [context(`…and ${rest} more gaps of ${healthLabel(next ?? null)}.`, 'gaps_more')] : []),
  ];
}

function gapRow(toolId: number, gap: Criterion, work: readonly PlannedWork[], changes: boolean): KnownBlock {
  const planned = work.find(({ criterion, state }) => criterion === gap.id && state === 'opened');
  const where = planned?.url == null ? 'work item follows' : link(planned.url, `work item #${planned.iid}`);
  const markup = `• Gap: ${inline(gap.text)}${planned === undefined ? '' : ` (${where})`}`;
  const plan = button({
    ...{ text: 'File work item', actionId: ACTIONS.improve, value: `${toolId} ${gap.id}` },
    label: `File a work item: ${gap.text}`,
  });
  const offered = changes && planned === undefined;
  return section(markup, { blockId: `gap:${gap.id}`, ...(offered ? { accessory: plan } : {}) });
}

function factsOf({ gitlabUrl }: Deps, tool: Tool): string[] {
  const { project, links } = tool;
  const linked = [
    ...(links.readme === undefined ? [] : [link(links.readme, 'README')]),
    ...(links.runbook === undefined ? [] : [link(links.runbook, 'runbook')]),
    ...(links.adrs ?? []).slice(0, 10).map((address, index) => link(address, `ADR ${index + 1}`)),
  ];
  const before = tool.owningTeamBefore === null ? '' : ` (before: ${inline(tool.owningTeamBefore)})`;
  return [
    `*Owner*\n${tool.ownerId === null ? 'nobody yet' : mentionPerson(tool.ownerId)}`,
    `*Owning team*\n${inline(tool.owningTeam)}${before}`,
    `*Project*\n${project === null ? 'none yet' : link(`${gitlabUrl.replace(/\/+$/, '')}/${project}`, project)}`,
    `*Links*\n${linked.length === 0 ? 'none yet' : linked.join(' · ')}`,
    ...(tool.operationalAt === null ? [] : [`*Operational since*\n${moment(tool.operationalAt)}`]),
    ...(tool.requestId === null ? [] : [`*Came from*\n${requestNumber(tool.requestId)}`]),
  ];
}

function textBlocks({ users, designDecisions, requestId }: Tool): KnownBlock[] {
  const texts: [id: string, title: string, text: string][] = [
    ['users', 'Users', users],
    ['design', 'Design decisions', designDecisions],
  ];
  const shown = texts.filter(([, , text]) => text.trim() !== '');
  const open =
    requestId === null
      ? []
      : [
          actions(
            [
              button({
                ...{ text: `Open ${requestNumber(requestId)}`, actionId: SHARED_ACTIONS.openRequest },
                value: String(requestId),
              }),
            ],
            'request',
          ),
        ];
  return [
    ...open,
    ...shown.flatMap(([id, title, text]) => [
      section(`*${title}*`, { blockId: id }),
      said(truncate(text, TEXT), `${id}_text`),
    ]),
  ];
}

/** INV-11: the scores, and how they make the tool's place. */
function priorityBlocks({ settings }: Deps, tool: Tool, above: Tool | null): KnownBlock[] {
  const scores = PRIORITY_CRITERIA.map(({ id, label }) => `${label} ${tool.scores[id] ?? '–'}`);
  const reason = tool.placedReason === null ? '' : ` ${inline(tool.placedReason)}`;
  const explained = explainPriority(tool, settings.priorities.weights, above);
  return [section(`*Priority*\n${explained}${reason}\n${scores.join(' · ')}`, { blockId: 'priority' })];
}
