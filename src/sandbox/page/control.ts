import type { Block, BlockElement, Value } from './wire.ts';

/** What a control needs besides its element: the value it holds and how to say that it changed. */
export type ControlProps = {
  block: Block;
  element: BlockElement;
  id: string;
  /** The accessible name, where no label on the screen gives it. */
  name?: string | undefined;
  describedBy?: string | undefined;
  invalid: boolean;
  value: Value | undefined;
  /** Keeps the value, and sends it on where the block asks for that. */
  change(value: Value): void;
};

/** The id by which a label finds the element. */
export function controlId(surfaceId: string, block: Block, element: BlockElement): string {
  return `${surfaceId}-${block.block_id}-${element.action_id}`;
}
