import { webAddress } from './links.ts';
import type { Watched } from './promise.ts';

/** Where watched work is in this GitLab: `path` is that of its project or group. */
export type WatchedPlace =
  | { kind: 'issue'; path: string; iid: number }
  | { kind: 'epic'; path: string; iid: number }
  | { kind: 'milestone'; of: 'project' | 'group'; path: string; iid: number };

const PAGE =
  /^\/(?<groups>groups\/)?(?<path>.+?)(?:\/-)?\/(?<page>issues|work_items|epics|milestones)\/(?<iid>[1-9]\d{0,9})\/?$/u;

/**
 * What an address names on this GitLab: an issue, an epic or a milestone; null for another host, another page, no address. Whatever stands
 * behind `?` and `#` does not count.
 */
export function watchedPlace(address: string, gitlabUrl: string): WatchedPlace | null {
  const [href, base] = [webAddress(address), webAddress(gitlabUrl)];
  if (href === null || base === null) return null;
  const [url, root] = [new URL(href), new URL(base)];
  const prefix = root.pathname.replace(/\/+$/u, '');
  if (url.host !== root.host || !url.pathname.startsWith(`${prefix}/`)) return null;
  const found = PAGE.exec(decoded(url.pathname.slice(prefix.length)))?.groups;
  if (found === undefined) return null;
  const { groups, path = '', page, iid: number } = found;
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) return null;
  const iid = Number(number);
  if (page === 'epics') return groups === undefined ? null : { kind: 'epic', path, iid };
  if (page === 'milestones') return { kind: 'milestone', of: groups === undefined ? 'project' : 'group', path, iid };
  return groups === undefined ? { kind: 'issue', path, iid } : null;
}

/** What to watch at an address, to be kept with a promise; null where it cannot be watched. */
export function watchFor(address: string, gitlabUrl: string): Watched | null {
  const place = watchedPlace(address, gitlabUrl);
  return place === null ? null : { kind: place.kind, url: address.trim(), seen: null };
}

/** The GitLab work at an address; what is no epic and no milestone counts as an issue. */
export function watchedAt(url: string): Watched {
  const kind = /\/-\/epics\/\d+/.test(url) ? 'epic' : /\/-\/milestones\/\d+/.test(url) ? 'milestone' : 'issue';
  return { kind, url, seen: null };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
