import type { ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { cocreateOfRequest } from '../../domain/cocreate-request.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import type { RequestFile } from '../../domain/request.ts';
import type { StageFile } from '../../domain/stage.ts';
import { modal, section } from '../../slack/blocks.ts';
import { inline } from '../../slack/escape.ts';
import { type Listening, onPressed, type Pressed, type SubmitAnswer, type Submitted } from '../../slack/listen.ts';
import { mayRead, NOT_FOR_YOU } from './acting.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { startingPeople } from './people-view.ts';
import { workspace } from './workspace-view.ts';

const LOOKED_AT = 20;

type Offer = {
  open: (view: ModalView | (() => Promise<ModalView>)) => Promise<void>;
  say(text: string): Promise<void>;
};

/** The co-creation of a request that has no tool: the one there is, unless it was cancelled. */
async function cocreateOf({ storage }: Deps, requestId: number): Promise<StageFile | null> {
  const found = await storage.stages.stagesOfRequest(requestId, LOOKED_AT);
  const one = found.find(({ kind, toolId, state }) => kind === 'cocreate' && toolId === null && state !== 'cancelled');
  return one === undefined ? null : storage.stages.stage(one.id);
}

/** `cocreate R-12`, and the button on the request: its workspace, else the form that starts it. */
export async function showForRequest(deps: Deps, requestId: number, roles: Roles, { open, say }: Offer): Promise<void> {
  const there = await cocreateOf(deps, requestId);
  if (there !== null) return mayRead(deps, roles, there) ? open(() => workspace(deps, there, roles)) : say(NOT_FOR_YOU);
  const at = await deps.storage.decisions.decisionFile(requestId);
  if (at === null) return say(`There is no ${requestNumber(requestId)}. \`/prodseceng requests\` lists them.`);
  const begun = cocreateOfRequest({ roles }, at);
  if (!begun.ok) return say(begun.text);
  await open(
    modal({
      ...{ title: 'Start co-create', callbackId: VIEWS.start, submit: 'Start' },
      privateMetadata: JSON.stringify({ kind: 'cocreate', request: String(requestId) }),
      blocks: [
        section(
          `*${requestNumber(requestId)}* ${inline(at.file.request.title)}\nIt goes directly into the product, without a tool before. Loop 1 validates the proposal with Product and Engineering, loop 2 brings it into the product, and it ends in the hand-off to the product team. You lead it until you say otherwise.`,
          { blockId: 'what' },
        ),
      ],
    }),
  );
}

/** The form sent: opens it once, whatever is sent twice. */
export async function startForRequest(deps: Deps, { roles, view, metadata }: Submitted): Promise<SubmitAnswer> {
  const notPossible = (text: string): SubmitAnswer => ({ notice: { title: 'Not possible', text } });
  const at = await deps.storage.decisions.decisionFile(Number(metadata.request));
  if (at === null) return notPossible('That request is not known any more.');
  const begun = cocreateOfRequest({ roles }, at);
  if (!begun.ok) return notPossible(begun.text);
  const there = await cocreateOf(deps, at.file.request.id);
  if (there !== null) return { view: await workspace(deps, there, roles, 'It was open already.') };
  const details = { ...begun.made.details, ...(await startingPeople(deps)) };
  const made = { ...begun.made, details, draftId: view.id };
  const opened = await deps.storage.stages.openStage(made, roles.person.id, [], deps.now());
  if (!opened.ok) return notPossible(opened.text);
  const file = await deps.storage.stages.stage(opened.id);
  if (file === null) return 'close';
  return { view: await workspace(deps, file, roles, 'It has begun. Its work item follows in GitLab.') };
}

/** Whether the button stands on the request: for the team, while it is decided so and nothing of the kind is there. */
export async function offersStart(deps: Deps, { request }: RequestFile, roles: Roles): Promise<boolean> {
  if (!roles.team || request.door !== 'new') return false;
  const at = await deps.storage.decisions.decisionFile(request.id);
  return at !== null && cocreateOfRequest({ roles }, at).ok && (await cocreateOf(deps, request.id)) === null;
}

export function listenToRequestStart(listening: Listening, deps: Deps): void {
  onPressed(listening, ACTIONS.startForRequest, ({ roles, value, open, tell }: Pressed) =>
    showForRequest(deps, Number(value), roles, {
      open: async (view) => open(typeof view === 'function' ? await view() : view),
      say: tell,
    }),
  );
}
