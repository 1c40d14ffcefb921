import { createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { type Answer, read } from './api.ts';
import type { State } from './wire.ts';

export type IssueKey = { project: number | string; iid: number };

/** What every part of the page may need: who one is, what is there, and how to go somewhere or do something. */
export type Desk = {
  as: string;
  state: State;
  /** Grows with each change that the server reports; read again when it does. */
  version: number;
  /** Does something as the person, shows a refusal, and reads everything again. */
  act<T extends object>(path: string, body: object): Promise<Answer<T>>;
  /** The same without reading again: for questions that change nothing. */
  ask<T extends object>(path: string, body: object): Promise<Answer<T>>;
  openConversation(id: string, threadTs?: string): void;
  openIssue(issue: IssueKey): void;
};

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('useDesk outside of the page');
  return desk;
}

/** Reads from the page API now and after each change; keeps the last answer while the next is on its way. */
export function useRead<T>(path: string, query: Record<string, string>): { data: T | null; failed: boolean } {
  const { as, version } = useDesk();
  const key = `${path}?${new URLSearchParams({ as, ...query })}`;
  const [held, setHeld] = useState<{ key: string; data: T | null } | null>(null);
  const latest = useRef(0);
  // `version` says when to read again; the rest is in `key`.
  useEffect(() => {
    const mine = ++latest.current;
    void read<T>(path, { as, ...query }).then((data) => {
      if (mine === latest.current) setHeld({ key, data });
    });
  }, [key, version]);
  const current = held?.key === key ? held : null;
  return { data: current?.data ?? null, failed: current !== null && current.data === null };
}

/** Where a link inside the sandbox leads: to a message, to a work item, or (null) out of it. */
export function insideLink(url: string): { channel: string; ts: string } | IssueKey | null {
  const message = /\/archives\/([A-Z0-9]+)\/p(\d{10})(\d{6})/.exec(url);
  if (message) return { channel: message[1] ?? '', ts: `${message[2]}.${message[3]}` };
  const issue = /\/gitlab\/(.+?)\/-\/(?:issues|work_items)\/(\d+)/.exec(url);
  return issue ? { project: issue[1] ?? '', iid: Number(issue[2]) } : null;
}
