import type { Deps } from '../../deps.ts';
import { categoryOf } from '../../domain/category.ts';
import { healthLabel } from '../../domain/health.ts';
import { type ReviewFile, type ReviewVoice, VOICES } from '../../domain/review.ts';
import { reviewStateLabel } from '../../domain/review-end.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import { button } from '../../slack/blocks.ts';
import { date, inline, mentionPerson, truncate } from '../../slack/escape.ts';
import { ACTIONS } from './ids.ts';

export const moment = (at: Date): string =>
  date(at, `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`, '{date_short}');

export const named = ({ id, name }: Tool): string => `*${inline(truncate(name, 100))}* (${toolNumber(id)})`;

/** The tool, what is known of it in a line, and since when its review is due or how it ended. */
export function fileLine({ review, tool, voices }: ReviewFile): string {
  const ended =
    review.state === 'open'
      ? `due since ${moment(review.dueAt)}`
      : `:white_check_mark: ${reviewStateLabel(review.state)}${review.endedBy === null ? '' : ` by ${mentionPerson(review.endedBy)}`}`;
  const facts = [
    categoryOf(tool.category).label,
    `health ${healthLabel(tool.healthLevel)}`,
    ...countsOf(voices),
    ...(review.zombieAt !== null ? [':zombie: flagged as a zombie'] : []),
  ];
  return `${named(tool)} · ${ended}\n${facts.join(' · ')}`;
}

function countsOf(voices: readonly ReviewVoice[]): string[] {
  const count = (still: ReviewVoice['still']) => voices.filter((voice) => voice.still === still).length;
  return (['needed', 'not needed', 'moved'] as const)
    .map((still) => [count(still), VOICES[still]] as const)
    .filter(([many]) => many > 0)
    .map(([many, what]) => `${many === 1 ? '1 stakeholder' : `${many} stakeholders`}: ${what}`);
}

/** What each person said, a line each. */
export const voiceLines = (voices: readonly ReviewVoice[]): string[] =>
  voices.map(({ personId, still, text }) => {
    const to = text === '' ? '' : `: ${inline(truncate(text, 200))}`;
    return `${mentionPerson(personId)}: ${VOICES[still]}${to}`;
  });

export const reviewButton = ({ id, name }: Tool, text = 'Review') =>
  button({ text, actionId: ACTIONS.open, value: String(id), label: truncate(`${text}: ${name}`, 75) });

/** Who owns it, where that is to be said. */
export const ownerOf = ({ ownerId }: Tool): string => (ownerId === null ? 'nobody owns it' : mentionPerson(ownerId));

export const daysSince = ({ now }: Pick<Deps, 'now'>, at: Date): string => {
  const days = Math.floor((now().getTime() - at.getTime()) / 86_400_000);
  return days === 1 ? '1 day' : `${days} days`;
};
