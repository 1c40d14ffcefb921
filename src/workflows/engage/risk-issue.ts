import type { Delivery, Deps } from '../../deps.ts';
import { issueAt } from '../../domain/links.ts';
import { riskIssueTitle } from '../../domain/risk.ts';
import { GitLabError } from '../../gitlab/errors.ts';
import type { Issue } from '../../gitlab/schema.ts';

const seen = ({ projectId, iid, state, title, confidential }: Issue) => ({
  ...{ projectId, iid, state, title: riskIssueTitle({ title, confidential }) },
});

/** Reads an issue that was given by its address. One that GitLab does not show the app stays in the list by its address. */
export const riskIssue: Delivery = {
  to: 'gitlab',
  async carryOut({ storage, gitlab, gitlabUrl, log }, { payload }) {
    const work = await storage.risks.riskWork(Number(payload.workId));
    const place = work?.url == null ? null : issueAt(work.url, gitlabUrl);
    if (work === null || place === null) return;
    try {
      await storage.risks.keepRiskIssue(work.id, seen(await gitlab.issue(place.projectPath, place.iid)));
    } catch (error) {
      const hidden = error instanceof GitLabError && (error.kind === 'not-found' || error.kind === 'forbidden');
      if (!hidden) throw error;
      log.info({ work: work.id }, 'an issue of a risk cannot be read in GitLab');
    }
  },
};

/** What GitLab says of an issue that mitigates a risk: closed means shipped (CHA-4). */
export const followRiskIssue = ({ storage }: Deps, issue: Issue): Promise<void> =>
  storage.risks.followRiskIssue(seen(issue));
