import {
  askedBy,
  counted,
  type Feedback,
  type FeedbackItem,
  HURTS,
  itemNumber,
  validations,
} from '../../domain/feedback.ts';
import { type Feature, workstreamOf } from '../../domain/interlock.ts';
import { feedbackMarker } from '../../domain/own-part.ts';
import { inlineForGitLab, linkForGitLab, quoteForGitLab } from '../../gitlab/markdown.ts';

export type Found = { item: FeedbackItem; feature: Feature; feedback: Feedback[] };

/**
 * The app's own part of the issue: how many asked, what joined later, and whether what shipped meets it (LOCK-4). It names teams and no people.
 * `open`: more people read the issue than may read what was said, so it holds counts only.
 */
export function ownText(found: Found, { open }: { open: boolean }): string {
  const { item, feature, feedback } = found;
  const stream = workstreamOf(feature.workstream);
  const name = `**${inlineForGitLab(feature.name)}**${feature.url === null ? '' : ` (${linkForGitLab(feature.url)})`}`;
  const hurts = HURTS.map(({ id, label }) => ({ label, count: feedback.filter((each) => each.hurts === id).length }));
  const parts = [
    feedbackMarker(item.id),
    `${itemNumber(item.id)} of the Security Interlock: feedback on ${name}, ${stream?.label ?? ''}.`,
    `Asked for by **${askedBy(counted(feedback))}**.`,
    hurts
      .filter(({ count }) => count > 0)
      .map(({ label, count }) => `* ${label}: ${count}`)
      .join('\n'),
    ...(open ? [] : [teamsLine(feedback), ...laterParts(found)]),
    ...validationParts(feedback, open),
  ];
  return parts.join('\n\n');
}

function teamsLine(feedback: readonly Feedback[]): string {
  const teams = new Map(feedback.map(({ team }) => [team.trim().toLowerCase(), team.trim()]));
  return `Teams: ${[...teams.values()].map(inlineForGitLab).join(', ')}`;
}

/** Use cases of those who joined after the text was written. */
function laterParts({ item, feedback }: Found): string[] {
  const later = feedback.filter(({ at }) => at > item.at);
  if (later.length === 0) return [];
  const said = later.map(({ useCase, happened, team }) => `${useCase.trim()} (${team.trim()})\n${happened.trim()}`);
  return ['## Joined later', quoteForGitLab(said.join('\n\n'))];
}

function validationParts(feedback: readonly Feedback[], open: boolean): string[] {
  const { asked, yes, no } = validations(feedback);
  if (asked === 0) return [];
  const missing = feedback.flatMap(({ validated, note }) => (validated === 'no' && note !== null ? [note] : []));
  return [
    '## Does it meet the use cases?',
    `Of ${asked} who were asked, ${yes} say yes and ${no} say no.`,
    ...(missing.length === 0 || open ? [] : ['What is missing:', quoteForGitLab(missing.join('\n\n'))]),
  ];
}
