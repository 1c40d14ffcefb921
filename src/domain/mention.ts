import type { Owed } from './owed.ts';

/** A place in GitLab where the team was mentioned (DOOR-10), or a candidate older than the first start (DOOR-9). */
export type Mention = {
  id: number;
  kind: 'mention' | 'older';
  projectId: number;
  iid: number;
  /** 0: the mention is in the description; -1: not something said, but the issue as a whole (an older candidate). */
  noteId: number;
  title: string;
  text: string;
  url: string;
  confidential: boolean;
  authorName: string;
  authorUsername: string;
  state: 'open' | 'answered' | 'adopted' | 'named' | 'dismissed';
  answer: string | null;
  endedBy: string | null;
  at: Date;
  endedAt: Date | null;
};

const lane = (id: number) => `M-${id}/slack`;

/** The mention's message in the intake channel, posted or brought up to date. */
export function oweMention(mentionId: number): Owed {
  return { kind: 'mention', lane: lane(mentionId), key: `mention:M-${mentionId}`, payload: { mentionId } };
}

/** The one message about all candidates that are older than the first start. */
export function oweOlder(): Owed {
  return { kind: 'older', lane: 'older/slack', key: 'older:candidates', payload: {} };
}

/** The mentioned issue made a request, on behalf of whoever pressed: for that GitLab has to be read. */
export function oweMentionAdoption(mentionId: number, personId: string): Owed {
  const payload = { mentionId, personId };
  return { kind: 'mention-adopt', lane: `M-${mentionId}/gitlab`, key: `mention-adopt:M-${mentionId}`, payload };
}

/** The request that the team makes of an issue of the group that is no request yet (DOOR-9); a second time it is the same one. */
export function oweIssueAdoption({ projectId, iid }: { projectId: number; iid: number }, personId: string): Owed {
  const about = `#${iid} of project ${projectId}`;
  return {
    kind: 'issue-adopt',
    lane: `${about}/gitlab`,
    key: `issue-adopt:${projectId}:${iid}`,
    payload: { projectId, iid, personId },
  };
}

/** The team's answer as a note where the team was mentioned. */
export function oweMentionAnswer(mentionId: number): Owed {
  return {
    kind: 'mention-answer',
    lane: `M-${mentionId}/gitlab`,
    key: `mention-answer:M-${mentionId}`,
    payload: { mentionId },
  };
}
