import { commitmentOf, isLowered, isWeaker, oneLower } from './commitment.ts';
import { CRITICALITIES, type CriticalityId, criticalityLabel } from './criticality.ts';
import { type Answer, type Answers, listOf, textOf } from './form.ts';
import type { Milestone } from './milestone.ts';
import { decisionNumber } from './owed.ts';
import type { PlannedWork } from './planned-work.ts';
import { priorityOf, type Weights } from './prioritization.ts';
import { type Tool, toolNumber } from './tool.ts';
import { change, type DecideTool, mayNotChange, refuse, type ToolAct } from './tool-act.ts';

/** What makes room for a transfer, as it is picked (HAND-8): tools by id, work by id, and where to. Days are YYYY-MM-DD. */
export type Room = {
  toolIds: number[];
  /** How far their commitment drops. */
  lower: LowerId;
  until: string;
  workIds: number[];
  milestoneId: number | null;
};

export const LOWER_TO = [
  { id: 'one-lower', label: 'One row lower than now' },
  { id: 'low', label: 'Low: best effort' },
] as const;
export type LowerId = (typeof LOWER_TO)[number]['id'];

/** What can be picked of each kind: the impact stays readable in one message. */
export const MOST_PICKED = 5;

const ids = (answers: Answers, field: string): number[] =>
  [...new Set(listOf(answers, field).map(Number))].filter((id) => Number.isInteger(id) && id > 0).slice(0, MOST_PICKED);

/** Reads what was picked; it is kept among the answers of the proposal under these names. */
export function readRoom(answers: Answers): Room {
  const milestoneId = Number(textOf(answers, 'roomMilestone'));
  return {
    toolIds: ids(answers, 'roomTools'),
    lower: textOf(answers, 'roomLower') === 'low' ? 'low' : 'one-lower',
    until: textOf(answers, 'roomUntil'),
    workIds: ids(answers, 'roomWork'),
    milestoneId: Number.isInteger(milestoneId) && milestoneId > 0 ? milestoneId : null,
  };
}

export const ROOM_FIELDS = ['roomTools', 'roomLower', 'roomUntil', 'roomWork', 'roomMilestone'] as const;

/** Of answers, what says what makes room, and what slips by it as it was shown. */
export function roomAnswers(kept: Readonly<Record<string, unknown>>): Answers {
  const isAnswer = (value: unknown): value is Answer =>
    typeof value === 'string' || (Array.isArray(value) && value.every((each) => typeof each === 'string'));
  return Object.fromEntries(
    [...ROOM_FIELDS, 'slips'].flatMap((id): [string, Answer][] => {
      const value = kept[id];
      return isAnswer(value) ? [[id, value]] : [];
    }),
  );
}

/** What the decision keeps of it: each tool with the level that leadership is shown, whatever becomes of the tool until then. */
export const decidedRoom = (slips: readonly Slip[]): Answers => ({
  roomTools: slips.flatMap((each) => (each.kind === 'tool' ? [`${each.id}:${each.to}`] : [])),
  roomWork: slips.flatMap((each) => (each.kind === 'work' ? [String(each.id)] : [])),
});

/** What a decision says is lowered, and to what. */
export function lowersIn(details: Answers): { toolId: number; to: CriticalityId }[] {
  return listOf(details, 'roomTools').flatMap((each) => {
    const [id, level] = each.split(':');
    const to = CRITICALITIES.find((row) => row.id === level)?.id;
    return to === undefined ? [] : [{ toolId: Number(id), to }];
  });
}

/** The commitment in force of a tool and what it would drop to; null where there is nothing to lower: what a plan or best effort lowers stays theirs. */
export function lowered(tool: Tool, lower: LowerId): { from: CriticalityId; to: CriticalityId } | null {
  const { level } = commitmentOf(tool);
  if (level === null || level === 'low' || tool.support !== 'standard') return null;
  return { from: level, to: lower === 'low' ? 'low' : oneLower(level) };
}

/** The people whom something that slips concerns. */
export type Affected = { ownerId: string | null; others: string[] };

export type Slip =
  | {
      kind: 'tool';
      id: number;
      name: string;
      from: CriticalityId;
      to: CriticalityId;
      until: string;
      affected: Affected;
    }
  | { kind: 'work'; id: number; name: string; from: string | null; to: string; affected: Affected };

const NAMED = 4;

/** What slips, as the decision documents it: a line of plain text. */
export function slipLine(slip: Slip, nameOf: (id: string) => string): string {
  const what =
    slip.kind === 'tool'
      ? `${slip.name}: its commitment drops from ${criticalityLabel(slip.from)} to ${criticalityLabel(slip.to)} until ${slip.until}.`
      : `${slip.name}: moves ${slip.from === null ? '' : `from ${slip.from} `}to ${slip.to}.`;
  return `${what} Affected: ${affectedText(slip.affected, nameOf)}.`;
}

function affectedText({ ownerId, others }: Affected, nameOf: (id: string) => string): string {
  const rest = others.filter((id) => id !== ownerId);
  const named = [...(ownerId === null ? [] : [`${nameOf(ownerId)} (owner)`]), ...rest.map(nameOf)];
  if (named.length === 0) return 'nobody is named';
  return `${named.slice(0, NAMED).join(', ')}${named.length > NAMED ? ` and ${named.length - NAMED} more` : ''}`;
}

export const affectedIds = ({ ownerId, others }: Affected): string[] => [
  ...new Set([...(ownerId === null ? [] : [ownerId]), ...others]),
];

/** What is wrong with what was picked, by field. `tools`, `work`, `to`: what the ids stand for now. */
export function roomProblems(
  room: Room,
  {
    tools,
    work,
    to,
    today,
  }: { tools: readonly Tool[]; work: readonly PlannedWork[]; to: Milestone | null; today: string },
): Partial<Record<(typeof ROOM_FIELDS)[number], string>> {
  const fixed = tools.find((tool) => lowered(tool, room.lower) === null);
  const there = work.find(({ milestoneId }) => to !== null && milestoneId === to.id);
  return {
    ...(fixed === undefined ? {} : { roomTools: whyFixed(fixed) }),
    ...(room.toolIds.length > 0 && room.until < today
      ? { roomUntil: room.until === '' ? 'Say until when they are lowered.' : 'Choose today or a later day.' }
      : {}),
    ...(room.workIds.length > 0 && to === null
      ? { roomMilestone: 'Choose the milestone to which the work moves.' }
      : {}),
    ...(there === undefined ? {} : { roomMilestone: `“${there.title}” is planned for that milestone already.` }),
  };
}

const whyFixed = ({ name, support }: Tool): string =>
  support === 'improvement-plan'
    ? `${name} has an improvement plan, which lowers its commitment already. Choose another tool.`
    : `${name} has no commitment above Low, so it makes no room.`;

const DAY_MS = 24 * 3_600_000;

export type Lowering = {
  to: CriticalityId;
  /** The last day of it; somebody is reminded then to lift it. */
  until: string;
  by: string;
  why: string;
  requestId: number;
  decisionId: number;
  weights: Weights;
};

/** A final reprioritisation lowers the commitment of a tool (HAND-8, INV-9). Refused where it promises no more than that already. */
export function lowerCommitment({ to, until, by, why, requestId, decisionId, weights }: Lowering): DecideTool {
  return (tool) => {
    const { level } = commitmentOf(tool);
    if (level === null || tool.support !== 'standard' || !isWeaker(to, level))
      return refuse('It promises no more than that already.');
    const fields = { interim: to };
    return {
      ok: true,
      value: {
        change: { actor: by, action: 'lowered by a decision', why, fields },
        priority: priorityOf({ ...tool, ...fields }, weights),
        answer: '',
        promises: [
          // Not the decision's own: it stays with the tool when the request is decided anew.
          {
            ...{
              kind: 'lowered',
              key: `lowered:${toolNumber(tool.id)}:${decisionNumber(decisionId)}`,
              toolId: tool.id,
              requestId,
              ownerId: tool.ownerId,
            },
            what: `Lift the lowered commitment of ${tool.name} again`,
            dueAt: until === '' ? null : new Date(Date.parse(`${until}T00:00:00Z`) + DAY_MS),
          },
        ],
      },
    };
  };
}

/** The team lifts a lowered commitment again, with its reason (INV-12): the tool's own row holds. `keeps`: keys of the promises to do so. */
export function liftCommitment(act: ToolAct, why: string, keeps: string[]): DecideTool {
  return (tool) => {
    const not = mayNotChange(act, tool);
    if (not !== null) return refuse(not);
    if (!isLowered(tool)) return refuse('Its commitment is not lowered any more.');
    const answer = `The commitment of ${tool.name} is not lowered any more.`;
    return change(act, tool, why, { action: 'lifted', fields: { interim: null }, keeps, answer });
  };
}
