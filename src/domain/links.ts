/** A GitLab issue as an address names it. */
export type IssueAddress = { projectPath: string; iid: number };

const ISSUE_PATH = /^\/(?<project>.+?)(?:\/-)?\/(?:issues|work_items)\/(?<iid>[1-9]\d{0,9})(?:\/.*)?$/u;

/** The address in its normal spelling, or null where it is none: http and https only, no user name or password in it. */
export function webAddress(text: string): string | null {
  const trimmed = text.trim();
  if (!/^https?:\/\/[^\s<>]+$/iu.test(trimmed) || !URL.canParse(trimmed)) return null;
  const url = new URL(trimmed);
  return url.username || url.password ? null : url.href;
}

/** True where the address has the shape of a GitLab issue's, on whatever host. */
export function looksLikeIssue(address: string): boolean {
  const href = webAddress(address);
  return href !== null && ISSUE_PATH.test(new URL(href).pathname);
}

const EPIC_PATH = /^(?:\/[^/]+)?\/groups\/.+?\/-\/(?:epics|work_items)\/[1-9]\d{0,9}(?:\/.*)?$/u;

/** True where the address has the shape of a GitLab epic's or issue's, on whatever host. */
export function looksLikeWork(address: string): boolean {
  const href = webAddress(address);
  return href !== null && (EPIC_PATH.test(new URL(href).pathname) || looksLikeIssue(address));
}

/** The issue that the address names on this GitLab, or null: another host, another page, no address. */
export const issueAt = (address: string, gitlabUrl: string): IssueAddress | null =>
  placeAt(address, gitlabUrl, ISSUE_PATH);

/** A GitLab merge request as an address names it. */
export type MergeRequestAddress = { projectPath: string; iid: number };

const MERGE_REQUEST_PATH = /^\/(?<project>.+?)(?:\/-)?\/merge_requests\/(?<iid>[1-9]\d{0,9})(?:\/.*)?$/u;

/** The merge request that the address names on this GitLab, or null: another host, another page, no address. */
export const mergeRequestAt = (address: string, gitlabUrl: string): MergeRequestAddress | null =>
  placeAt(address, gitlabUrl, MERGE_REQUEST_PATH);

function placeAt(address: string, gitlabUrl: string, path: RegExp): { projectPath: string; iid: number } | null {
  const href = webAddress(address);
  const base = webAddress(gitlabUrl);
  if (!href || !base) return null;
  const url = new URL(href);
  const root = new URL(base);
  const prefix = root.pathname.replace(/\/+$/u, '');
  if (url.host !== root.host || !url.pathname.startsWith(`${prefix}/`)) return null;
  const match = path.exec(url.pathname.slice(prefix.length));
  const project = match?.groups?.project;
  if (!project) return null;
  return { projectPath: safeDecode(project), iid: Number(match.groups?.iid) };
}

function safeDecode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
