/** An open work item about a dependency or a vulnerability, in the GitLab project of a tool (REV-6). `since`: when it was opened. */
export type OpenWork = { iid: number; title: string; url: string; confidential: boolean; since: Date };

/** Those that were open when they were read, the oldest first: at most `MOST_OPEN_WORK`. */
export type SecurityWork = { readAt: Date; items: OpenWork[] };

export const MOST_OPEN_WORK = 10;

/** Parts of the names of labels that say what a work item is about, as teams use them: `dependencies`, `type::vulnerability`… */
export const SECURITY_WORDS = ['dependenc', 'vulnerab'] as const;

/** Whether a label says that a work item is about a dependency or a vulnerability. */
export const isSecurityLabel = (label: string): boolean =>
  SECURITY_WORDS.some((word) => label.toLowerCase().includes(word));

/** Each once, the oldest first, as many as are kept. */
export function oldestFirst(found: readonly OpenWork[]): OpenWork[] {
  const each = new Map(found.map((item) => [item.iid, item]));
  return [...each.values()].sort((a, b) => a.since.getTime() - b.since.getTime()).slice(0, MOST_OPEN_WORK);
}
