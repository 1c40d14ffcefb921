import type { ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import type { Submitted } from '../../slack/listen.ts';

/** Draws the modals below one that was sent. They may be closed by now: what was sent is kept all the same. */
export async function redrawBelow(
  deps: Deps,
  { view }: Pick<Submitted, 'view'>,
  views: { below: ModalView; root?: ModalView | null },
): Promise<void> {
  const { previous_view_id: below, root_view_id: root } = view;
  await draw(deps, below, views.below);
  if (views.root != null && root !== below) await draw(deps, root, views.root);
}

async function draw(deps: Deps, id: string | null | undefined, view: ModalView): Promise<void> {
  if (id === null || id === undefined) return;
  try {
    await deps.slack.waiting.views.update({ view_id: id, view });
  } catch (error) {
    deps.log.info({ error }, 'a modal could not be drawn anew after an answer');
  }
}
