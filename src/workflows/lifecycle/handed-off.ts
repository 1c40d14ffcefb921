import type { Deps } from '../../deps.ts';
import type { Stage } from '../../domain/stage.ts';

export const HAND_OFF_ACTIONS = {
  /** Begins the hand-off of a request's or a tool's finished product work; the value is its id. */
  ofRequest: 'hand_off_request',
  ofTool: 'hand_off_tool',
  /** Names who takes it over; the value is the stage's id. */
  receiver: 'hand_off_receiver',
} as const;

export const HAND_OFF_VIEWS = { start: 'hand_off_start_form', receiver: 'hand_off_receiver_form' } as const;

const LOOKED_AT = 20;

type HandedOff = { toolId: number | null; requestId: number | null; name: string };

/** What a hand-off would be of (CHA-2): a finished co-creation, or a request decided to be built into the product; null where there is nothing. */
export async function handedOff({ storage }: Deps, of: 'request' | 'tool', id: number): Promise<HandedOff | null> {
  if (of === 'tool') {
    const tool = await storage.tools.tool(id);
    const stages = tool === null ? [] : await storage.stages.stagesOfTool(id, LOOKED_AT);
    return tool !== null && canBeHandedOff(stages) ? { toolId: id, requestId: null, name: tool.name } : null;
  }
  const file = await storage.requests.request(id);
  if (file === null || file.request.sensitive) return null;
  const decided = await isProductWork(storage, id);
  const stages = await storage.stages.stagesOfRequest(id, LOOKED_AT);
  const open = stages.some(({ kind, state }) => (kind === 'hand-off' || kind === 'cocreate') && state === 'open');
  if (open || !(decided || canBeHandedOff(stages))) return null;
  return { toolId: null, requestId: id, name: file.request.title };
}

/** Whether the decision in force is to build it directly into the product. */
export async function isProductWork(storage: Deps['storage'], requestId: number): Promise<boolean> {
  const found = await storage.decisions.decisionsOf(requestId, LOOKED_AT);
  return found.some(({ decision }) => decision.state === 'final' && decision.outcome === 'build-product');
}

/** A co-creation of it has ended, and no hand-off is under way. */
export const canBeHandedOff = (stages: readonly Pick<Stage, 'kind' | 'state'>[]): boolean =>
  stages.some(({ kind, state }) => kind === 'cocreate' && state === 'ended') &&
  stages.every(({ kind, state }) => kind !== 'hand-off' || state !== 'open');
