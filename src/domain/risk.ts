import type { FieldVerdict } from './engagement.ts';
import { type IssueAddress, issueAt, webAddress } from './links.ts';
import type { Owed } from './owed.ts';
import type { Roles } from './people.ts';
import { type RequestProgress, standingOf } from './progress.ts';
import { no, type Verdict, yes } from './verdict.ts';

/** A risk of the Product Security Risk Register (CHA-4); `reference` as `riskReference` writes it. */
export type Risk = {
  id: number;
  reference: string;
  title: string;
  url: string | null;
  state: 'open' | 'closed';
  by: string | null;
  at: Date;
};

/** An issue of GitLab that mitigates a risk. Where it is not known yet, or not shown to the app, `projectId` is null. */
export type RiskWork = {
  id: number;
  riskId: number;
  requestId: number | null;
  projectId: number | null;
  iid: number | null;
  url: string | null;
  title: string;
  state: 'opened' | 'closed';
  at: Date;
};

/** A risk with the work that mitigates it: requests that name it (DOOR-5), and issues. */
export type RiskFile = { risk: Risk; requests: readonly RequestProgress[]; issues: readonly RiskWork[] };

export const riskReference = (typed: string): string => typed.trim().replace(/\s+/g, ' ').toUpperCase();

/** The reference that a request names, where it comes from the risk register (DOOR-5); null where it does not. */
export function referenceIn(answers: Record<string, unknown>): string | null {
  const { source, sourceReference } = answers;
  if (source !== 'risk-register' || typeof sourceReference !== 'string') return null;
  return riskReference(sourceReference) || null;
}

/** How much of the work there is for a risk has shipped (CHA-4); what is not done does not count. `total` 0: nothing mitigates it. */
export function mitigation({ requests, issues }: Omit<RiskFile, 'risk'>): { shipped: number; total: number } {
  const live = requests.map(standingOf).filter((standing) => standing !== 'not done');
  const shipped = live.filter((standing) => standing === 'shipped').length;
  const closed = issues.filter(({ state }) => state === 'closed').length;
  return { shipped: shipped + closed, total: live.length + issues.length };
}

/** How it stands, as people read it. */
export function mitigationText(file: Omit<RiskFile, 'risk'>): string {
  const { shipped, total } = mitigation(file);
  if (total === 0) return 'no work mitigates it';
  return shipped === total ? `all of its work has shipped (${total})` : `${shipped} of ${total} shipped`;
}

/** Open risks, those that nothing mitigates first (CHA-4), then by reference. */
export function inOrderOfNeed(files: readonly RiskFile[]): RiskFile[] {
  const bare = (file: RiskFile) => mitigation(file).total === 0;
  const byReference = (a: RiskFile, b: RiskFile) =>
    a.risk.reference.localeCompare(b.risk.reference, 'en', { numeric: true });
  return [...files].sort((a, b) => Number(bare(b)) - Number(bare(a)) || byReference(a, b));
}

export const maySeeRisks = ({ team, manager, leadership }: Roles): boolean => team || manager || leadership;
export const RISK_TEAM_ONLY = 'Only ProdSecEng can do this.';
const REFERENCE_MAX = 100;
const TITLE_MAX = 300;

export type GivenRisk = { reference: string; title: string; url: string };
const at = (field: string, text: string): { ok: false; field: string; text: string } => ({ ok: false, field, text });

/** A risk as it is to be kept. Refused: without reference or title, and an address that is none. */
export function riskFrom(roles: Roles, given: GivenRisk): FieldVerdict<Pick<Risk, 'reference' | 'title' | 'url'>> {
  const reference = riskReference(given.reference);
  const title = given.title.trim();
  const url = given.url.trim() === '' ? null : webAddress(given.url);
  if (!roles.team) return at('reference', RISK_TEAM_ONLY);
  if (reference === '' || reference.length > REFERENCE_MAX)
    return at('reference', 'Give the reference of the register, such as PSRR-42.');
  if (title === '' || title.length > TITLE_MAX) return at('title', 'Say in a line what the risk is.');
  if (given.url.trim() !== '' && url === null) return at('url', 'Give an address that begins with https://.');
  return { ok: true, value: { reference, title, url } };
}

/** An issue of this GitLab that mitigates a risk, by its address. Refused: another page, and one that is there already. */
export function riskIssueFrom(
  roles: Roles,
  address: string,
  { issues }: Pick<RiskFile, 'issues'>,
  gitlabUrl: string,
): FieldVerdict<IssueAddress & { url: string }> {
  if (!roles.team) return at('address', RISK_TEAM_ONLY);
  const place = issueAt(address, gitlabUrl);
  const url = webAddress(address);
  if (place === null || url === null) return at('address', `Give the address of an issue on ${gitlabUrl}.`);
  const same = ({ url: kept }: RiskWork) => {
    const other = kept === null ? null : issueAt(kept, gitlabUrl);
    return other?.iid === place.iid && other.projectPath.toLowerCase() === place.projectPath.toLowerCase();
  };
  if (issues.some(same)) return at('address', 'That issue is in the list already.');
  return { ok: true, value: { ...place, url } };
}

/** The team says that a risk is closed in the register, or open again. */
export function turnRisk(roles: Roles, state: Risk['state']) {
  return (risk: Risk): Verdict<{ state: Risk['state']; answer: string }> => {
    if (!roles.team) return no(RISK_TEAM_ONLY);
    if (risk.state === state) return no(`It is ${state} already.`);
    return yes({ state, answer: state === 'closed' ? 'The risk is closed.' : 'The risk is open again.' });
  };
}

/** Under which the audit keeps what became of a risk. */
export const riskNumber = (id: number): string => `risk-${id}`;

/** GitLab is asked for the title and state of an issue that was given by its address. */
export const oweRiskIssue = (workId: number): Owed => ({
  ...{ kind: 'risk-issue', lane: `risk-issue/${workId}`, key: `risk-issue:${workId}`, payload: { workId } },
});

/** What is shown of an issue: the title of a confidential one is not for everyone who reads the risk. */
export const riskIssueTitle = ({ title, confidential }: { title: string; confidential: boolean }): string =>
  confidential ? 'A confidential issue' : title;
