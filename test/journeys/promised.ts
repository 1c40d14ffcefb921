import type { NewPromise } from '../../src/domain/promise.ts';
import { yes } from '../../src/domain/verdict.ts';
import type { Sandbox } from '../../src/sandbox/start.ts';

/** A Monday, 10:00 in New York, where the engineer is; it goes on from there. */
export function fromMonday(): () => Date {
  const began = Date.now();
  return () => new Date(Date.parse('2026-03-02T15:00:00Z') + Date.now() - began);
}

/** A decision that is final, without its workflow: the request is decided, and led by whom it says. */
export async function decided(
  sandbox: Sandbox,
  requestId: number,
  claimedBy: string | null = 'U0ENGINE1',
): Promise<void> {
  const { storage, now } = sandbox.app().deps;
  const change = { request: { state: 'decided' as const, claimedBy }, owed: [], answer: '' };
  await storage.requests.changeRequest(requestId, () => yes({ actor: 'test', action: 'decided', ...change }), now());
}

/** Keeps a promise, and gives its id. */
export async function promised(sandbox: Sandbox, promise: NewPromise): Promise<number> {
  const { storage, now } = sandbox.app().deps;
  await storage.promises.makePromises([promise], now());
  const found = await storage.promises.openPromises(1_000);
  const watched = await storage.promises.openPromisesOfKind(promise.kind, 0, 1_000);
  return [...found, ...watched].find(({ key }) => key === promise.key)?.id ?? 0;
}
