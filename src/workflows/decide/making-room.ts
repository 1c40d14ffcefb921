import type { Delivery, Deps } from '../../deps.ts';
import type { Decision } from '../../domain/decision.ts';
import { listOf, textOf } from '../../domain/form.ts';
import { oweSlipped, oweWorkMilestone, requestNumber } from '../../domain/owed.ts';
import { affectedIds, lowerCommitment, lowersIn, readRoom } from '../../domain/room.ts';
import { actions, button, context, message, said, section } from '../../slack/blocks.ts';
import { mentionPerson, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { affectedByTool, affectedByWork } from './slips.ts';

/** The reprioritisation that a delivery is about, as long as it holds. */
async function finalDecision({ storage }: Deps, payload: Record<string, string | number>): Promise<Decision | null> {
  const found = await storage.decisions.decisionsOf(Number(payload.requestId), 50);
  const decision = found.find((each) => each.decision.id === Number(payload.decisionId))?.decision;
  return decision?.state === 'final' ? decision : null;
}

/** HAND-8: what was chosen happens. Each step changes nothing where it was done before. */
export const reprioritised: Delivery = {
  to: 'team',
  async carryOut(deps, { payload }) {
    const decision = await finalDecision(deps, payload);
    if (decision === null) return;
    const affected = await affectedBy(deps, decision);
    await lowerAll(deps, decision);
    await moveAll(deps, decision);
    const { requestId, id } = decision;
    const told = [...new Set(affected.flatMap(({ ids }) => ids))];
    await deps.storage.owe(
      told.map((personId) => oweSlipped(requestId, id, personId)),
      deps.now(),
    );
  },
};

async function lowerAll(deps: Deps, { id, requestId, details, decidedBy, proposedBy }: Decision): Promise<void> {
  const by = decidedBy ?? proposedBy;
  const why = `${requestNumber(requestId)}, reprioritised to make room for a transfer`;
  const about = { until: readRoom(details).until, by, why, requestId, decisionId: id };
  const { weights } = deps.settings.priorities;
  for (const { toolId, to } of lowersIn(details))
    await deps.storage.tools.changeTool(toolId, lowerCommitment({ ...about, to, weights }), deps.now());
}

async function moveAll(deps: Deps, { details, decidedBy, proposedBy }: Decision): Promise<void> {
  const { workIds, milestoneId } = readRoom(details);
  const milestone = milestoneId === null ? null : await deps.storage.milestones.milestone(milestoneId);
  if (milestone === null) return;
  const to = { milestoneId: milestone.id, milestone: milestone.title };
  for (const id of workIds)
    await deps.storage.load.moveWork(id, to, { by: decidedBy ?? proposedBy, owed: [oweWorkMilestone(id)] }, deps.now());
}

/** Whom each line of the documented impact concerns now, in its order; those who muted a tool are not told of it. */
async function affectedBy(deps: Deps, { details }: Decision): Promise<{ line: string; ids: string[] }[]> {
  const { tools, plannedWork } = deps.storage;
  const ofTools = lowersIn(details).map(async ({ toolId }) => {
    const tool = await tools.tool(toolId);
    if (tool === null) return [];
    const muted = (await tools.peopleOfTool(toolId, 50)).filter((each) => each.muted).map(({ personId }) => personId);
    return affectedIds(await affectedByTool(deps, tool)).filter((id) => id === tool.ownerId || !muted.includes(id));
  });
  const ofWork = listOf(details, 'roomWork').map(async (id) => {
    const work = await plannedWork.plannedWork(Number(id));
    return work === null ? [] : affectedIds(await affectedByWork(deps, work));
  });
  const lines = textOf(details, 'slips').split('\n');
  const all = await Promise.all([...ofTools, ...ofWork]);
  return all.map((ids, index) => ({ line: lines[index] ?? '', ids }));
}

/** One person is told what slips of theirs, once. What the transfer is about is not said: they may not read it (INV-2). */
export const slipped: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const person = String(payload.personId);
    const decision = await finalDecision(deps, payload);
    const who = await deps.access.who(person, '');
    if (decision === null || !who.ok) return null;
    const mine = (await affectedBy(deps, decision)).filter(({ ids }) => ids.includes(person));
    if (mine.length === 0) return null;
    const by = decision.decidedBy === null ? 'Leadership' : mentionPerson(decision.decidedBy);
    const text = `${by} has decided to make room for a transfer (*${requestNumber(decision.requestId)}*). This slips by it:`;
    const open = button({
      text: `Open ${requestNumber(decision.requestId)}`,
      actionId: SHARED_ACTIONS.openRequest,
      value: String(decision.requestId),
    });
    const blocks = [
      section(text, { blockId: 'what' }),
      said(truncate(mine.map(({ line }) => line).join('\n'), 2_800), 'slips'),
      context('You are told because you own it or are a stakeholder of it.', 'why'),
      actions([open], 'buttons'),
    ];
    return { to: { person }, message: message(text, blocks) };
  },
};

/** The issue of work that moved is in its milestone. Setting it twice changes nothing; work without an issue yet is filed where it is planned. */
export const workMilestone: Delivery = {
  to: 'gitlab',
  async carryOut({ storage, gitlab }, { payload }) {
    const work = await storage.plannedWork.plannedWork(Number(payload.workId));
    if (work === null || work.projectId === null || work.iid === null || work.milestoneId === null) return;
    await gitlab.updateIssue(work.projectId, work.iid, { milestoneId: work.milestoneId });
  },
};
