import type { ActionsBlockElement, InputBlock, KnownBlock, ModalView } from '@slack/types';
import { ageInWords } from '../../domain/age.ts';
import { type BacklogIssue, WORKFLOW_STEPS } from '../../domain/backlog.ts';
import { type KnownMilestone, milestoneOptions } from '../../domain/forms/milestone-choice.ts';
import { METRIC_DEFINITIONS, METRICS } from '../../domain/metric-label.ts';
import { TOO_HEAVY, WEIGHTS } from '../../domain/plan-work.ts';
import { input, lineInput, textInput } from '../../slack/ask.ts';
import { actions, button, context, fields, modal, option, section } from '../../slack/blocks.ts';
import { inline, mentionPerson, moment, plain } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { issueLink, issueTitle, lacksInWords, metricInWords } from './words.ts';

/** What the screens of one issue carry along: which it is, and where in the list the person came from. */
const metadataFor = ({ work }: BacklogIssue, offset: number): string =>
  JSON.stringify({ issue: String(work.gitlabId), offset: String(offset) });

/** One issue of the backlog, with all that can be done with it. */
export function issueView(issue: BacklogIssue, offset: number, now: Date, done?: string): ModalView {
  const { work, notes } = issue;
  const back = button({ text: 'Back to the backlog', actionId: ACTIONS.list, value: String(offset) });
  return modal({
    ...{ title: 'Backlog issue', callbackId: VIEWS.issue, close: 'Close' },
    privateMetadata: metadataFor(issue, offset),
    blocks: [
      ...(done === undefined ? [] : [section(done, { blockId: 'done' })]),
      section(
        `${issueTitle(work)}\nby ${inline(work.author)} ${ageInWords(work.createdAt, now)} ago · ${assignees(issue)}`,
        { blockId: 'title' },
      ),
      fields(factsOf(issue), 'facts'),
      context(lacksInWords(issue), 'lacks'),
      ...(notes.committedBy === undefined ? [] : [committed(notes.committedBy, notes.committedAt)]),
      ...(notes.wish === undefined ? [] : [context(':hourglass_flowing_sand: GitLab follows in a moment.', 'follows')]),
      ...triage(issue),
      ...(work.state === 'opened' ? [standing(issue)] : []),
      actions([back], 'back'),
    ],
  });
}

const assignees = ({ work }: BacklogIssue): string =>
  work.assignees.length === 0 ? 'nobody is assigned' : `assigned to ${work.assignees.map(inline).join(', ')}`;

function committed(by: string, at: string | undefined): KnownBlock {
  const when = at === undefined ? '' : `, ${moment(new Date(at))}`;
  return context(`:handshake: ${mentionPerson(by)} committed to it${when}.`, 'committed');
}

const factsOf = ({ work }: BacklogIssue): string[] => [
  `*Weight*\n${work.weight ?? 'none'}`,
  `*Acceptance criteria*\n${work.acceptance ? 'there' : 'none'}`,
  `*Metric label*\n${metricInWords(work.metric)}`,
  `*Milestone*\n${work.milestone === null ? 'none' : inline(work.milestone)}`,
];

/** Triage: of a candidate that is no request already. */
function triage({ work, notes, requestId }: BacklogIssue): KnownBlock[] {
  const value = String(work.gitlabId);
  if (work.state !== 'opened') return [section('It is closed.', { blockId: 'closed' })];
  if (requestId !== null) {
    const open = button({
      ...{ text: `Open R-${requestId}`, actionId: SHARED_ACTIONS.openRequest, value: String(requestId) },
    });
    return [
      section(`It is the request *R-${requestId}*: it is decided there.`, { blockId: 'request', accessory: open }),
    ];
  }
  if (!work.candidate) return [section('It is no candidate any more.', { blockId: 'no-candidate' })];
  return [
    actions(
      [
        ...(notes.committedBy === undefined
          ? [button({ text: 'Commit to it', actionId: ACTIONS.commit, value, style: 'primary' })]
          : []),
        button({ text: 'Name the owning team', actionId: ACTIONS.owner, value }),
        button({ text: 'Ask for more', actionId: ACTIONS.ask, value }),
        button({
          ...{ text: 'Adopt as a request', actionId: SHARED_ACTIONS.adoptIssue },
          value: `${work.projectId}/${work.iid}`,
        }),
      ],
      'triage',
    ),
  ];
}

/** Refinement, and where it stands (LOG-2). */
function standing({ work }: BacklogIssue): KnownBlock {
  const value = String(work.gitlabId);
  const options = WORKFLOW_STEPS.map(({ id, label }) => option(label, id));
  const initial = options.find((each) => each.value === work.workflow);
  const move: ActionsBlockElement = {
    ...{ type: 'static_select', action_id: ACTIONS.move, placeholder: plain('Move it to…'), options },
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
  return actions([button({ text: 'Refine it', actionId: ACTIONS.refine, value }), move], `work:${work.workflow}`);
}

/** Another team owns it: which, and why. */
export const ownerForm = (issue: BacklogIssue, offset: number): ModalView =>
  modal({
    ...{ title: 'Name the owning team', callbackId: VIEWS.owner, submit: 'Answer' },
    privateMetadata: metadataFor(issue, offset),
    blocks: [
      section(
        `${issueTitle(issue.work)}\nIts author reads your answer on the issue, and the candidate label is taken away.`,
        { blockId: 'what' },
      ),
      lineInput({ id: 'team', label: 'Which team owns it?' }, 200),
      textInput({ id: 'why', label: 'Why, and what happens next?' }, 2_000),
    ],
  });

/** The author is asked for what is missing. */
export const askForm = (issue: BacklogIssue, offset: number): ModalView =>
  modal({
    ...{ title: 'Ask for more', callbackId: VIEWS.ask, submit: 'Ask' },
    privateMetadata: metadataFor(issue, offset),
    blocks: [
      section(`${issueTitle(issue.work)}\nIts author reads your question on the issue.`, { blockId: 'what' }),
      textInput({ id: 'question', label: 'What do you need to know?' }, 2_000),
    ],
  });

const WEIGHT_OPTIONS = [
  ...WEIGHTS.map((weight) => option(String(weight), String(weight))),
  option('13 or more: split it', TOO_HEAVY),
];

/** Weight, acceptance criteria, metric label and milestone: whatever it lacks, or is to be changed. */
export function refineForm(issue: BacklogIssue, milestones: readonly KnownMilestone[], offset: number): ModalView {
  const { work } = issue;
  return modal({
    ...{ title: 'Refine it', callbackId: VIEWS.refine, submit: 'Save' },
    privateMetadata: metadataFor(issue, offset),
    blocks: [
      section(issueTitle(work), { blockId: 'what' }),
      choice({ id: 'weight', label: 'Weight' }, WEIGHT_OPTIONS, String(work.weight)),
      ...(work.acceptance
        ? [context(`Its acceptance criteria are in ${issueLink(work)}.`, 'has-acceptance')]
        : [
            textInput(
              {
                ...{ id: 'acceptance', label: 'Acceptance criteria', optional: true },
                hint: 'What has to hold for it to be done, one a line. They are added to the issue.',
              },
              3_000,
            ),
          ]),
      choice(
        { id: 'metric', label: 'Metric label' },
        METRICS.map(({ id, label }) => option(label, id)),
        work.metric ?? '',
      ),
      context(
        METRICS.map(
          ({ id, label }) => `*${label}*: ${METRIC_DEFINITIONS[id].what} (${METRIC_DEFINITIONS[id].where})`,
        ).join('\n'),
        'definitions',
      ),
      ...(milestones.length === 0
        ? [context('GitLab has no open milestone that this issue could be in.', 'no-milestone')]
        : [
            choice(
              { id: 'milestone', label: 'Milestone' },
              milestoneOptions(milestones).map(({ id, label }) => option(label, id)),
              String(work.milestoneId),
            ),
          ]),
    ],
  });
}

function choice(
  asked: { id: string; label: string },
  options: ReturnType<typeof option>[],
  current: string,
): InputBlock {
  const initial = options.find(({ value }) => value === current);
  return input(
    { ...asked, optional: true },
    {
      ...{ type: 'static_select', action_id: asked.id, placeholder: plain('Choose'), options },
      ...(initial === undefined ? {} : { initial_option: initial }),
    },
  );
}
