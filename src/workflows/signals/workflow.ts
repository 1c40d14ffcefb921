import type { App } from '@slack/bolt';
import type { Delivery, Deps, DigestPart, HomePart, ToolPart, Workflow } from '../../deps.ts';
import type { Roles } from '../../domain/people.ts';
import { daysBefore, signalIn, signalPromises } from '../../domain/signal.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import { mayNotChange } from '../../domain/tool-act.ts';
import { mayReadScores } from '../../domain/tool-sight.ts';
import { inline, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { type Listening, onPressed, type Pressed } from '../../slack/listen.ts';
import { attainmentBlocks, evidenceBlocks, evidenceModal } from './view.ts';

/** Commitments that are missed again and again, and how often they are kept (SLO-11). What is done about it is the tool's own change. */
export const signalsWorkflow: Workflow = {
  name: 'signals',
  listen: listenToSignals,
  deliveries: { 'signal-look': signalLook() },
  tool: signalOfTool,
  home: async (deps, roles) => (roles.manager || roles.leadership ? attainmentPart(deps) : null),
  status: attainmentPart,
  digest: async (deps) => [await signalsInDigest(deps)],
};

/** Looks at one tool whose clocks were breached; its owner and the manager are reminded as of any promise, in their working hours. */
function signalLook(): Delivery {
  return {
    to: 'team',
    async carryOut(deps, { payload }) {
      const { storage, settings, access } = deps;
      const now = deps.now();
      const rule = settings.reminders.signalAfter;
      const [manager] = await access.named(settings.people.manager);
      const managerId = manager?.id ?? null;
      await storage.signals.raiseSignal(
        Number(payload.toolId),
        daysBefore(now, rule.days),
        (file) => {
          const misses = signalIn(file, rule, now);
          const people = { ownerId: file.tool.ownerId, managerId };
          return { misses, promises: signalPromises(file.tool, misses, { people, rule, now }) };
        },
        now,
      );
    },
  };
}

const NOT_FOR_YOU = 'The evidence is for ProdSecEng and leadership.';

function listenToSignals(app: App, deps: Deps): void {
  const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, SHARED_ACTIONS.showEvidence, (pressed) => showEvidence(deps, pressed));
}

async function showEvidence(deps: Deps, { roles, value, open, tell }: Pressed): Promise<void> {
  if (!mayReadScores(roles)) return tell(NOT_FOR_YOU);
  const tool = await deps.storage.tools.tool(Number(value));
  if (tool === null) return tell('That tool is not known any more.');
  await open(await evidenceModal(deps, tool, mayNotChange({ roles }, tool) === null));
}

/** How often its commitments were kept, for whoever reads the tool; an open signal for team, manager and leadership. */
async function signalOfTool(deps: Deps, tool: Tool, roles: Roles): Promise<ToolPart | null> {
  const attainment = await attainmentBlocks(deps, tool.id);
  const open = mayReadScores(roles) && (await deps.storage.signals.openSignalsOfTool(tool.id)).length > 0;
  const evidence = open ? await evidenceBlocks(deps, tool, mayNotChange({ roles }, tool) === null) : [];
  const blocks = [...evidence, ...attainment];
  return blocks.length === 0 ? null : { order: 41, blocks };
}

async function attainmentPart(deps: Deps): Promise<HomePart | null> {
  const blocks = await attainmentBlocks(deps, null);
  return blocks.length === 0 ? null : { order: 60, blocks };
}

const AT_ONCE = 100;

/** Open signals, to the team alone: each tool once, however many were told. */
async function signalsInDigest(deps: Deps): Promise<DigestPart> {
  const found = await deps.storage.promises.openPromisesOfKind('signal', 0, AT_ONCE);
  const ofTools = new Map(found.map((promise) => [promise.toolId, promise]));
  const lines = [...ofTools.values()].map(
    ({ toolId, what }) =>
      `*${toolNumber(toolId ?? 0)}* ${inline(truncate(what, 200))}. Move it to an Improve category, or lower its criticality.`,
  );
  return {
    order: 50,
    where: 'internal',
    title: 'Missed again and again',
    lines,
    hidden: [...ofTools.keys()].map(hiddenLine),
    calls: true,
  };
}

const hiddenLine = (toolId: number | null): string =>
  `*${toolNumber(toolId ?? 0)}*: commitments are missed again and again.`;
