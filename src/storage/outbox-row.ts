import type { Owed } from '../domain/owed.ts';

/** A row of the outbox, taken or looked at. */
export type OwedRow = Owed & {
  id: number;
  state: 'owed' | 'set aside';
  attempts: number;
  /** The last attempt may have been carried out although nobody said so. */
  unknown: boolean;
  error: string | null;
  at: Date;
};

/** A row as SQLite gives it. */
export type RawRow = {
  id: number;
  lane: string;
  kind: string;
  key: string;
  needs: string | null;
  payload: string;
  state: 'owed' | 'set aside';
  attempts: number;
  unknown: number;
  error: string | null;
  at: number;
};

export function toRow(raw: RawRow): OwedRow {
  const { id, lane, kind, key, needs, payload, state, attempts, unknown, error, at } = raw;
  const parsed: Owed['payload'] = JSON.parse(payload);
  const facts = {
    id,
    lane,
    kind,
    key,
    state,
    attempts,
    error,
    payload: parsed,
    unknown: unknown !== 0,
    at: new Date(at),
  };
  return needs === null ? facts : { ...facts, needs };
}
