import { type Figure, percent } from './kpi.ts';

/** A value proposition with the tool that it is of. */
export type ValueOfTool = {
  toolId: number | null;
  /** The tool's name; empty where it is of none. */
  tool: string;
  what: string;
  state: 'tool' | 'proposed' | 'development' | 'shipped' | 'dropped';
  shippedAt: Date | null;
  at: Date;
  /** Of the tool; null where it is of none. */
  toolState: string | null;
};

/**
 * KPI-3 as it stood at an instant: of the distinct value propositions of in-house tools, how many shipped in the product. A tool that left
 * the inventory counts on, with all of them, once one of them had shipped.
 */
export function valueIntegrated(values: readonly ValueOfTool[], asOf: Date): Figure {
  const known = values.filter(({ toolId, at }) => toolId !== null && at < asOf);
  const shipped = (value: ValueOfTool): boolean =>
    value.state === 'shipped' && (value.shippedAt === null || value.shippedAt < asOf);
  const integrated = new Set(known.filter(shipped).map(({ toolId }) => toolId));
  const inHouse = known.filter(({ toolId, toolState }) => !hasLeft(toolState) || integrated.has(toolId));
  const all = new Set(inHouse.map(nameOf));
  const done = new Set(inHouse.filter(shipped).map(nameOf));
  const dropped = new Set(inHouse.filter(({ state }) => state === 'dropped').map(nameOf));
  for (const name of done) dropped.delete(name);
  const value = percent(done.size, all.size);
  const text = value === null ? 'none on record' : `${value} %`;
  const notes = [
    ...(value === null ? [] : [`${done.size} of ${all.size} value propositions`]),
    ...(dropped.size === 0 ? [] : [`${dropped.size} dropped`]),
  ];
  const listed = inHouse.map(({ tool, what, state }) => `${tool}: ${what} (${STATES[state]})`);
  return { value, text, notes, counted: [], listed };
}

const STATES: Record<ValueOfTool['state'], string> = {
  tool: 'in the tool only',
  proposed: 'proposed',
  development: 'in development',
  shipped: 'shipped',
  dropped: 'dropped',
};

const hasLeft = (state: string | null): boolean => state === 'retired' || state === 'transferred';

/** The same words for the same tool are one value proposition. */
const nameOf = ({ toolId, what }: ValueOfTool): string =>
  `${toolId} ${what
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()}`;
