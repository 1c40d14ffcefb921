import { ageInWords } from './age.ts';
import { type Engagement, type Meeting, namesTeam } from './engagement.ts';
import { requestNumber } from './owed.ts';
import { type RequestProgress, standingOf } from './progress.ts';

/** What tells whose a request is. */
export type RequestOrigin = {
  id: number;
  team: string;
  source: string;
  /** The security team that it names as its source, by its label or its own name. */
  sourceTeam: string;
  area: string;
  requesterId: string | null;
  contactId: string | null;
};

/** Whether a request is a team's: it names the team, or comes from its contact. */
export const isOfTeam = (origin: RequestOrigin, { team, contactId }: Pick<Engagement, 'team' | 'contactId'>): boolean =>
  namesTeam(origin.team, team) ||
  namesTeam(origin.sourceTeam, team) ||
  (contactId !== null && [origin.requesterId, origin.contactId].includes(contactId));

/** Whether a request asked for automation (DOOR-5, DOOR-6). */
export const isAutomation = ({ source, area }: Pick<RequestOrigin, 'source' | 'area'>): boolean =>
  source === 'automation' || area === 'automation';

/** One part of an agenda: lines of plain text; `none`: what is said where there are none. */
export type AgendaPart = { title: string; lines: string[]; none: string };

export type AgendaFacts = {
  now: Date;
  /** Of this team, the newest first; `automation`: it asked for automation. */
  requests: readonly { progress: RequestProgress; automation: boolean }[];
  /** The meetings before, newest first: what they dealt with is not named twice. */
  before: readonly Pick<Meeting, 'agenda' | 'heldAt' | 'at'>[];
  atRisk: readonly string[];
  priorities: readonly string[];
  /** Of the risk register; null where it is not on the agenda. */
  risks: readonly string[] | null;
};

const SHOWN = 10;
const COMPLETED = 'Completed automation';

/**
 * The agenda of a meeting with a team (CHA-3): its open requests, what was decided since the last meeting, automation that was completed and
 * not named in an agenda yet, at-risk tools, what comes first, and the risk register where it is on it. A sensitive request shows its number only.
 */
export function agendaOf(facts: AgendaFacts): AgendaPart[] {
  const { now, requests, before, atRisk, priorities, risks } = facts;
  const since = before[0] === undefined ? null : talkedUntil(before[0]);
  const waiting = requests.filter(({ progress }) => standingOf(progress) === 'waiting');
  const decided = requests.filter(
    ({ progress: { decidedAt } }) => decidedAt !== null && (since === null || decidedAt >= since),
  );
  const completed = requests.filter(
    ({ progress, automation }) => automation && standingOf(progress) === 'shipped' && !wasNamed(progress, before),
  );
  const lineOf = ({ progress }: (typeof requests)[number]) => requestLine(progress, now);
  const part = (title: string, lines: readonly string[], none: string): AgendaPart => ({
    ...{ title, none },
    lines: lines.length > SHOWN ? [...lines.slice(0, SHOWN), `…and ${lines.length - SHOWN} more`] : [...lines],
  });
  return [
    part('Open requests', waiting.map(lineOf), 'This team has no open request.'),
    part('Decided since the last meeting', decided.map(lineOf), 'Nothing was decided.'),
    part(COMPLETED, completed.map(lineOf), 'No automation was completed that was not talked about yet.'),
    part('At-risk tools', atRisk, 'No tool is at risk.'),
    part('What ProdSecEng maintains first', priorities, 'There are no tools in the inventory.'),
    ...(risks === null ? [] : [part('Risk register', risks, 'No risk is recorded here.')]),
  ];
}

const REST_OF_DAY_MS = 15 * 3_600_000;

/** Up to when a meeting dealt with what had happened: when it was kept, and no later than its own day (which is kept as its morning). */
const talkedUntil = ({ heldAt, at }: Pick<Meeting, 'heldAt' | 'at'>): Date =>
  new Date(Math.min(at.getTime(), heldAt.getTime() + REST_OF_DAY_MS));

const wasNamed = ({ request }: RequestProgress, before: AgendaFacts['before']): boolean =>
  before.some(({ agenda }) => agenda.some((line) => line.startsWith(`${COMPLETED}: ${requestNumber(request.id)} `)));

/** A request in a line of plain text. */
function requestLine(progress: RequestProgress, now: Date): string {
  const { request, planned } = progress;
  const standing = standingOf(progress);
  const title = request.sensitive ? '(sensitive)' : request.title;
  const state = standing === 'waiting' ? `${request.state}, waits for ${ageInWords(request.createdAt, now)}` : standing;
  const issues =
    standing === 'under way' && planned.total > 0 ? `, ${planned.closed} of ${planned.total} issues done` : '';
  return `${requestNumber(request.id)} ${title} (${state}${issues})`;
}

/** An agenda as it is kept with a meeting. */
export const agendaLines = (parts: readonly AgendaPart[]): string[] =>
  parts.flatMap(({ title, lines }) => lines.map((line) => `${title}: ${line}`));
