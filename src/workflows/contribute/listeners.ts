import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import {
  type Contribution,
  handIn,
  mergeRequestReference,
  nameReviewer,
  oweContribution,
  oweLook,
  oweReviewQueue,
} from '../../domain/contribution.ts';
import type { Owed } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { TEAM_ONLY } from '../../domain/request-act.ts';
import type { Tool } from '../../domain/tool.ts';
import { mayReadTools } from '../../domain/tool-sight.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { refusingTool } from './parts.ts';
import { assignModal, handInModal } from './view.ts';

const NOT_OPEN = 'Contributions to this tool cannot be handed in here. Ask with `/prodseceng intake question`.';
/** Slack lays at most three modals over each other. */
const FEATURE_VIEW = 'tool_feature_view';

/** A merge request is handed in, and somebody of the team reviews it (INV-10). */
export function listenToContributions(app: App, deps: Deps): void {
  const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.handIn, (pressed) => openHandIn(deps, pressed));
  onPressed(listening, ACTIONS.fromRequest, (pressed) => openFromRequest(deps, pressed));
  onSubmitted(listening, VIEWS.handIn, (submitted) => finishHandIn(deps, submitted));
  onPressed(listening, ACTIONS.review, (pressed) => takeReview(deps, pressed));
  onPressed(listening, ACTIONS.assign, (pressed) => openAssign(deps, pressed));
  onSubmitted(listening, VIEWS.assign, (submitted) => finishAssign(deps, submitted));
}

async function openHandIn(deps: Deps, { roles, value, view, tell, open, update }: Pressed): Promise<void> {
  const tool = await deps.storage.tools.tool(Number(value));
  if (tool === null || !mayReadTools(roles, deps.settings.inventory.visibleTo)) return tell(NOT_OPEN);
  const next = handInModal(tool.name, { tool: String(tool.id) });
  await (view?.callback_id === FEATURE_VIEW ? update(next) : open(next));
}

async function openFromRequest(deps: Deps, { roles, value, tell, open }: Pressed): Promise<void> {
  const file = await deps.storage.requests.request(Number(value));
  const tool = file === null ? null : await refusingTool(deps, file, roles);
  if (file === null || tool === null) return tell(NOT_OPEN);
  await open(handInModal(String(file.request.answers.tool), { request: String(file.request.id) }));
}

/** The tool that a contribution is for, looked up again when it is sent: what this person may hand in to now. */
async function toolMeant(deps: Deps, { metadata, roles }: Submitted): Promise<Tool | null> {
  if (metadata.request === undefined) {
    const reads = mayReadTools(roles, deps.settings.inventory.visibleTo);
    return reads ? deps.storage.tools.tool(Number(metadata.tool)) : null;
  }
  const file = await deps.storage.requests.request(Number(metadata.request));
  return file === null ? null : refusingTool(deps, file, roles);
}

async function finishHandIn(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { roles, view, metadata } = submitted;
  const tool = await toolMeant(deps, submitted);
  if (tool === null) return { notice: { title: 'Not possible', text: NOT_OPEN } };
  const verdict = handIn({ roles, gitlabUrl: deps.gitlabUrl }, tool, {
    address: view.state.values.address?.address?.value ?? '',
    requestId: metadata.request === undefined ? null : Number(metadata.request),
    reviewerId: await reviewerFor(deps, tool),
  });
  if (!verdict.ok) return { errors: { address: verdict.text } };
  const { contribution, already } = await deps.storage.contributions.handIn(verdict.value, owedFor, deps.now());
  const reference = mergeRequestReference(contribution);
  if (already && contribution.contributorId !== roles.person.id)
    return { errors: { address: `${reference} was handed in before.` } };
  return {
    notice: { title: 'Contributed', text: `*${reference}* is in ProdSecEng’s review queue. ${next(contribution)}` },
  };
}

const next = ({ reviewerId }: Contribution): string =>
  reviewerId === null ? 'You are told who reviews it.' : `<@${reviewerId}> is asked to review it.`;

/** The tool's owner, while they are of the team. */
async function reviewerFor(deps: Deps, { ownerId }: Tool): Promise<string | null> {
  return ownerId !== null && (await isTeam(deps, ownerId)) ? ownerId : null;
}

async function isTeam(deps: Deps, personId: string): Promise<boolean> {
  const who = await deps.access.who(personId, '');
  return who.ok && who.roles.team;
}

const owedFor = (kept: Contribution): Owed[] => [
  oweLook(kept),
  kept.reviewerId === null ? oweReviewQueue(kept) : oweContribution(kept, kept.reviewerId, 'reviewer'),
  oweContribution(kept, kept.contributorId, 'contributor'),
];

async function takeReview(deps: Deps, { roles, value, tell }: Pressed): Promise<void> {
  await tell(await keepReviewer(deps, Number(value), roles, roles.person.id));
}

/** What the person is told who wants to review it. */
async function keepReviewer(deps: Deps, id: number, roles: Roles, reviewerId: string): Promise<string> {
  const verdict = await deps.storage.contributions.changeContribution(
    id,
    nameReviewer({ roles }, reviewerId),
    deps.now(),
  );
  return verdict.ok ? verdict.value : verdict.text;
}

async function openAssign(deps: Deps, { roles, value, tell, open }: Pressed): Promise<void> {
  const contribution = await deps.storage.contributions.contribution(Number(value));
  if (!roles.team) return tell(TEAM_ONLY);
  if (contribution === null) return tell('That contribution is not known any more.');
  if (contribution.state !== 'opened') return tell(`It is ${contribution.state} already.`);
  await open(assignModal(contribution));
}

async function finishAssign(deps: Deps, { roles, view, metadata }: Submitted): Promise<SubmitAnswer> {
  const chosen = view.state.values.reviewer?.reviewer?.selected_user ?? '';
  if (!roles.team) return { notice: { title: 'Not possible', text: TEAM_ONLY } };
  if (chosen === '' || !(await isTeam(deps, chosen))) return { errors: { reviewer: 'Choose someone of ProdSecEng.' } };
  const id = Number(metadata.contribution);
  const verdict = await deps.storage.contributions.changeContribution(id, nameReviewer({ roles }, chosen), deps.now());
  if (!verdict.ok) return { errors: { reviewer: verdict.text } };
  return { notice: { title: 'Reviewer named', text: verdict.value } };
}
