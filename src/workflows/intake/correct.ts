import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import {
  type Answers,
  answersSchema,
  askedAnswers,
  fieldsOf,
  isUserId,
  replaceAnswers,
  titleOf,
} from '../../domain/form.ts';
import { requestNumber } from '../../domain/owed.ts';
import { answersFor, isOpen } from '../../domain/request.ts';
import type { Act, Decide } from '../../domain/request-act.ts';
import { correct } from '../../domain/request-content.ts';
import { no } from '../../domain/verdict.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { onPressed, type Pressed, type SubmitAnswer } from '../../slack/listen.ts';
import { changesBetween } from './changes.ts';
import { answersNow, correctionDraft, type OpenDraft } from './drafts.ts';
import { indexRequest } from './index-requests.ts';
import { intakeNotice, openButton } from './notices.ts';
import { stepView } from './step-view.ts';

/** Requester and contact add to a request or correct it until it is decided: the form again, with what it says now. */
export function listenToCorrections(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, SHARED_ACTIONS.correctRequest, (pressed) => openCorrection(deps, pressed));
}

async function openCorrection(deps: Deps, { value, roles, open, tell }: Pressed): Promise<void> {
  const file = await deps.storage.requests.request(Number(value));
  if (file === null) return tell('That request is not known any more.');
  const { request } = file;
  if (!answersFor(request, roles.person.id)) return tell('Only the requester or the contact can correct a request.');
  if (!isOpen(request)) return tell(`${requestNumber(request.id)} is ${request.state}: it cannot be changed any more.`);
  const draft = await correctionDraft(deps, request, roles.person.id);
  if (draft === null) return tell('This request has no form to correct. Add to it with *Comment*.');
  await open(stepView(draft));
}

/** Keeps a correction that went through all steps: on record, with the new answers on the work item. */
export async function saveCorrection(deps: Deps, requestId: number, draft: OpenDraft, act: Act): Promise<SubmitAnswer> {
  const file = await deps.storage.requests.request(requestId);
  if (file === null) return { view: intakeNotice('Not possible', 'That request is not known any more.') };
  const [number, { form }] = [requestNumber(requestId), draft];
  const before = answersNow(form, file.request);
  const answers = askedAnswers(form, withChanges(draft, before));
  const summary = changesBetween(form, before, answers, await namesIn(deps, form, [before, answers]));
  if (summary === '') {
    await deps.storage.drafts.dropDraft(draft.id, act.roles.person.id);
    return { view: intakeNotice('No change', `*${number}* says what you see here already.`, [openButton(requestId)]) };
  }
  const link = file.request.answers.messageLink;
  const kept = link === undefined ? answers : { ...answers, messageLink: link };
  const rule: Decide = (now) =>
    JSON.stringify(answersNow(form, now.request)) === JSON.stringify(before)
      ? correct(act, kept, titleOf(form, answers), summary)(now)
      : no(
          `*${number}* was changed by someone else just now. Your changes are kept: open *Add or correct* again to add them to that.`,
        );
  const verdict = await deps.storage.requests.changeRequest(requestId, rule, deps.now());
  if (!verdict.ok) return { view: intakeNotice('Not possible', verdict.text, [openButton(requestId)]) };
  deps.whenQuiet(`index:${requestNumber(requestId)}`, () => indexRequest(deps, requestId));
  await deps.storage.drafts.dropDraft(draft.id, act.roles.person.id);
  return { view: intakeNotice('Corrected', `:white_check_mark: ${verdict.value.answer}`, [openButton(requestId)]) };
}

/** What the request says now with what this correction changed: what others changed since it began stays as they left it. */
function withChanges({ form, answers, origin }: OpenDraft, now: Answers): Answers {
  const base: Answers = origin.base === undefined ? now : answersSchema(form).parse(JSON.parse(origin.base));
  const changed = fieldsOf(form).filter(({ id }) => JSON.stringify(answers[id]) !== JSON.stringify(base[id]));
  return replaceAnswers(now, changed, answers);
}

/** The names of everybody who is named in these answers. */
async function namesIn(deps: Deps, form: OpenDraft['form'], all: readonly OpenDraft['answers'][]) {
  const named = fieldsOf(form).filter(({ kind }) => kind === 'person' || kind === 'people');
  const ids = new Set(all.flatMap((answers) => named.flatMap(({ id }) => answers[id] ?? [])).filter(isUserId));
  const names = new Map<string, string>();
  for (const id of ids) names.set(id, (await deps.storage.people.person(id))?.name ?? id);
  return (id: string): string => names.get(id) ?? id;
}
