import type { Deps } from '../../deps.ts';
import { readToolNumber } from '../../domain/tool.ts';
import { isTokenOf } from '../../storage/tool-tokens.ts';

/** How many heartbeats of one tool are taken in a minute; more say nothing more. */
const IN_A_MINUTE = 30;
const MINUTE_MS = 60_000;

/**
 * Takes heartbeats: 204 for a tool's own token, 401 for anything else, whether there is such a tool or not, 429 for more than 30 in a minute.
 * `id`: `T-1` or `1`.
 */
export function heartbeatDesk(deps: Deps) {
  const taken = new Map<number, { from: number; count: number }>();

  /** Only tools with the right token get so far, so that nobody else can use up what is theirs. */
  function isTooMany(toolId: number): boolean {
    const now = deps.now().getTime();
    const before = taken.get(toolId);
    const count = before === undefined || now - before.from >= MINUTE_MS ? 1 : before.count + 1;
    taken.set(toolId, { from: count === 1 || before === undefined ? now : before.from, count });
    return count > IN_A_MINUTE;
  }

  return async ({ id, token }: { id: string; token: string }): Promise<204 | 401 | 429> => {
    const toolId = readToolNumber(/^\d+$/.test(id) ? `T-${id}` : id) ?? 0;
    if (!(await isTokenOf(deps, toolId, token))) return 401;
    if (isTooMany(toolId)) return 429;
    await deps.storage.signs.beat(toolId, deps.now());
    return 204;
  };
}
