import type { Open } from './database.ts';

export type GroupCommit = <T>(change: () => T) => Promise<T>;

type Waiting = { change: () => unknown; resolve: (value: never) => void; reject: (error: unknown) => void };
type Outcome = { value: unknown } | { error: unknown };

/**
 * Changes that are asked for in the same turn of the event loop are carried out in that order, in one immediate transaction: they
 * wait for the disk once, not once each. Each promise resolves when its change is durable. A change that throws is undone by
 * itself and rejects only its own; where the transaction fails (the disk is full, another process holds the database), nothing
 * of the group is kept, and every one of them rejects.
 */
export function groupCommit({ client }: Open): GroupCommit {
  let waiting: Waiting[] = [];
  // Within another transaction this is a savepoint.
  const alone = client.transaction((change: () => unknown) => change());
  const together = client.transaction((group: readonly Waiting[]) => group.map(attempt));

  function attempt({ change }: Waiting): Outcome {
    try {
      return { value: alone(change) };
    } catch (error) {
      // SQLite itself has taken back everything: what comes after would be kept without what came before.
      if (!client.inTransaction) throw error;
      return { error };
    }
  }

  function outcomesOf(group: readonly Waiting[]): Outcome[] {
    try {
      const [only] = group;
      if (only !== undefined && group.length === 1) return [{ value: alone.immediate(only.change) }];
      return together.immediate(group);
    } catch (error) {
      return group.map(() => ({ error }));
    }
  }

  function commit(): void {
    const group = waiting;
    waiting = [];
    for (const [index, outcome] of outcomesOf(group).entries()) {
      if ('error' in outcome) group[index]?.reject(outcome.error);
      else group[index]?.resolve(outcome.value as never);
    }
  }

  return (change) =>
    new Promise((resolve, reject) => {
      // After what has arrived already, and before anything new is waited for.
      if (waiting.length === 0) setImmediate(commit);
      waiting.push({ change, resolve, reject });
    });
}
