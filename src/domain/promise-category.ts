import { isLowered } from './commitment.ts';
import { dayAfter } from './day.ts';
import type { NewPromise, Promised, PromiseEdit, Seen, Watched } from './promise.ts';
import { signalAfter } from './signal.ts';
import { isGone, type Tool, toolNumber } from './tool.ts';
import { watchedAt } from './watched-work.ts';

/** What a tool's category asks to come back to: made for, and ended by, every change of a tool however it comes about. */
type CategoryFollows = {
  make: NewPromise[];
  end: { key: string; state: 'kept' | 'dropped' }[];
};

const GONE: readonly Tool['state'][] = ['retired', 'transferred'];

/**
 * What follows from a tool as it is `after` a change (`before`: null where it is new), given its `open` promises: Integrate is watched
 * until it has another milestone, epic or category (INV-4); Sunset leaves the promise to start its workflow, and leaving it ends that
 * (INV-7); an improvement plan that is lifted is kept, and so is what lifts a lowered commitment, however it is lifted (INV-9); a way out
 * of a signal ends it (SLO-11); and a tool that leaves the inventory drops all that is left.
 */
export function followCategory(
  before: Tool | null,
  after: Tool,
  open: readonly Promised[],
  now: Date,
): CategoryFollows {
  const make: NewPromise[] = [];
  const end: CategoryFollows['end'] = [];
  const found = (kind: Promised['kind']) => open.filter((each) => each.kind === kind);
  const endAll = (kind: Promised['kind'], state: (promise: Promised) => 'kept' | 'dropped') =>
    end.push(...found(kind).map((each) => ({ key: each.key, state: state(each) })));
  const stays = before?.category === after.category && !GONE.includes(after.state);

  const watched = found('integrate').length > 0;
  const wanted = after.category === 'integrate' && !GONE.includes(after.state);
  if (watched && !(wanted && sameGoal(before, after))) endAll('integrate', (each) => answered(each, now));
  if (wanted && !(watched && sameGoal(before, after))) make.push(watchIntegrate(after, now));

  if (!stays) endAll('category', () => 'kept');
  if (after.category !== 'sunset' || GONE.includes(after.state)) endAll('start-sunset', () => 'dropped');
  else if (startsSunset(before, after) && found('start-sunset').length === 0) make.push(startSunset(after));
  const signal = signalAfter(before, after);
  if (signal !== null) endAll('signal', () => signal);
  if (before?.support === 'improvement-plan' && after.support === 'standard') endAll('improvement', () => 'kept');
  if (before !== null && isLowered(before) && (!isLowered(after) || GONE.includes(after.state)))
    endAll('lowered', () => (GONE.includes(after.state) ? 'dropped' : 'kept'));
  if (before !== null && !isGone(before) && isGone(after)) end.push(...allBut(end, open));
  return { make, end };
}

/** They end with the stage that they are of: a hand-off of product work goes on when the tool that it came from leaves (CHA-2). */
const OF_STAGES: readonly Promised['kind'][] = ['stage-voice', 'transfer', 'support'];

/** A tool that has left the inventory keeps no promise of its own. */
const allBut = (ended: CategoryFollows['end'], open: readonly Promised[]): CategoryFollows['end'] =>
  open
    .filter(({ key, kind }) => !OF_STAGES.includes(kind) && ended.every((each) => each.key !== key))
    .map(({ key }) => ({ key, state: 'dropped' }));

/** What was due was answered by this; what was not due yet is not needed any more. */
const answered = ({ dueAt }: Promised, now: Date): 'kept' | 'dropped' =>
  dueAt !== null && dueAt <= now ? 'kept' : 'dropped';

function sameGoal(before: Tool | null, after: Tool): boolean {
  if (before?.category !== 'integrate') return false;
  const goal = ({ links }: Tool) => JSON.stringify([links.epic, links.milestone?.title, links.milestone?.due]);
  return goal(before) === goal(after);
}

/** INV-4: due when its milestone is over; at once where it has none. Its owner's, else the team's. */
function watchIntegrate(tool: Tool, now: Date): NewPromise {
  const { epic, milestone } = tool.links;
  return {
    kind: 'integrate',
    key: `integrate:${toolNumber(tool.id)}:${now.toISOString()}`,
    toolId: tool.id,
    what: `${tool.name} in Integrate: ${milestone === undefined ? 'it has no milestone' : `milestone ${milestone.title}`}`,
    dueAt: dayAfter(milestone?.due ?? '') ?? now,
    watch: epic === undefined ? null : watchedAt(epic),
  };
}

const startsSunset = (before: Tool | null, { state }: Tool): boolean =>
  before?.category !== 'sunset' && (state === 'planned' || state === 'operational');

const startSunset = (tool: Tool): NewPromise => ({
  ...{ kind: 'start-sunset', key: `start-sunset:${toolNumber(tool.id)}`, toolId: tool.id, ownerId: tool.ownerId },
  what: `Start Transition & Sunset of ${tool.name}`,
});

/** INV-7: the workflow is not to be, so the tool needs another category; due at once. */
export function anotherCategory({ toolId, what }: Promised, now: Date): NewPromise[] {
  if (toolId === null) return [];
  const key = `category:${toolNumber(toolId)}:${now.toISOString()}`;
  return [
    { kind: 'category', key, toolId, dueAt: now, what: `Not needed: ${what}. Choose another category for the tool` },
  ];
}

/**
 * INV-4: what GitLab says now of the epic or the milestone of a tool in Integrate, or both. Closed: asked about at once. Otherwise due when
 * the milestone is over, by GitLab's own date or else by `day` (the tool's, YYYY-MM-DD). Null where nothing changes.
 */
export function integrateSeen(
  promise: Promised,
  said: { epic?: Seen; milestone?: Seen },
  day: string | null,
  now: Date,
): PromiseEdit | null {
  const { watch: before, dueAt } = promise;
  if (before === null) return null;
  const { trouble, ...known } = before;
  const watch: Watched = {
    ...(said.epic === undefined ? before : { ...known, seen: said.epic }),
    ...(said.milestone === undefined ? {} : { milestone: said.milestone }),
  };
  const closed = closedIn(watch);
  const due = closed === null ? (dayAfter(watch.milestone?.due ?? day ?? '') ?? now) : earlier(dueAt, now);
  const sameWatch = JSON.stringify(watch) === JSON.stringify(before);
  if (sameWatch && due.getTime() === dueAt?.getTime()) return null;
  // It is something new: what was put off was something else.
  const anew = closed !== null && closed !== closedIn(before);
  return { watch, dueAt: due, ...(anew ? { acknowledgedBy: null, snoozedUntil: null } : {}) };
}

const earlier = (a: Date | null, b: Date): Date => (a !== null && a < b ? a : b);

function closedIn({ seen, milestone }: Watched): string | null {
  if (seen?.state === 'closed') return 'Its epic is closed.';
  return milestone?.state === 'closed' ? 'Its milestone is closed.' : null;
}

/** Why a tool in Integrate is asked about, in a sentence; null while it is not due. */
export function whyIntegrateIsDue({ kind, watch, dueAt }: Promised, now: Date): string | null {
  if (kind !== 'integrate' || dueAt === null || dueAt > now) return null;
  return (watch === null ? null : closedIn(watch)) ?? 'Its milestone is over.';
}
