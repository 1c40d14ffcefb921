import type { KnownBlock, ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { dayIn } from '../../domain/day.ts';
import { type Answers, type Form, fieldsOf } from '../../domain/form.ts';
import { chosenMilestone, startingMilestone, withMilestoneMenu } from '../../domain/forms/milestone-choice.ts';
import {
  ADD_TOOL_FORM,
  CATEGORY_FORM,
  EDIT_TOOL_FORM,
  healthForm,
  OPERATIONAL_FORM,
  PLACE_FORM,
  reasonId,
  SCORE_FORM,
} from '../../domain/forms/tool-forms.ts';
import type { CriteriaLevel } from '../../domain/health.ts';
import { explainPriority } from '../../domain/prioritization.ts';
import { daysBefore, signalReason, waysOut } from '../../domain/signal.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import type { DecideTool, ToolAct } from '../../domain/tool-act.ts';
import {
  answerHealth,
  changeCategory,
  editTool,
  markOperational,
  placeByHand,
  scoreTool,
} from '../../domain/tool-acts.ts';
import { context, modal, section } from '../../slack/blocks.ts';
import { inline } from '../../slack/escape.ts';
import { fieldBlocks, quiet } from '../../slack/fields.ts';
import { criteriaOf, firstReview } from './act.ts';
import { type Ask, askView, VIEWS } from './ids.ts';

const VALUES_READ = 50;

/** What a modal of a tool asks, what it starts with, and the rule that decides. */
export type Asking = {
  form: Form;
  view: string;
  starts(tool: Tool): Answers;
  decide(act: ToolAct, given: Answers): DecideTool;
  note?: string;
};

/** Without what is empty: a form starts with answers only. */
const filled = (answers: Record<string, string | null | undefined>): Answers =>
  Object.fromEntries(Object.entries(answers).filter((pair): pair is [string, string] => (pair[1] ?? '') !== ''));

const linked = ({ links }: Tool): Answers =>
  filled({ readme: links.readme, runbook: links.runbook, adrs: links.adrs?.join('\n') });

const edited = (tool: Tool): Answers => ({
  ...filled({
    ...{ name: tool.name, purpose: tool.purpose, criticality: tool.criticality, ownerId: tool.ownerId },
    ...{ owningTeam: tool.owningTeam, owningTeamBefore: tool.owningTeamBefore, project: tool.project },
    ...{ users: tool.users, designDecisions: tool.designDecisions },
  }),
  ...linked(tool),
});

const categorised = ({ category, links }: Tool): Answers =>
  filled({ category, epic: links.epic, milestone: links.milestone?.title, milestoneDue: links.milestone?.due });

/** CHA-5: the year's focus areas, where strategic alignment is scored. */
function focusNote({ settings }: Deps): string {
  const areas = settings.charter.focusAreas.map((area) => `• ${inline(area)}`);
  return areas.length === 0 ? '' : ['*Strategic Alignment*: this year’s focus areas', ...areas].join('\n');
}

export function askingFor(deps: Deps, ask: Ask): Asking {
  const view = askView(ask);
  switch (ask) {
    case 'edit':
      return { view, form: EDIT_TOOL_FORM, starts: edited, decide: editTool };
    case 'operational':
      return {
        ...{ view, form: OPERATIONAL_FORM, starts: edited },
        decide: (act, given) => markOperational(act, given, firstReview(deps)),
        note: 'Its commitment takes effect, its first review gets a date, and its health is asked for.',
      };
    case 'category':
      return { view, form: CATEGORY_FORM, starts: categorised, decide: changeCategory };
    case 'score':
      return {
        ...{ view, form: SCORE_FORM, decide: scoreTool, note: focusNote(deps) },
        starts: ({ scores }) =>
          Object.fromEntries(Object.entries(scores).map(([criterion, score]) => [criterion, String(score)])),
      };
    case 'place':
      return {
        ...{ view, form: PLACE_FORM, decide: placeByHand },
        starts: ({ placed }) => filled({ placed: placed === null ? null : String(placed) }),
        note: 'Tools placed by hand come before all scores, by their number.',
      };
  }
}

/** Where a milestone is asked for, those of GitLab are offered in a menu. */
export async function withMilestones({ storage, settings, now }: Deps, asking: Asking): Promise<Asking> {
  if (!fieldsOf(asking.form).some(({ id }) => id === 'milestone')) return asking;
  const today = dayIn(now(), settings.calendar.homeTimeZone);
  const known = await storage.milestones.upcomingMilestones(today, 100);
  const steps = asking.form.steps.map((step) => ({ ...step, fields: withMilestoneMenu(step.fields, known) }));
  return {
    ...asking,
    form: { ...asking.form, steps },
    starts: (tool) => startingMilestone(asking.starts(tool), known),
    decide: (act, given) => asking.decide(act, chosenMilestone(given, known)),
  };
}

/**
 * Integrate, proposed from the order of what comes next to co-create: the category form with what is known of its case. The requester's
 * own words on fit and value stand in it, for whoever proposes to weigh.
 */
export async function integrateAsking(deps: Deps, tool: Tool): Promise<Asking> {
  const from = tool.requestId === null ? null : await deps.storage.requests.request(tool.requestId);
  const said = (id: string): string => {
    const given = from?.request.sensitive === false ? from.request.answers[id] : undefined;
    return typeof given === 'string' ? given.slice(0, 1_000) : '';
  };
  const asking = askingFor(deps, 'category');
  const values = await deps.storage.valuePropositions.valuesOfTool(tool.id, VALUES_READ);
  const does = values.map(({ what }) => what).join('\n');
  return {
    ...asking,
    starts: (now) => ({
      ...filled({ productFit: said('productFit'), customerValue: said('customerValue') || does.slice(0, 1_000) }),
      ...asking.starts(now),
      category: 'integrate',
    }),
    note: `Next to co-create. ${explainPriority(tool, deps.settings.priorities.weights, null)} Integrate needs a clear product fit, customer value and operating model, an epic, and a milestone that is not over.`,
  };
}

const NOTHING_LEFT = {
  moveToImprove: 'It is in an Improve category already.',
  lowerCriticality: 'Its criticality is Low already.',
} as const;

/**
 * A way out of a signal (SLO-11): the category form or the edit form, with what is proposed and the evidence as why. A text: that way is
 * not left.
 */
export async function signalAsking(
  { storage, settings, now }: Deps,
  tool: Tool,
  way: keyof typeof NOTHING_LEFT,
  asking: Asking,
): Promise<Asking | string> {
  const { improve, lower } = waysOut(tool);
  const proposed = way === 'moveToImprove' ? improve : lower;
  if (proposed === null) return NOTHING_LEFT[way];
  const rule = settings.reminders.signalAfter;
  const misses = await storage.signals.missesOfTool(tool.id, daysBefore(now(), rule.days));
  const why = misses.length === 0 ? '' : signalReason(tool, misses, rule).slice(0, 1_000);
  return {
    ...asking,
    starts: (current) => ({
      ...asking.starts(current),
      ...filled({ [way === 'moveToImprove' ? 'category' : 'criticality']: proposed, why }),
    }),
    note: 'Commitments of this tool were missed again and again. What is chosen here is proposed: change it where something else is right.',
  };
}

/** The criteria of one level (HAND-2). */
export function healthAsking(deps: Deps, level: CriteriaLevel): Asking {
  const criteria = criteriaOf(deps);
  return {
    ...{ view: VIEWS.health, form: healthForm(criteria, level) },
    starts: ({ health }) =>
      filled(
        Object.fromEntries(
          Object.entries(health).flatMap(([id, { answer, reason }]) => [
            [id, answer],
            [reasonId(id), reason],
          ]),
        ),
      ),
    decide: (act, given) => answerHealth(act, criteria, level, given),
    note: 'A level holds when all its criteria and those of the levels below are met. Each level is assessed by itself.',
  };
}

/** The modal that asks, over the tool's page. */
export function askModal(
  { form, view, starts, note }: Asking,
  tool: Tool,
  more: Record<string, string> = {},
): ModalView {
  return formModal(form, view, starts(tool), {
    metadata: { tool: String(tool.id), ...more },
    top: [
      section(`*${toolNumber(tool.id)}* ${inline(tool.name)}`, { blockId: 'tool' }),
      ...(note === undefined || note === '' ? [] : [context(note, 'note')]),
    ],
  });
}

export const addModal = (): ModalView =>
  formModal(
    ADD_TOOL_FORM,
    VIEWS.add,
    {},
    {
      metadata: {},
      top: [context('It is added as planned. Mark it operational on its page once it runs.', 'note')],
    },
  );

function formModal(
  form: Form,
  callbackId: string,
  answers: Answers,
  { metadata, top }: { metadata: Record<string, string>; top: KnownBlock[] },
): ModalView {
  return modal({
    ...{ title: form.title, callbackId, submit: 'Save', privateMetadata: JSON.stringify(metadata) },
    blocks: [...top, ...fieldBlocks(fieldsOf(form), answers).map(quiet)],
  });
}
