import type { ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { maySeeEngagements } from '../../domain/engagement.ts';
import type { Roles } from '../../domain/people.ts';
import { RISK_TEAM_ONLY, referenceIn, riskFrom, riskIssueFrom, turnRisk } from '../../domain/risk.ts';
import { enteredIn } from '../../slack/ask.ts';
import {
  type Listening,
  metadataOf,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { GONE, NOT_FOR_YOU } from './engagements.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { listModal } from './list.ts';
import { redrawBelow } from './redraw.ts';
import { issueForm, riskForm } from './risk-form.ts';
import { riskModal, risksModal } from './risk-view.ts';

const CLOSED_SHOWN = 10;

/** Risks of the register: listed, added, edited, closed, and linked to the issues that mitigate them (CHA-4). */
export function listenToRisks(listening: Listening, deps: Deps): void {
  onPressed(listening, ACTIONS.risks, async ({ roles, tell, update }) =>
    maySeeEngagements(roles) ? update(await risksView(deps, roles)) : tell(NOT_FOR_YOU),
  );
  onPressed(listening, ACTIONS.back, async ({ roles, tell, update }) =>
    maySeeEngagements(roles) ? update(await listModal(deps, roles)) : tell(NOT_FOR_YOU),
  );
  onPressed(listening, ACTIONS.openRisk, (pressed) => openRisk(deps, pressed, Number(pressed.value)));
  onPressed(listening, ACTIONS.riskOfRequest, (pressed) => openRiskOfRequest(deps, pressed));
  onPressed(listening, ACTIONS.addRisk, async (pressed) => openForm(pressed, pressed.value));
  onPressed(listening, ACTIONS.editRisk, (pressed) => openEdit(deps, pressed));
  onPressed(listening, ACTIONS.closeRisk, (pressed) => turn(deps, pressed, 'closed'));
  onPressed(listening, ACTIONS.reopenRisk, (pressed) => turn(deps, pressed, 'open'));
  onPressed(listening, ACTIONS.linkIssue, async ({ roles, value, open, tell, view }) =>
    roles.team ? open(issueForm(metadata(Number(value), isOver({ view })))) : tell(RISK_TEAM_ONLY),
  );
  onPressed(listening, ACTIONS.unlinkIssue, (pressed) => unlink(deps, pressed));
  onSubmitted(listening, VIEWS.riskForm, (submitted) => finishForm(deps, submitted), afterwards(deps));
  onSubmitted(listening, VIEWS.issue, (submitted) => finishIssue(deps, submitted), afterwards(deps));
}

/** `over`: the page lies over the list of risks, which is then drawn anew as well. */
const metadata = (id: number, over: boolean): string =>
  JSON.stringify({ risk: String(id), ...(over ? { over: 'risks' } : {}) });

const isOver = ({ view }: Pick<Pressed, 'view'>): boolean =>
  view !== null && (view.callback_id === VIEWS.risks || metadataOf(view).over === 'risks');

async function risksView({ storage }: Deps, roles: Roles, done?: string): Promise<ModalView> {
  const register = await storage.risks.register();
  const closed = await storage.risks.closedRisks(CLOSED_SHOWN);
  return risksModal({ ...register, closed, acts: roles.team }, done);
}

/** The page of a risk; null where it is not known. */
export async function riskView(
  { storage }: Deps,
  id: number,
  roles: Roles,
  { over = false, done }: { over?: boolean; done?: string } = {},
): Promise<ModalView | null> {
  const file = await storage.risks.risk(id);
  const more = { metadata: metadata(id, over), ...(done === undefined ? {} : { done }) };
  return file === null ? null : riskModal(file, roles.team, more);
}

async function openRisk(deps: Deps, pressed: Pressed, id: number): Promise<void> {
  const { roles, open, tell } = pressed;
  if (!maySeeEngagements(roles)) return tell(NOT_FOR_YOU);
  const view = await riskView(deps, id, roles, { over: isOver(pressed) });
  await (view === null ? tell(GONE) : open(view));
}

/** The risk that a request names; one that is not recorded here yet is offered to be added. */
async function openRiskOfRequest(deps: Deps, pressed: Pressed): Promise<void> {
  const { roles, value, tell } = pressed;
  if (!maySeeEngagements(roles)) return tell(NOT_FOR_YOU);
  const file = await deps.storage.requests.request(Number(value));
  const reference = file === null ? null : referenceIn(file.request.answers);
  if (reference === null) return tell('That request names no risk of the register.');
  const risk = await deps.storage.risks.riskNamed(reference);
  await (risk === null ? openForm(pressed, reference) : openRisk(deps, pressed, risk.id));
}

async function openForm({ roles, view, tell, open }: Pressed, reference: string): Promise<void> {
  if (!roles.team) return tell(RISK_TEAM_ONLY);
  const over = view?.callback_id === VIEWS.risks ? { over: 'risks' } : {};
  await open(riskForm({ reference, title: '', url: '' }, JSON.stringify(over), true));
}

async function openEdit(deps: Deps, { roles, value, view, open, tell }: Pressed): Promise<void> {
  if (!roles.team) return tell(RISK_TEAM_ONLY);
  const file = await deps.storage.risks.risk(Number(value));
  if (file === null) return tell(GONE);
  const { id, reference, title, url } = file.risk;
  await open(riskForm({ reference, title, url: url ?? '' }, metadata(id, isOver({ view })), false));
}

async function turn(deps: Deps, pressed: Pressed, state: 'open' | 'closed'): Promise<void> {
  const { roles, value, tell } = pressed;
  const id = Number(value);
  const verdict = await deps.storage.risks.turnRisk(id, turnRisk(roles, state), roles.person.id, deps.now());
  if (!verdict.ok) return tell(verdict.text);
  await shownAnew(deps, pressed, id, verdict.value);
}

async function unlink(deps: Deps, pressed: Pressed): Promise<void> {
  const { roles, value, tell } = pressed;
  if (!roles.team) return tell(RISK_TEAM_ONLY);
  const id = await deps.storage.risks.unlinkIssue(Number(value), roles.person.id, deps.now());
  if (id === null) return tell(GONE);
  await shownAnew(deps, pressed, id, 'It is taken off.');
}

async function shownAnew(deps: Deps, pressed: Pressed, id: number, done: string): Promise<void> {
  const view = await riskView(deps, id, pressed.roles, { over: isOver(pressed), done });
  if (view !== null) await pressed.update(view);
}

async function finishForm(deps: Deps, { roles, view, metadata: carried }: Submitted): Promise<SubmitAnswer> {
  const given = {
    reference: enteredIn(view, 'reference'),
    title: enteredIn(view, 'title'),
    url: enteredIn(view, 'url'),
  };
  const read = riskFrom(roles, given);
  if (!read.ok) return { errors: { [read.field]: read.text } };
  const { risks } = deps.storage;
  const by = roles.person.id;
  const verdict =
    carried.risk === undefined
      ? await risks.addRisk(read.value, by, deps.now())
      : await risks.changeRisk(Number(carried.risk), read.value, by, deps.now());
  if (!verdict.ok) return { errors: { [verdict.field]: verdict.text } };
  if (carried.risk !== undefined || carried.over !== undefined) return 'close';
  // Over a request: the page takes the form's place.
  const page = await riskView(deps, verdict.value.id, roles, { done: 'It is added.' });
  return page === null ? 'close' : { view: page };
}

async function finishIssue(deps: Deps, { roles, view, metadata: carried }: Submitted): Promise<SubmitAnswer> {
  const address = enteredIn(view, 'address');
  const verdict = await deps.storage.risks.linkIssue(
    Number(carried.risk),
    (file) => riskIssueFrom(roles, address, file, deps.gitlabUrl),
    roles.person.id,
    deps.now(),
  );
  return verdict.ok ? 'close' : { errors: { [verdict.field]: verdict.text } };
}

/** The page below, or the list, says what has become of it. */
function afterwards(deps: Deps) {
  return async (submitted: Submitted, answer: SubmitAnswer): Promise<void> => {
    if (answer !== 'close') return;
    const { roles, metadata: carried } = submitted;
    const over = carried.over === 'risks';
    if (carried.risk === undefined)
      return redrawBelow(deps, submitted, { below: await risksView(deps, roles, 'It is added.') });
    const below = await riskView(deps, Number(carried.risk), roles, { over, done: 'It is saved.' });
    const root = over ? await risksView(deps, roles) : null;
    if (below !== null) await redrawBelow(deps, submitted, { below, root });
  };
}
