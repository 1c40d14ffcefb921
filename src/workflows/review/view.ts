import type { KnownBlock, ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { ageInWords } from '../../domain/age.ts';
import { fieldsOf } from '../../domain/form.ts';
import { reviewForm, reviewStarts } from '../../domain/forms/review-form.ts';
import { CRITERIA_LEVELS, criteriaFrom, type Health, healthLabel, healthOf } from '../../domain/health.ts';
import type { Roles } from '../../domain/people.ts';
import type { PlannedWork } from '../../domain/planned-work.ts';
import type { ReviewFile } from '../../domain/review.ts';
import { reviewStateLabel } from '../../domain/review-end.ts';
import { evidenceInWords } from '../../domain/review-zombie.ts';
import type { OpenWork } from '../../domain/security-work.ts';
import { type Tool, toolStateLabel } from '../../domain/tool.ts';
import { mayReadScores } from '../../domain/tool-sight.ts';
import { button, context, modal, section } from '../../slack/blocks.ts';
import { inline, link, truncate } from '../../slack/escape.ts';
import { fieldBlocks, quiet } from '../../slack/fields.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { VIEWS } from './ids.ts';
import { daysSince, moment, named, voiceLines } from './words.ts';

const WORK_READ = 100;
const WORK_SHOWN = 10;
const GAPS_SHOWN = 10;
const VOICES_SHOWN = 20;

/** The review of a tool: what is known, filled in (REV-1), with the gaps that remain and their work items (REV-4). */
export async function reviewModal(deps: Deps, tool: Tool, roles: Roles): Promise<ModalView> {
  const { reviews, plannedWork } = deps.storage;
  const [last, after, all, security] = await Promise.all([
    reviews.lastReviewOf(tool.id),
    reviews.lastAnswered(tool.id),
    plannedWork.plannedWorkOfTool(tool.id, WORK_READ),
    deps.storage.signs.openSecurityWork(tool.id),
  ]);
  const health = healthOf(criteriaFrom(deps.settings.health.criteria), tool.health);
  const work = all.filter(({ state }) => state === 'opened');
  const form = reviewForm(tool, mayReadScores(roles));
  return modal({
    ...{ title: 'Review', callbackId: VIEWS.review, submit: 'End review' },
    privateMetadata: JSON.stringify({ tool: String(tool.id), after: String(after) }),
    blocks: [
      section(`${named(tool)} · _${toolStateLabel(tool.state)}_\n${whenLine(last)}`, { blockId: 'tool' }),
      ...saidBlocks(last),
      healthBlock(tool, health),
      ...gapBlock(health, work),
      ...workBlock(deps, work),
      ...securityBlock(deps, security?.items ?? [], mayReadScores(roles)),
      ...fieldBlocks(fieldsOf(form), reviewStarts(tool)).map(quiet),
    ],
  });
}

function whenLine(last: ReviewFile | null): string {
  if (last === null) return 'It was not reviewed before.';
  const { state, dueAt, endedAt } = last.review;
  return state === 'open'
    ? `Its review has been due since ${moment(dueAt)}.`
    : `Last review: ${reviewStateLabel(state)}${endedAt === null ? '' : `, ${moment(endedAt)}`}.`;
}

/** What stakeholders say, and what is known of its use; of the open review only. */
function saidBlocks(last: ReviewFile | null): KnownBlock[] {
  if (last === null || last.review.state !== 'open') return [];
  const { voices, review } = last;
  const lines = voiceLines(voices.slice(0, VOICES_SHOWN));
  const none = 'Nobody who is named on it has answered yet.';
  return [
    section(`*Stakeholders*\n${lines.length === 0 ? none : lines.join('\n')}`, { blockId: 'voices' }),
    ...(review.evidence === null ? [] : [context(inline(evidenceInWords(review.evidence)), 'evidence')]),
  ];
}

/** The level that is to be reached next can be assessed from here; the review stays open below. */
function healthBlock({ id, healthLevel }: Tool, { gaps }: Health): KnownBlock {
  const next = CRITERIA_LEVELS.find((level) => gaps.some((gap) => gap.level === level)) ?? 'best';
  const accessory = button({
    ...{ text: 'Assess health', actionId: SHARED_ACTIONS.assessTool, value: `${id} ${next}` },
    label: `Assess ${healthLabel(next)}`,
  });
  const counts = CRITERIA_LEVELS.map((level) => {
    const open = gaps.filter((gap) => gap.level === level).length;
    return `${healthLabel(level)}: ${open === 0 ? 'met' : open === 1 ? '1 gap' : `${open} gaps`}`;
  });
  return section(`*Health: ${healthLabel(healthLevel)}*\n${counts.join(' · ')}`, { blockId: 'health', accessory });
}

/** The gaps of the level that is next, each with its work item where it has one (REV-4). */
function gapBlock({ gaps }: Health, work: readonly PlannedWork[]): KnownBlock[] {
  const next = CRITERIA_LEVELS.find((level) => gaps.some((gap) => gap.level === level));
  const lines = gaps
    .filter(({ level }) => level === next)
    .slice(0, GAPS_SHOWN)
    .map((gap) => {
      const planned = work.find(({ criterion }) => criterion === gap.id);
      return `• ${inline(gap.text)}: ${planned === undefined ? 'no work item' : issueOf(planned)}`;
    });
  if (lines.length === 0 || next === undefined) return [];
  return [section(truncateLines(`*Gaps to ${healthLabel(next)}*`, lines), { blockId: 'gaps' })];
}

const issueOf = ({ url, iid }: PlannedWork): string =>
  url === null ? 'work item follows' : link(url, `work item #${iid}`);

/** Work that is open, with how long it has been. */
function workBlock(deps: Deps, work: readonly PlannedWork[]): KnownBlock[] {
  if (work.length === 0) return [];
  const lines = work
    .slice(0, WORK_SHOWN)
    .map((each) => `• ${inline(truncate(each.title, 150))} (${issueOf(each)}): open for ${daysSince(deps, each.at)}`);
  const rest = work.length > WORK_SHOWN ? [`…and ${work.length - WORK_SHOWN} more`] : [];
  return [section(truncateLines('*Open work*', [...lines, ...rest]), { blockId: 'work' })];
}

/** Open dependency and vulnerability work items with their age (REV-6); what they are about is for the team and leadership (INV-2). */
function securityBlock({ now }: Deps, items: readonly OpenWork[], whole: boolean): KnownBlock[] {
  const shown = whole ? items : items.filter(({ confidential }) => !confidential);
  const lines = shown.map(({ url, iid, title, since }) => {
    const what = whole ? ` ${inline(truncate(title, 120))}` : '';
    return `• ${link(url, `#${iid}`)}${what}: open for ${ageInWords(since, now())}`;
  });
  if (lines.length === 0) return [];
  return [section(truncateLines('*Dependencies and vulnerabilities*', lines), { blockId: 'security' })];
}

const truncateLines = (head: string, lines: readonly string[]): string => [head, ...lines].join('\n');
