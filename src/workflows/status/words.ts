import { subjectOf } from '../../domain/owed.ts';
import { inline, mentionPerson } from '../../slack/escape.ts';
import type { OwedRow } from '../../storage/outbox-row.ts';

/** A delivery for people: what it is (markup), and what is lost with it (plain text). */
export type Words = { what: string; lost: string };

const DELIVERIES: Record<string, (about: string, row: OwedRow) => Words> = {
  card: (about) => ({
    what: `The card of ${about}`,
    lost: `The intake channel shows ${about} as it was, or not at all, until it changes again.`,
  }),
  thread: (about) => ({ what: `A message in the thread of ${about}`, lost: 'It does not appear in the thread.' }),
  direct: (about, { payload }) => ({
    what: `A direct message about ${about} to ${mentionPerson(String(payload.personId))}`,
    lost: 'They are not told.',
  }),
  question: (about) => ({
    what: `The message about question ${about}`,
    lost: `The intake channel shows ${about} as it was, or not at all, until it changes again.`,
  }),
  'work-item': (about) => ({
    what: `The work item of ${about}`,
    lost: `${about} stays without a work item in GitLab, and what was to be written to it is lost too.`,
  }),
  'work-item-update': (about) => ({
    what: `The update of the work item of ${about}`,
    lost: `The work item stays as it is until ${about} changes again.`,
  }),
  'work-item-closing': (about) => ({
    what: `The closing of the work item of ${about}`,
    lost: 'The work item stays open until somebody closes it in GitLab.',
  }),
  'planned-work': (about) => ({
    what: `A planned work item of ${about}`,
    lost: 'It stays without an issue in GitLab, or with its old weight and milestone: see to it there by hand.',
  }),
  note: (about) => ({
    what: `A note on the work item of ${about}`,
    lost: `It is not written to the work item; who opens ${about} here reads it still.`,
  }),
  mention: (about) => ({
    what: `The message about mention ${about}`,
    lost: `The intake channel shows ${about} as it was, or not at all, until it changes again.`,
  }),
  'issue-adopt': (about) => ({ what: `Making issue ${about} a request`, lost: 'No request is made of it.' }),
  'mention-adopt': (about) => ({ what: `Making mention ${about} a request`, lost: 'No request is made of it.' }),
  'mention-answer': (about) => ({
    what: `The answer to mention ${about}`,
    lost: 'It is not written to GitLab: whoever mentioned the team waits for it.',
  }),
  'promise-reminder': (about) => ({
    what: `A reminder of promise ${about}`,
    lost: 'It comes again on the next working day.',
  }),
  'sign-ask': () => ({
    what: 'A question about a missing sign of life of a tool',
    lost: 'It is not asked again until the sign was seen and is missing once more.',
  }),
  'promise-told': (about) => ({ what: `The reminders of promise ${about}`, lost: 'They go on showing its old state.' }),
  'promise-shipped': (about) => ({
    what: `The question whether what shipped meets the need (${about})`,
    lost: 'The requester is not asked; the team is reminded of it.',
  }),
  'handed-over': (_, { payload }) => ({
    what: `The message to ${mentionPerson(String(payload.to))} about what they took over`,
    lost: 'They see what they hold now on their Home.',
  }),
  returned: (about) => ({
    what: `The message that ${about} is back in assessment`,
    lost: 'The team sees it in the queue only.',
  }),
  'feedback-item': (about) => ({
    what: `The GitLab issue of consolidated feedback ${about}`,
    lost: 'It stays without an issue in GitLab, or with its old count of who asked: see to it there by hand.',
  }),
  'feedback-told': () => ({
    what: 'A message to whoever gave feedback, about its work item',
    lost: 'They see it on the feature’s page of the Security Interlock only.',
  }),
  'feedback-ask': () => ({
    what: 'The question whether what shipped meets a use case',
    lost: 'They find it on their Home.',
  }),
  'feedback-missed': (_, { payload }) => ({
    what: `The message to ${mentionPerson(String(payload.personId))} about a use case that is not met`,
    lost: 'It stands on the feature’s page of the Security Interlock.',
  }),
  constraint: (about) => ({
    what: `The message to leadership about capacity constraint ${about}`,
    lost: 'They see it with `/prodseceng capacity` only.',
  }),
  'metric-label': () => ({
    what: 'A metric label that was chosen for work in GitLab',
    lost: 'The work stays without it: choose it again under `/prodseceng metrics`.',
  }),
  'metrics-report': (_, { payload }) => ({
    what: `The report of the metrics for ${inline(String(payload.period))}`,
    lost: 'It is not posted. `/prodseceng metrics` shows it.',
  }),
  'counted-progress': () => ({
    what: 'How far GitLab was read for the metrics',
    lost: '`/prodseceng status` says it too.',
  }),
  digest: (_, { payload }) => ({
    what: payload.where === 'internal' ? 'The team’s part of the daily digest' : 'The daily digest',
    lost: 'It is not posted. `/prodseceng digest` shows it as it is now.',
  }),
  'outage-card': (about) => ({
    what: `The card of outage ${about}`,
    lost: `The channel shows ${about} as it was, or not at all, until it changes again.`,
  }),
  'outage-issue': (about) => ({
    what: `The GitLab issue of outage ${about}`,
    lost: `${about} stays without an issue in GitLab. Its clocks run all the same.`,
  }),
  'outage-update': (about) => ({
    what: `The update of the GitLab issue of outage ${about}`,
    lost: `The issue stays as it is until ${about} changes again.`,
  }),
  'clock-reminder': () => ({
    what: 'A reminder that a commitment runs out or is breached',
    lost: 'It does not come again; the daily digest lists what is at risk.',
  }),
  'tool-committed': (about) => ({
    what: `Working out the clocks of ${about} anew`,
    lost: 'Its open outages keep their clocks as they are until they change.',
  }),
  'signal-look': (about) => ({
    what: `The look at what ${about} has missed`,
    lost: 'It is looked at when its next commitment is missed.',
  }),
  older: () => ({
    what: 'The message about older candidates',
    lost: 'The intake channel shows them as they were, or not at all, until they change again.',
  }),
};

/** What a delivery is called, also one of a kind that this version does not know. */
export function wordsFor(row: OwedRow): Words {
  const about = inline(subjectOf(row));
  const known = DELIVERIES[row.kind];
  return known?.(about, row) ?? { what: `${inline(row.kind)} of ${about}`, lost: 'It is not sent.' };
}

export const destinationOf = ({ lane }: OwedRow): 'GitLab' | 'Slack' => (lane.endsWith('/gitlab') ? 'GitLab' : 'Slack');

const REMEDIES: [sign: RegExp, remedy: string][] = [
  [
    /channel_not_found|not_in_channel|is_archived/,
    'Invite the app to the channel, or name another one in the settings.',
  ],
  [/user_disabled|user_not_found|users_not_found|cannot_dm_bot/, 'This person cannot be written to any more: drop it.'],
  [/missing_scope|needs the scope/, 'Install the app again with the scopes of its manifest.'],
  [
    /invalid_auth|not_authed|token_(revoked|expired)|account_inactive|GitLab answered 401/,
    'The token is not valid any more: give the app a new one. All goes by itself then.',
  ],
  [/GitLab answered 403/, 'Give the app’s GitLab user a role in that project that may do this.'],
  [/GitLab answered 404/, 'It was moved or deleted in GitLab, or the app’s GitLab user may not see it.'],
  [
    /GitLab answered 5|HTTP status 5|cannot be reached|ratelimited|GitLab answered 429/,
    'It goes by itself when they answer again.',
  ],
];

/** What an operator can do about an error; null where nothing is known to help. */
export const remedyFor = (error: string): string | null => REMEDIES.find(([sign]) => sign.test(error))?.[1] ?? null;
