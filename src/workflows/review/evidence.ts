import type { Delivery, Deps } from '../../deps.ts';
import type { ReviewEvidence } from '../../domain/review.ts';
import { weighEvidence } from '../../domain/review-zombie.ts';
import { GitLabError } from '../../gitlab/errors.ts';
import { askedAbout, managerOf } from './asked.ts';

/**
 * What was done in the tool's project lately, as GitLab says now: kept, and weighed (REV-2). Where GitLab does not say, that is kept: the next
 * round asks again, and nothing is concluded from it.
 */
export const reviewEvidence: Delivery = {
  to: 'gitlab',
  async carryOut(deps, { payload }) {
    const { reviews } = deps.storage;
    const file = await reviews.review(Number(payload.reviewId));
    if (file === null || file.review.state !== 'open' || file.review.zombieAt !== null) return;
    const evidence = await lookAt(deps, file.tool.project);
    const told = [await askedAbout(deps, file.tool), await managerOf(deps)].flatMap((id) => (id === null ? [] : [id]));
    await reviews.changeReview(file.review.id, weighEvidence(evidence, told, deps.now()), deps.now());
  },
};

const NOTHING = { lastCommit: null, lastPipeline: null, lastIssue: null };

async function lookAt({ gitlab, log }: Deps, project: string | null): Promise<ReviewEvidence> {
  if (project === null) return { ...NOTHING, trouble: 'the tool names no GitLab project.' };
  try {
    const { lastCommit, lastPipeline, lastIssue } = await gitlab.projectActivity(project);
    const day = (at: Date | null) => at?.toISOString().slice(0, 10) ?? null;
    return { lastCommit: day(lastCommit), lastPipeline: day(lastPipeline), lastIssue: day(lastIssue) };
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    log.info({ error }, 'the use of a tool could not be read and is read again at the next round');
    const hidden = error.kind === 'forbidden' || error.kind === 'not-found';
    return {
      ...NOTHING,
      trouble: hidden ? 'GitLab does not show the app its project.' : 'GitLab could not be reached.',
    };
  }
}
