import type { App } from '@slack/bolt';
import type { Deps, RequestPart, Workflow } from '../../deps.ts';
import type { Roles } from '../../domain/people.ts';
import { answersFor, isOpen, type RequestFile } from '../../domain/request.ts';
import type { Act } from '../../domain/request-act.ts';
import { reopen, reopenKey, TRIAGE_ENDS, triage, triageEnds } from '../../domain/request-triage.ts';
import type { Tool } from '../../domain/tool.ts';
import { isFeatureRequest } from '../../domain/tool-sight.ts';
import { plainError } from '../../slack/ask.ts';
import { onPressed, onSubmitted, type Pressed, type SubmitAnswer, type Submitted } from '../../slack/listen.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { enteredIn, reopenModal, triageModal } from './view.ts';

/** Other requests come to one of their ends, and can be reopened once (OTHER-1). */
export const triageWorkflow: Workflow = {
  name: 'triage',
  listen,
  card: async (_deps, { request }) =>
    request.door === 'other' && isOpen(request)
      ? { order: 15, buttons: [{ text: 'Triage', actionId: ACTIONS.triage }] }
      : null,
  request: triageOffers,
};

async function triageOffers(deps: Deps, file: RequestFile, roles: Roles): Promise<RequestPart | null> {
  const { request } = file;
  if (request.door !== 'other') return null;
  const triages = roles.team && isOpen(request);
  const reopens =
    request.state === 'decided' && answersFor(request, roles.person.id) && !(await wasReopened(deps, file));
  const offers = [
    ...(triages ? [{ text: 'Triage', actionId: ACTIONS.triage, style: 'primary' as const }] : []),
    ...(reopens ? [{ text: 'Reopen', actionId: ACTIONS.reopen }] : []),
  ];
  return { order: 15, blocks: [], offers };
}

const wasReopened = async (deps: Deps, { request }: RequestFile): Promise<boolean> =>
  (await deps.storage.requests.entry(reopenKey(request.id))) !== null;

function listen(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.triage, (pressed) => start(deps, pressed, 'triage'));
  onPressed(listening, ACTIONS.reopen, (pressed) => start(deps, pressed, 'reopen'));
  onSubmitted(listening, VIEWS.triage, (submitted) => finishTriage(deps, submitted));
  onSubmitted(listening, VIEWS.reopen, (submitted) => finishReopening(deps, submitted));
}

const actOf = (deps: Deps, { roles, key }: Pick<Pressed, 'roles' | 'key'>): Act => ({ roles, key, now: deps.now() });

async function start(deps: Deps, pressed: Pressed, what: 'triage' | 'reopen'): Promise<void> {
  const file = await deps.storage.requests.request(Number(pressed.value));
  if (file === null) return pressed.tell('That request is not known any more.');
  const act = actOf(deps, pressed);
  const rule =
    what === 'triage' ? triage(act, 'closed', '') : reopen(act, '', { reopened: await wasReopened(deps, file) });
  const may = rule(file);
  if (!may.ok) return pressed.tell(may.text);
  await pressed.open(what === 'triage' ? triageModal(file, await toolOf(deps, file)) : reopenModal(file));
}

/** The tool of the inventory whose feature a request asks for; null for every other request, and for a name that no tool has. */
async function toolOf(deps: Deps, { request }: RequestFile): Promise<Tool | null> {
  return isFeatureRequest(request) ? deps.storage.tools.toolTyped(String(request.answers.tool)) : null;
}

async function finishTriage(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { end, text } = enteredIn(submitted.view);
  const chosen = TRIAGE_ENDS.find(({ id }) => id === end);
  if (chosen === undefined) return { errors: { end: 'Choose what becomes of it.' } };
  if (text === '') return { errors: { text: 'Say what the requester needs to know.' } };
  const file = await deps.storage.requests.request(Number(submitted.metadata.request));
  const tool = file === null ? null : await toolOf(deps, file);
  const allowed = triageEnds(tool).some(({ id }) => id === chosen.id);
  return keep(deps, submitted, triage(actOf(deps, submitted), chosen.id, text, tool), allowed ? 'text' : 'end');
}

async function finishReopening(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { text } = enteredIn(submitted.view);
  if (text === '') return { errors: { text: 'Say what is new.' } };
  const file = await deps.storage.requests.request(Number(submitted.metadata.request));
  const reopened = file !== null && (await wasReopened(deps, file));
  return keep(deps, submitted, reopen(actOf(deps, submitted), text, { reopened }));
}

async function keep(
  deps: Deps,
  { metadata }: Submitted,
  rule: ReturnType<typeof triage>,
  field = 'text',
): Promise<SubmitAnswer> {
  const id = Number(metadata.request);
  const verdict = await deps.storage.requests.changeRequest(id, rule, deps.now());
  if (!verdict.ok) return { errors: { [field]: await plainError(verdict.text, deps.storage.people.person) } };
  return { notice: { title: `R-${id}`, text: verdict.value.answer } };
}
