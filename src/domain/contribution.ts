import { type MergeRequestAddress, mergeRequestAt } from './links.ts';
import type { Owed } from './owed.ts';
import type { Roles } from './people.ts';
import { TEAM_ONLY } from './request-act.ts';
import { type Tool, toolNumber } from './tool.ts';
import { no, type Verdict, yes } from './verdict.ts';

/** A merge request that somebody contributes to a tool, in the team's review queue (INV-10). */
export type Contribution = {
  id: number;
  toolId: number;
  /** The request out of which it came, where it was one. */
  requestId: number | null;
  projectPath: string;
  iid: number;
  url: string;
  /** As GitLab said it last; its reference until GitLab has been asked. */
  title: string;
  state: 'opened' | 'merged' | 'closed';
  contributorId: string;
  reviewerId: string | null;
  /** When it was handed in: its age counts from here. */
  at: Date;
  endedAt: Date | null;
};

export type NewContribution = Omit<Contribution, 'id' | 'at' | 'endedAt' | 'state'>;

/** What a rule wants kept of a contribution: all of it is one transaction. */
export type ContributionChange = {
  actor: string;
  action: string;
  change: Partial<Pick<Contribution, 'title' | 'state' | 'reviewerId' | 'endedAt'>>;
  owed: Owed[];
  answer: string;
};

export type DecideContribution = (contribution: Contribution) => Verdict<ContributionChange>;

/** The merge request as people write it, such as `security/vulnmapper!12`. */
export const mergeRequestReference = ({ projectPath, iid }: MergeRequestAddress): string => `${projectPath}!${iid}`;

const NOT_HERE = (gitlabUrl: string): string =>
  `This is not the address of a merge request in ${gitlabUrl}. It ends like “/-/merge_requests/12”.`;

/**
 * Someone hands in a merge request for a tool. Its reviewer is the tool's owner (`reviewerId`), where there is one; nobody reviews their
 * own. Refused for another GitLab's address, and for a tool that is not ProdSecEng's any more.
 */
export function handIn(
  { roles, gitlabUrl }: { roles: Roles; gitlabUrl: string },
  tool: Tool,
  given: { address: string; requestId: number | null; reviewerId: string | null },
): Verdict<NewContribution> {
  if (tool.state === 'retired' || tool.state === 'transferred')
    return no(`${toolNumber(tool.id)} is ${tool.state}: ProdSecEng does not review contributions to it any more.`);
  const found = mergeRequestAt(given.address, gitlabUrl);
  if (found === null) return no(NOT_HERE(gitlabUrl));
  // GitLab takes a path in any letter case: one merge request is in the queue once.
  const place = { projectPath: found.projectPath.toLowerCase(), iid: found.iid };
  const contributorId = roles.person.id;
  return yes({
    ...place,
    ...{ toolId: tool.id, requestId: given.requestId, contributorId, title: mergeRequestReference(place) },
    url: `${gitlabUrl.replace(/\/+$/u, '')}/${place.projectPath}/-/merge_requests/${place.iid}`,
    reviewerId: given.reviewerId === contributorId ? null : given.reviewerId,
  });
}

/** Someone of the team becomes the reviewer: whoever says so, or whom they name (`reviewerId`, of the team). */
export const nameReviewer =
  ({ roles }: { roles: Roles }, reviewerId: string): DecideContribution =>
  (contribution) => {
    const reference = mergeRequestReference(contribution);
    if (!roles.team) return no(TEAM_ONLY);
    if (contribution.state !== 'opened') return no(`${reference} is ${contribution.state} already.`);
    if (contribution.contributorId === reviewerId)
      return no('Nobody reviews their own contribution: name someone else.');
    const self = reviewerId === roles.person.id;
    if (contribution.reviewerId === reviewerId)
      return no(self ? `You review ${reference} already.` : `They review ${reference} already.`);
    return yes({
      ...{ actor: roles.person.id, action: 'named a reviewer', change: { reviewerId } },
      owed: [
        oweContribution(contribution, contribution.contributorId, 'contributor'),
        oweContribution(contribution, reviewerId, 'reviewer'),
        oweReviewQueue(contribution),
      ],
      answer: self
        ? `You review ${reference}. Its contributor is told.`
        : `${reference} has a reviewer. Both are told.`,
    });
  };

/** What GitLab says of a merge request. `locked` while it is being merged. */
export type MergeRequestSeen = { title: string; state: 'opened' | 'merged' | 'closed' | 'locked' };

/** Merged, closed, or opened again in GitLab: the queue follows, and the contributor is told how it ended. Refuses where nothing is new. */
export const seenInGitLab =
  (seen: MergeRequestSeen, now: Date): DecideContribution =>
  (contribution) => {
    const state = seen.state === 'locked' ? 'opened' : seen.state;
    if (state === contribution.state && seen.title === contribution.title) return no('Nothing is new.');
    const ended = state !== 'opened';
    const follows = [
      oweContribution(contribution, contribution.contributorId, 'contributor'),
      oweReviewQueue(contribution),
    ];
    return yes({
      ...{
        actor: 'gitlab',
        action: `contribution ${state}`,
        owed: state === contribution.state ? [] : follows,
        answer: '',
      },
      change: { title: seen.title, state, endedAt: ended ? (contribution.endedAt ?? now) : null },
    });
  };

type About = Pick<Contribution, 'id'>;

/** A message about a contribution, brought up to date in place: to its contributor, or to who is asked to review it. */
export function oweContribution({ id }: About, personId: string, as: 'contributor' | 'reviewer'): Owed {
  const key = `contribution:${id}:${as}:${personId}`;
  return {
    kind: 'contribution',
    lane: `contribution-${id}/${personId}`,
    key,
    payload: { contributionId: id, personId, as },
  };
}

/** Each of the team is asked while nobody reviews it; what was asked is brought up to date. */
export function oweReviewQueue({ id }: About): Owed {
  const key = `contribution-team:${id}`;
  return { kind: 'contribution-team', lane: `contribution-${id}/team`, key, payload: { contributionId: id } };
}

/** Its merge request is read in GitLab: title and state. */
export function oweLook({ id }: About): Owed {
  const key = `contribution-look:${id}`;
  return { kind: 'contribution-look', lane: `contribution-${id}/gitlab`, key, payload: { contributionId: id } };
}
