import { createContext } from 'preact';
import { useContext, useEffect, useId, useRef, useState } from 'preact/hooks';
import { useDesk } from './desk.ts';
import { asActed, reconcile } from './values.ts';
import type { Block, BlockElement, Option, Value, Values } from './wire.ts';

export type Container = { type: 'message'; channel: string; ts: string } | { type: 'view'; viewId: string };

/** A message, a modal or App Home: what its blocks hold, and how a person acts on them. */
export type Surface = {
  id: string;
  container: Container;
  values: Values;
  errors: Record<string, string>;
  setValue(blockId: string, actionId: string, value: Value): void;
  /** Sends a block action, at once or after the person paused. */
  dispatch(block: Block, element: BlockElement, value: Value, afterMs?: number): void;
  /** Drops what still waits for a pause: a submission carries it. */
  forget(): void;
  /** What an external select offers for a query. */
  options(block: Block, element: BlockElement, query: string): Promise<Option[]>;
};

export const SurfaceContext = createContext<Surface | null>(null);

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (!surface) throw new Error('useSurface outside of a surface');
  return surface;
}

/** Keeps what a person typed into these blocks for as long as the surface is on the page. */
export function useBlocks(container: Container, blocks: Block[], errors: Record<string, string> = {}): Surface {
  const desk = useDesk();
  const id = useId();
  const [, redraw] = useState(0);
  const held = useRef<{ blocks: Block[]; values: Values }>({ blocks: [], values: {} });
  if (held.current.blocks !== blocks) {
    held.current = { blocks, values: reconcile(blocks, held.current.values) };
  }
  const { schedule, forget } = useTimers();
  const send = (block: Block, element: BlockElement, value: Value) => {
    const { as } = desk;
    const base = { as, container, blockId: block.block_id ?? '', actionId: element.action_id ?? '' };
    const shown = { ...asActed(value), ...(element.text ? { text: element.text } : {}) };
    void desk.act('action', { ...base, element: shown, state: { values: held.current.values } });
  };
  return {
    id,
    container,
    values: held.current.values,
    errors,
    setValue(blockId, actionId, value) {
      const { values } = held.current;
      held.current.values = { ...values, [blockId]: { ...values[blockId], [actionId]: value } };
      redraw((count) => count + 1);
    },
    dispatch(block, element, value, afterMs = 0) {
      schedule(`${block.block_id}/${element.action_id}`, () => send(block, element, value), afterMs);
    },
    forget,
    async options(block, element, query) {
      const where = container.type === 'view' ? { viewId: container.viewId } : { message: container };
      const asked = { as: desk.as, ...where, blockId: block.block_id ?? '', actionId: element.action_id ?? '', query };
      const answer = await desk.ask<{ options: Option[] }>('options', asked);
      return answer.ok ? (answer.options ?? []) : [];
    },
  };
}

/** Runs the latest of the calls for a key once nobody called for that long; forgets all at a press, and when the surface goes. */
function useTimers() {
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>()).current;
  const forget = () => {
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
  };
  // Only when the surface goes.
  useEffect(() => forget, []);
  const schedule = (key: string, run: () => void, afterMs: number) => {
    clearTimeout(timers.get(key));
    if (afterMs > 0) return void timers.set(key, setTimeout(run, afterMs));
    // A press carries what was typed, and may lead to where the field is not any more.
    forget();
    run();
  };
  return { schedule, forget };
}
