import type { Deps, DigestPart } from '../../deps.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { RequestFile } from '../../domain/request.ts';
import { inline, mentionPerson, truncate } from '../../slack/escape.ts';

const AT_ONCE = 100;
const BUSINESS_DAYS = 2;
/** Two business days are never longer ago than this, over holidays too. */
const LOOK_BACK_MS = 30 * 86_400_000;

/** Requests that nobody has claimed for two business days, and those whose requester was asked and has not answered for as long. */
export async function requestsInDigest(deps: Deps): Promise<DigestPart[]> {
  const { requests } = deps.storage;
  const before = await businessDaysAgo(deps);
  const [unclaimed, unanswered] = await Promise.all([
    requests.requestsUnclaimedSince(before, AT_ONCE),
    requests.requestsUnansweredSince(before, AT_ONCE),
  ]);
  return [
    partOf(20, 'Requests nobody has claimed', unclaimed, () => 'Claim it.'),
    partOf(22, 'Information asked and not given', unanswered, askAgain),
  ];
}

const askAgain = ({ request }: RequestFile): string =>
  request.claimedBy === null
    ? 'Ask again, or close it.'
    : `${mentionPerson(request.claimedBy)}, ask again, or close it.`;

/** The last instant that is two business days or longer ago. */
async function businessDaysAgo({ storage, now }: Pick<Deps, 'storage' | 'now'>): Promise<Date> {
  const { calendar } = await storage.calendars.calendarInForce();
  const at = now();
  let [early, late] = [at.getTime() - LOOK_BACK_MS, at.getTime()];
  while (late - early > 60_000) {
    const middle = Math.floor((early + late) / 2);
    const due = calendar.addBusinessDays(new Date(middle), BUSINESS_DAYS);
    if (due !== null && due <= at) early = middle;
    else late = middle;
  }
  return new Date(early);
}

function partOf(
  order: number,
  title: string,
  files: readonly RequestFile[],
  todo: (file: RequestFile) => string,
): DigestPart {
  const lines = files.map((file) => {
    const { id, title: of, sensitive } = file.request;
    return `*${requestNumber(id)}*${sensitive ? '' : ` ${inline(truncate(of, 100))}`}. ${todo(file)}`;
  });
  const hidden = files.map((file) => `*${requestNumber(file.request.id)}*. ${todo(file)}`);
  return { order, where: 'channel', title, lines, hidden, calls: lines.length > 0 };
}
