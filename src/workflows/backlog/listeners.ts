import type { ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import type { BacklogIssue, DecideIssue, IssueVerdict } from '../../domain/backlog.ts';
import { askForMore, commitTo, moveTo, nameOwner, refine } from '../../domain/backlog-acts.ts';
import { type Act, TEAM_ONLY } from '../../domain/request-act.ts';
import { enteredIn } from '../../slack/ask.ts';
import type { Command } from '../../slack/command.ts';
import {
  type Listening,
  metadataOf,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { askForm, ownerForm, refineForm } from './issue-view.ts';
import { backlogScreen, issueScreen, milestoneNow, milestonesFor } from './screens.ts';

/** `/prodseceng backlog`: for the team alone, since confidential issues stand in it with their titles (INV-2). */
export function backlogCommand(deps: Deps): Command {
  return {
    ...{ word: 'backlog', usage: '', forTeam: true },
    help: 'Candidate issues of GitLab, what is not refined first: commit, answer, refine, move on. From there, plan the next milestone.',
    run: async ({ roles, answer, open }) =>
      roles.team ? open(() => backlogScreen(deps, 0)) : answer({ text: `The backlog is ProdSecEng’s. ${TEAM_ONLY}` }),
  };
}

const GONE = 'That issue is not known any more.';

/** What is done in the backlog. List and issue take each other's place; forms lie over them. */
export function listenToBacklog(listening: Listening, deps: Deps): void {
  onPressed(listening, ACTIONS.list, (pressed) =>
    forTeam(pressed, async () => shown(pressed, await backlogScreen(deps, Number(pressed.value)))),
  );
  onPressed(listening, ACTIONS.issue, (pressed) => forTeam(pressed, () => openIssue(deps, pressed)));
  onPressed(listening, ACTIONS.commit, (pressed) => act(deps, pressed, Number(pressed.value), commitTo));
  onPressed(listening, ACTIONS.move, (pressed) =>
    act(deps, pressed, issueIn(pressed), (by) => moveTo(by, pressed.chosen ?? '')),
  );
  onPressed(listening, ACTIONS.owner, (pressed) => openForm(deps, pressed, async (...of) => ownerForm(...of)));
  onPressed(listening, ACTIONS.ask, (pressed) => openForm(deps, pressed, async (...of) => askForm(...of)));
  onPressed(listening, ACTIONS.refine, (pressed) =>
    openForm(deps, pressed, async (issue, offset) => refineForm(issue, await milestonesFor(deps, issue), offset)),
  );
  listenToForms(listening, deps);
}

function listenToForms(listening: Listening, deps: Deps): void {
  const redraw = (submitted: Submitted, answer: SubmitAnswer) => redrawBelow(listening, deps, submitted, answer);
  const given = ({ view }: Submitted, id: string) => enteredIn(view, id);
  onSubmitted(
    listening,
    VIEWS.owner,
    (sent) => send(deps, sent, (by) => nameOwner(by, { team: given(sent, 'team'), why: given(sent, 'why') })),
    redraw,
  );
  onSubmitted(
    listening,
    VIEWS.ask,
    (sent) => send(deps, sent, (by) => askForMore(by, given(sent, 'question'))),
    redraw,
  );
  onSubmitted(listening, VIEWS.refine, (sent) => refined(deps, sent), redraw);
}

const actOf = (deps: Deps, { roles, key }: Pick<Pressed, 'roles' | 'key'>): Act => ({ roles, key, now: deps.now() });

export async function forTeam({ roles, tell }: Pressed, run: () => Promise<void>): Promise<void> {
  if (!roles.team) return tell(TEAM_ONLY);
  await run();
}

/** In the modal that the button is in, or in a new one where it is in a message or Home. */
export const shown = (pressed: Pressed, view: ModalView): Promise<void> =>
  pressed.view?.type === 'modal' ? pressed.update(view) : pressed.open(view);

const metadata = ({ view }: Pressed): Record<string, string> => (view === null ? {} : metadataOf(view));
const issueIn = (pressed: Pressed): number => Number(metadata(pressed).issue);
const offsetIn = (pressed: Pressed): number => Number(metadata(pressed).offset ?? 0);

async function openIssue(deps: Deps, pressed: Pressed): Promise<void> {
  const view = await issueScreen(deps, Number(pressed.value), offsetIn(pressed));
  await (view === null ? pressed.tell(GONE) : shown(pressed, view));
}

const change = async (deps: Deps, gitlabId: number, decide: DecideIssue): Promise<IssueVerdict> =>
  deps.storage.backlog.changeIssue(gitlabId, await milestoneNow(deps), decide, deps.now());

/** A button or menu of the issue's screen: the screen is drawn anew with what came of it. */
async function act(deps: Deps, pressed: Pressed, gitlabId: number, rule: (by: Act) => DecideIssue): Promise<void> {
  const verdict = await change(deps, gitlabId, rule(actOf(deps, pressed)));
  const text = verdict.ok ? verdict.value.answer : `:warning: ${verdict.text}`;
  const view = pressed.roles.team ? await issueScreen(deps, gitlabId, offsetIn(pressed), text) : null;
  await (view === null ? pressed.tell(text) : shown(pressed, view));
}

type FormOf = (issue: BacklogIssue, offset: number) => Promise<ModalView>;

async function openForm(deps: Deps, pressed: Pressed, form: FormOf): Promise<void> {
  await forTeam(pressed, async () => {
    const issue = await deps.storage.backlog.backlogIssue(Number(pressed.value));
    await (issue === null ? pressed.tell(GONE) : pressed.open(await form(issue, offsetIn(pressed))));
  });
}

async function send(deps: Deps, submitted: Submitted, rule: (by: Act) => DecideIssue): Promise<SubmitAnswer> {
  const verdict = await change(deps, Number(submitted.metadata.issue), rule(actOf(deps, submitted)));
  if (verdict.ok) return 'close';
  if (verdict.field !== undefined) return { errors: { [verdict.field]: verdict.text } };
  return { notice: { title: 'Not possible', text: verdict.text } };
}

async function refined(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { view } = submitted;
  const issue = await deps.storage.backlog.backlogIssue(Number(submitted.metadata.issue));
  if (issue === null) return { notice: { title: 'Not possible', text: GONE } };
  const chosen = enteredIn(view, 'milestone');
  const milestone = (await milestonesFor(deps, issue)).find(({ id }) => String(id) === chosen) ?? null;
  const given = { ...{ weight: enteredIn(view, 'weight'), metric: enteredIn(view, 'metric') }, milestone };
  return send(deps, submitted, (by) => refine(by, { ...given, acceptance: enteredIn(view, 'acceptance') }));
}

/** The issue under a form that was sent shows what is so now. */
async function redrawBelow(
  { client }: Listening,
  deps: Deps,
  { view, metadata: carried }: Submitted,
  answer: SubmitAnswer,
): Promise<void> {
  const below = view.previous_view_id ?? view.root_view_id;
  if (answer !== 'close' || below === null || below === view.id) return;
  const next = await issueScreen(
    deps,
    Number(carried.issue),
    Number(carried.offset),
    ':white_check_mark: Kept. GitLab follows.',
  );
  if (next === null) return;
  await client.views.update({ view_id: below, view: next }).catch((error: unknown) => {
    // It was closed meanwhile: nothing is out of date then.
    deps.log.debug({ error: String(error) }, 'an issue of the backlog was not drawn anew');
  });
}
