import { z } from 'zod';
import type { Stage } from './stage.ts';

/** Whose the issue or epic is that the app's own part of a stage stands in: the tool's epic, its parent issue, or (null) one that the app filed. */
const StageHome = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('epic'), path: z.string(), iid: z.number() }),
    z.object({ kind: z.literal('parent') }),
  ])
  .nullable()
  .catch(null);
export type StageHome = z.infer<typeof StageHome>;

export const stageHomeOf = ({ details }: Pick<Stage, 'details'>): StageHome => StageHome.parse(details.home ?? null);

/** The epic that it stands in; null where it is an issue. */
export function epicHomeOf(stage: Pick<Stage, 'details'>): { path: string; iid: number } | null {
  const home = stageHomeOf(stage);
  return home?.kind === 'epic' ? { path: home.path, iid: home.iid } : null;
}
