import type { Deps } from '../../deps.ts';
import { receiverOf } from '../../domain/responsibility.ts';
import type { StageFile } from '../../domain/stage.ts';
import { transferOf } from '../../domain/transfer-claim.ts';
import { inlineForGitLab } from '../../gitlab/markdown.ts';

/** Who takes it over, for the work item; the claims while nobody does. */
export async function receiverSection(deps: Deps, { stage }: StageFile): Promise<string[]> {
  const receiver = receiverOf(stage);
  const nameOf = async (id: string) => (await deps.storage.people.person(id))?.name ?? id;
  const line = async (team: string, driId: string) =>
    `- ${inlineForGitLab(team)}, DRI ${inlineForGitLab(await nameOf(driId))}`;
  if (receiver !== null) return ['## Receiving team', await line(receiver.team, receiver.driId)];
  const open = stage.kind === 'transfer' ? transferOf(stage).claims.filter(({ state }) => state === 'open') : [];
  if (open.length === 0) return [];
  return ['## Claims', (await Promise.all(open.map(({ team, driId }) => line(team, driId)))).join('\n')];
}
