import type { App } from '@slack/bolt';
import type { InputBlock, ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { type OutageFile, outageNumber } from '../../domain/outage.ts';
import {
  assignToMe,
  blockingAfterAll,
  nameTool,
  notBlocking,
  type OutageAct,
  restored,
  triage,
} from '../../domain/outage-acts.ts';
import { mayReadTools } from '../../domain/tool-sight.ts';
import { modal, section } from '../../slack/blocks.ts';
import { plain } from '../../slack/escape.ts';
import { usernameOf } from '../../slack/gitlab-people.ts';
import {
  type Listening,
  onPressed,
  onShortcut,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { readableMessage } from '../../slack/readable.ts';
import type { DecideOutage } from '../../storage/outages.ts';
import { ACTIONS, SHORTCUT, VIEWS } from './ids.ts';
import { mayReadOutage, outagePage } from './page.ts';
import { finishReport, reportModal, toolTyped } from './report.ts';
import { clockTime } from './words.ts';

const GONE = 'That outage is not known any more.';
const TEAM_ONLY = 'Only ProdSecEng can do this.';
const NOT_FOR_YOU = 'This outage is for ProdSecEng and who reported it.';

/** Reporting an outage, its page, and what the team does with it. */
export function listenToOutages(app: App, deps: Deps): void {
  const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.report, (pressed) => startReport(deps, pressed));
  onSubmitted(listening, VIEWS.report, (submitted) => finishReport(deps, submitted));
  onShortcut(listening, SHORTCUT, async ({ open, message }) =>
    open(reportModal({ tool: null, text: await readableMessage(deps.storage.people, message?.text ?? '') })),
  );
  onPressed(listening, ACTIONS.open, (pressed) => withOutage(deps, pressed, (file) => openPage(deps, pressed, file)));
  onPressed(listening, ACTIONS.assign, async (pressed) => {
    const username = await usernameOf(deps, pressed.roles.person.id);
    await atOnce(deps, pressed, assignToMe(actOf(deps, pressed), username));
  });
  onPressed(listening, ACTIONS.triage, (pressed) => atOnce(deps, pressed, triage(actOf(deps, pressed))));
  onPressed(listening, ACTIONS.blocking, (pressed) => atOnce(deps, pressed, blockingAfterAll(actOf(deps, pressed))));
  listenToForms(listening, deps);
}

function listenToForms(listening: Listening, deps: Deps): void {
  for (const [action, form] of Object.entries({
    [ACTIONS.restored]: restoredModal,
    [ACTIONS.notBlocking]: notBlockingModal,
    [ACTIONS.nameTool]: nameToolModal,
  }))
    onPressed(listening, action, (pressed) =>
      withOutage(deps, pressed, async (file) =>
        pressed.roles.team ? pressed.open(form(file)) : pressed.tell(TEAM_ONLY),
      ),
    );
  onSubmitted(listening, VIEWS.restored, (submitted) =>
    finish(deps, submitted, restored(actOf(deps, submitted), typedIn(submitted))),
  );
  onSubmitted(listening, VIEWS.notBlocking, (submitted) =>
    finish(deps, submitted, notBlocking(actOf(deps, submitted), typedIn(submitted))),
  );
  onSubmitted(listening, VIEWS.nameTool, (submitted) => finishNameTool(deps, submitted));
}

const actOf = (deps: Deps, { roles, key }: Pick<Pressed, 'roles' | 'key'>): OutageAct => ({
  roles,
  key,
  now: deps.now(),
});

async function startReport(deps: Deps, { value, open, tell }: Pressed): Promise<void> {
  const tool = value === '' ? null : await deps.storage.tools.tool(Number(value));
  if (value !== '' && tool === null) return tell('That tool is not known any more.');
  await open(reportModal({ tool }));
}

async function withOutage(
  deps: Deps,
  { value, view, tell }: Pressed,
  run: (file: OutageFile) => Promise<void>,
): Promise<void> {
  const file = await deps.storage.outages.outage(Number(value || idIn(view?.private_metadata)));
  return file === null ? tell(GONE) : run(file);
}

const idIn = (metadata: string | undefined): string => /"outage":"(\d+)"/.exec(metadata ?? '')?.[1] ?? '0';

async function openPage(deps: Deps, { roles, open, tell }: Pressed, file: OutageFile): Promise<void> {
  if (!mayReadOutage(deps, file, roles)) return tell(NOT_FOR_YOU);
  await open(await outagePage(deps, file, roles));
}

/** Does it, and says so where it was pressed: on the page the page is drawn anew. */
async function atOnce(deps: Deps, pressed: Pressed, decide: DecideOutage): Promise<void> {
  const { roles, value, view, tell, update } = pressed;
  const verdict = await deps.storage.outages.changeOutage(Number(value), decide, clockTime(deps));
  if (!verdict.ok || view?.callback_id !== VIEWS.page) return tell(verdict.ok ? verdict.value.answer : verdict.text);
  const file = await deps.storage.outages.outage(Number(value));
  if (file !== null) await update(await outagePage(deps, file, roles, verdict.value.answer));
}

const typedIn = ({ view }: Submitted): string => (view.state.values.text?.text?.value ?? '').trim();

async function finish(deps: Deps, { metadata }: Submitted, decide: DecideOutage): Promise<SubmitAnswer> {
  const verdict = await deps.storage.outages.changeOutage(Number(metadata.outage), decide, clockTime(deps));
  return verdict.ok ? { notice: { title: 'Noted', text: verdict.value.answer } } : { errors: { text: verdict.text } };
}

async function finishNameTool(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { roles } = submitted;
  if (!roles.team) return { errors: { text: TEAM_ONLY } };
  const tool = mayReadTools(roles, deps.settings.inventory.visibleTo)
    ? await toolTyped(deps, typedIn(submitted))
    : null;
  if (tool === null) return { errors: { text: 'The inventory has no such tool. `/prodseceng tools` lists them.' } };
  return finish(deps, submitted, nameTool(actOf(deps, submitted), tool, deps.settings.commitments));
}

type Asked = {
  title: string;
  callbackId: string;
  submit: string;
  intro: string;
  label: string;
  hint: string;
  optional?: boolean;
  long?: boolean;
};

const askModal = (
  { outage }: OutageFile,
  { intro, label, hint, optional = false, long = true, ...settings }: Asked,
): ModalView =>
  modal({
    ...{ ...settings, privateMetadata: JSON.stringify({ outage: String(outage.id) }) },
    blocks: [
      section(`*${outageNumber(outage.id)}* ${intro}`, { blockId: 'intro' }),
      {
        ...{ type: 'input', block_id: 'text', label: plain(label), hint: plain(hint, 150), optional },
        element: { type: 'plain_text_input', action_id: 'text', multiline: long, max_length: 1_000 },
      } satisfies InputBlock,
    ],
  });

const restoredModal = (file: OutageFile): ModalView =>
  askModal(file, {
    ...{ title: 'Restored', callbackId: VIEWS.restored, submit: 'It works again', optional: true },
    intro: 'works again? The GitLab issue is closed with it.',
    ...{ label: 'What was it?', hint: 'For whoever sees it next time. It goes on record.' },
  });

const notBlockingModal = (file: OutageFile): ModalView =>
  askModal(file, {
    ...{ title: 'Not blocking', callbackId: VIEWS.notBlocking, submit: 'It does not count' },
    intro: 'does not keep the tool from working? Then its clocks stop; the GitLab issue stays open.',
    ...{ label: 'Why', hint: 'It goes on record, and can be taken back.' },
  });

const nameToolModal = (file: OutageFile): ModalView =>
  askModal(file, {
    ...{ title: 'Which tool?', callbackId: VIEWS.nameTool, submit: 'It is this tool', long: false },
    ...{ intro: 'is an outage of which tool?', label: 'Tool', hint: 'Its name, or its number such as T-1.' },
  });
