import type { Deps, DigestPart } from '../../deps.ts';
import { mentionPerson } from '../../slack/escape.ts';

const AT_ONCE = 100;
const BUSINESS_DAYS = 2;

/** Questions that nobody has answered for two business days; their text stands in the channel already. */
export async function questionsInDigest({ storage, now }: Deps): Promise<DigestPart[]> {
  const { calendar } = await storage.calendars.calendarInForce();
  const open = await storage.questions.openQuestions(AT_ONCE);
  const old = open.filter(({ createdAt }) => {
    const due = calendar.addBusinessDays(createdAt, BUSINESS_DAYS);
    return due !== null && due <= now();
  });
  const lines = old.map(({ id, askerId }) => `*Q-${id}* of ${mentionPerson(askerId)}. Answer it.`);
  return [
    { order: 21, where: 'channel', title: 'Questions unanswered', lines, hidden: lines, calls: lines.length > 0 },
  ];
}
