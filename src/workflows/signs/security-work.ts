import type { Deps, Job } from '../../deps.ts';
import {
  isSecurityLabel,
  type OpenWork,
  oldestFirst,
  SECURITY_WORDS,
  type SecurityWork,
} from '../../domain/security-work.ts';
import { GitLabError } from '../../gitlab/errors.ts';
import type { Issue } from '../../gitlab/schema.ts';

const DAY_MS = 24 * 3_600_000;
const AT_ONCE = 100;
const MOST_LABELS = 4;

/**
 * Reads which dependency and vulnerability work items are open in the projects of operational tools (REV-6): each tool once a day, at most 100
 * in an hour, each with at most six requests. What changes meanwhile comes by `followSecurityWork`.
 */
export const securityWorkJob: Job = {
  name: 'security work',
  when: () => ({ cron: '41 * * * *', timeZone: 'Etc/UTC' }),
  catchUp: 'skip',
  async run(deps) {
    const { signs } = deps.storage;
    for (const { id, project } of await signs.toolsUnreadSince(new Date(deps.now().getTime() - DAY_MS), AT_ONCE))
      if (project !== null) await signs.keepSecurityWork(id, await readWork(deps, project));
    return [];
  },
};

/** A project that GitLab does not show the app has none that could be shown. */
async function readWork(deps: Deps, project: string): Promise<SecurityWork> {
  try {
    const labels = (await Promise.all(SECURITY_WORDS.map((word) => deps.gitlab.labelsLike(project, word)))).flat();
    const wanted = [...new Set(labels.filter(isSecurityLabel))].slice(0, MOST_LABELS);
    const pages = await Promise.all(wanted.map((label) => deps.gitlab.issuesWithLabel({ project, label, page: 1 })));
    return { readAt: deps.now(), items: oldestFirst(pages.flatMap(({ issues }) => issues.map(workOf))) };
  } catch (error) {
    const hidden = error instanceof GitLabError && (error.kind === 'not-found' || error.kind === 'forbidden');
    if (!hidden) throw error;
    return { readAt: deps.now(), items: [] };
  }
}

const workOf = ({ iid, title, webUrl, confidential, createdAt }: Issue): OpenWork => ({
  ...{ iid, title: title.slice(0, 200), url: webUrl, confidential, since: createdAt },
});

/** An issue that is new or changed, in the project of a tool whose work was read: it is taken in, or left out. */
export async function followSecurityWork(deps: Deps, issue: Issue): Promise<void> {
  const { signs, tools } = deps.storage;
  const open = issue.state === 'opened' && issue.labels.some(isSecurityLabel);
  for (const { id } of await tools.toolsOfProject(issue.references.full.split('#')[0] ?? '')) {
    const known = await signs.openSecurityWork(id);
    if (known === null || (!open && !known.items.some(({ iid }) => iid === issue.iid))) continue;
    const others = known.items.filter(({ iid }) => iid !== issue.iid);
    await signs.keepSecurityWork(id, { ...known, items: oldestFirst(open ? [...others, workOf(issue)] : others) });
  }
}
