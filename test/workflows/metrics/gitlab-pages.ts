import { createGitLab } from '../../../src/gitlab/client.ts';

export type Made = {
  id: number;
  createdAt: number;
  updatedAt: number;
  labels?: string[];
};

const START_MS = Date.parse('2020-01-01T00:00:00Z');
const TEAM = {
  id: 101,
  full_path: 'security',
  path_with_namespace: 'security/product-security-engineering-team',
  web_url: 'https://g.example/x',
};

/** So many merged merge requests, an hour after one another. */
export const manyMerged = (count: number): Made[] =>
  Array.from({ length: count }, (_, index) => {
    const at = START_MS + index * 3_600_000;
    return { id: index + 1, createdAt: at, updatedAt: at };
  });

const shown = ({ id, createdAt, updatedAt, labels = [] }: Made) => {
  const [created, updated] = [new Date(createdAt).toISOString(), new Date(updatedAt).toISOString()];
  const author = { id: 501, username: 'engineer', name: 'Engineer' };
  return {
    ...{ id, iid: id, project_id: 101, title: `Change ${id}`, description: '', state: 'merged', labels, author },
    ...{ assignees: [], milestone: null, sha: `c${id}`, web_url: `https://g.example/a/b/-/merge_requests/${id}` },
    ...{ created_at: created, updated_at: updated, merged_at: created, closed_at: null },
    references: { full: `a/b!${id}` },
  };
};

/** A GitLab of merge requests alone that pages, sorts and filters as GitLab does. `beforePage` is called before each page is made. */
export function pagingGitLab(rows: Made[], beforePage: (count: number) => void = () => {}) {
  const asked: string[] = [];
  const pages = () => asked.filter((path) => path.includes('/merge_requests?'));
  let sorted: Made[] = [];
  const byCreation = (): Made[] => {
    if (sorted.length !== rows.length) sorted = [...rows].sort((a, b) => a.createdAt - b.createdAt || a.id - b.id);
    return sorted;
  };
  const answer = (url: URL): { body: unknown; next: string } => {
    if (!url.pathname.endsWith('/merge_requests'))
      return { body: /\/(?:issues|epics|users)/u.test(url.pathname) ? [] : TEAM, next: '' };
    beforePage(pages().length);
    const param = (name: string) => url.searchParams.get(name);
    const key = param('order_by') === 'updated_at' ? 'updatedAt' : 'createdAt';
    const since = (name: string) => Date.parse(param(name) ?? '1970-01-01T00:00:00Z');
    const [after, updated] = [since('created_after'), since('updated_after')];
    const inOrder =
      key === 'createdAt' ? byCreation() : [...rows].sort((a, b) => a.updatedAt - b.updatedAt || a.id - b.id);
    const found =
      after === 0 && updated === 0
        ? inOrder
        : inOrder.filter((row) => row.createdAt >= after && row.updatedAt >= updated);
    const page = Number(param('page') ?? 1);
    const next = page * 100 < found.length ? String(page + 1) : '';
    return { body: found.slice((page - 1) * 100, page * 100).map(shown), next };
  };
  const client = createGitLab({
    ...{ url: 'https://g.example', token: 'glpat-x', now: () => new Date() },
    fetch: async (input) => {
      const url = new URL(input instanceof Request ? input.url : String(input));
      asked.push(`${url.pathname}${url.search}`);
      const { body, next } = answer(url);
      return new Response(JSON.stringify(body), {
        headers: { 'content-type': 'application/json', 'x-next-page': next },
      });
    },
  });
  return { client, asked, pages };
}
