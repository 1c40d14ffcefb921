import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { type Answers, textOf } from '../../domain/form.ts';
import { EVIDENCE_FORM, teamForm } from '../../domain/forms/interlock-forms.ts';
import { keepEvidence, keepTeam, LEADERS_ONLY, mayLead, SAID, type Said } from '../../domain/interlock.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { evidenceView, teamView } from './forms-view.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { interlocked } from './leaders.ts';
import { answersIn, doing, featureScreen, refusal, show, showsOf, targetMeant } from './screens.ts';

/** What the workstreams keep of a feature: the evidence of Customer Zero, and what teams have to do with it (LOCK-5). */
export function listenToTracking(app: App, deps: Deps): void {
  const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.evidence, (pressed) => startEvidence(deps, pressed));
  onPressed(listening, ACTIONS.team, (pressed) => startTeam(deps, pressed));
  onSubmitted(listening, VIEWS.evidence, (submitted) => finishEvidence(deps, submitted));
  onSubmitted(listening, VIEWS.team, (submitted) => finishTeam(deps, submitted));
}

async function startEvidence(deps: Deps, pressed: Pressed): Promise<void> {
  if (!mayLead(await interlocked(deps, pressed.roles))) return pressed.tell(LEADERS_ONLY);
  const feature = await targetMeant(deps, pressed);
  if (feature === null) return;
  const id = Number(pressed.value.split(':')[1] ?? 0);
  const found = (await deps.storage.interlock.evidenceOf(feature.id, 1_000)).find((each) => each.id === id);
  const answers: Answers =
    found === undefined
      ? {}
      : { state: `${found.kind}:${found.state}`, what: found.what, link: found.link ?? '', note: found.note ?? '' };
  await show(pressed, evidenceView(feature, found?.id ?? null, answers));
}

async function finishEvidence(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { roles, metadata } = submitted;
  const read = answersIn(submitted, EVIDENCE_FORM);
  if (!read.ok) return read.answer;
  const [kind = '', state = ''] = textOf(read.value, 'state').split(':');
  const [link, note] = [textOf(read.value, 'link') || null, textOf(read.value, 'note') || null];
  const given = { kind, state, what: textOf(read.value, 'what'), link, note };
  const about = { featureId: Number(metadata.feature), evidenceId: Number(metadata.evidence) || null };
  const decide = keepEvidence(await interlocked(deps, roles), given);
  const verdict = await deps.storage.interlock.keepEvidence(about, decide, doing(deps, roles));
  if (!verdict.ok) return refusal(submitted, verdict);
  return { view: await featureScreen(deps, about.featureId, roles, 'It is kept.') };
}

/** What was said before of the team that this person spoke for stands in the form. */
async function startTeam(deps: Deps, pressed: Pressed): Promise<void> {
  const feature = await targetMeant(deps, pressed);
  if (feature === null) return;
  const { interlock, feedback } = deps.storage;
  const me = pressed.roles.person.id;
  const mine = (await interlock.teamsOf(feature.id, 1_000)).find(({ by, personId }) => personId === me || by === me);
  const team = await feedback.teamNamedBy(me);
  const said: Answers =
    mine === undefined
      ? { team }
      : {
          team: mine.team,
          pilot: mine.pilot ? 'yes' : 'no',
          relies: mine.relies,
          value: mine.value,
          stops: mine.stops,
        };
  await show(pressed, teamView(feature, showsOf(feature.workstream), said));
}

async function finishTeam(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { roles, metadata } = submitted;
  const { interlock } = deps.storage;
  const id = Number(metadata.feature);
  const read = answersIn(submitted, teamForm(showsOf((await interlock.feature(id))?.workstream ?? '')));
  if (!read.ok) return read.answer;
  const said = (field: string): Said => SAID.find((each) => each === textOf(read.value, field)) ?? 'unknown';
  const given = {
    ...{ team: textOf(read.value, 'team'), pilot: textOf(read.value, 'pilot') === 'yes' },
    ...{ relies: said('relies'), value: said('value'), stops: textOf(read.value, 'stops') },
  };
  const decide = keepTeam(await interlocked(deps, roles), given);
  const verdict = await interlock.keepTeam(id, given.team, decide, doing(deps, roles));
  if (!verdict.ok) return refusal(submitted, verdict);
  return { view: await featureScreen(deps, id, roles, `What ${given.team} says is kept.`) };
}
