import type { App } from '@slack/bolt';
import type { PlainTextOption } from '@slack/types';
import type { Delivery, Deps, Job, Workflow } from '../../deps.ts';
import { type Constraint, endConstraint, maySeeCapacity, reportConstraint } from '../../domain/capacity.ts';
import { dayIn } from '../../domain/day.ts';
import { oweConstraint } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { context, message, option, section } from '../../slack/blocks.ts';
import type { Answer, Command } from '../../slack/command.ts';
import { inline, mentionPerson, truncate } from '../../slack/escape.ts';
import {
  type Listening,
  onPressed,
  onSearched,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { constraintsInDigest } from './digest.ts';
import { firstMilestones, milestonesRead } from './milestones.ts';
import { ACTIONS, capacityAnswer, factsOf, REPORT_VIEW, reportModal, type Shown } from './view.ts';

const NOT_FOR_YOU = 'Capacity is for ProdSecEng and leadership to see.';
const OFFERED = 100;

/** Capacity constraints: reported by the team, seen by leadership, ended by hand or by their date (REV-5). */
export const capacityWorkflow: Workflow = {
  name: 'capacity',
  digest: constraintsInDigest,
  commands: (deps) => [capacityCommand(deps)],
  listen: listenToCapacity,
  deliveries: { constraint: constraintDelivery() },
  ticks: [firstMilestones],
  jobs: [constraintsEnd(), milestonesRead],
};

function capacityCommand(deps: Deps): Command {
  return {
    word: 'capacity',
    usage: '',
    help: 'What keeps the team back, until when and for which tools; report or end a constraint.',
    forTeam: true,
    run: async ({ roles, answer }) => answer(await capacityFor(deps, roles)),
  };
}

async function capacityFor(deps: Deps, roles: Roles): Promise<Answer> {
  if (!maySeeCapacity(roles)) return { text: NOT_FOR_YOU };
  const inForce = await deps.storage.capacity.constraintsInForce(today(deps));
  return capacityAnswer(await Promise.all(inForce.map((each) => shownOf(deps, each))), roles.team);
}

/** The day it is for the team. */
const today = ({ now, settings }: Deps): string => dayIn(now(), settings.calendar.homeTimeZone);

async function shownOf({ storage }: Deps, constraint: Constraint): Promise<Shown> {
  const tools = await Promise.all(constraint.toolIds.map((id) => storage.tools.tool(id)));
  return { constraint, tools: tools.flatMap((tool) => (tool === null ? [] : [tool.name])) };
}

const leadershipOf = async ({ access, settings }: Deps): Promise<string[]> =>
  (await access.named(settings.people.leadership)).map(({ id }) => id);

function listenToCapacity(app: App, deps: Deps): void {
  const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.report, async ({ roles, open, tell }) =>
    roles.team ? open(reportModal(today(deps))) : tell('Only ProdSecEng can report a capacity constraint.'),
  );
  onPressed(listening, ACTIONS.end, (pressed) => end(deps, pressed));
  onSearched(listening, ACTIONS.tools, async (typed, { team }) => (team ? toolOptions(deps, typed) : []));
  onSubmitted(listening, REPORT_VIEW, (submitted) => report(deps, submitted));
}

async function end(deps: Deps, { roles, value, tell }: Pressed): Promise<void> {
  const leadership = await leadershipOf(deps);
  const decide = endConstraint({ roles, leadership });
  const verdict = await deps.storage.capacity.endConstraint(Number(value), roles.person.id, decide, deps.now());
  if (!verdict.ok) return tell(verdict.text);
  await tell('It has ended. Deferred requests are looked at again, and leadership is told.');
}

async function report(deps: Deps, { roles, view }: Submitted): Promise<SubmitAnswer> {
  const { values } = view.state;
  const given = {
    what: values.what?.what?.value ?? '',
    until: values.until?.until?.selected_date ?? '',
    toolIds: await toolsChosen(deps, view),
  };
  const about = { roles, today: today(deps), leadership: await leadershipOf(deps) };
  const reported = reportConstraint(about, given);
  if (!reported.ok) return { errors: { [reported.field]: reported.text } };
  const { constraint, owed } = reported.value;
  await deps.storage.capacity.reportConstraint({ constraint, owed, actor: roles.person.id }, deps.now());
  return {
    notice: { title: 'Reported', text: 'Leadership is told. `/prodseceng capacity` shows it until it ends.' },
  };
}

/** Of what was chosen, the tools that are there. */
async function toolsChosen({ storage }: Deps, view: Submitted['view']): Promise<number[]> {
  const chosen = view.state.values.tools?.[ACTIONS.tools]?.selected_options ?? [];
  const ids = [...new Set(chosen.map(({ value }) => Number(value)))].filter((id) => Number.isInteger(id));
  const tools = await Promise.all(ids.map((id) => storage.tools.tool(id)));
  return tools.flatMap((tool) => (tool === null ? [] : [tool.id]));
}

/** Tools for the menu of the form: the best matches, or the first of the order where nothing is typed. */
async function toolOptions({ storage }: Deps, typed: string): Promise<PlainTextOption[]> {
  const search = typed.trim() === '' ? {} : { search: typed };
  const { tools } = await storage.tools.toolsBy(search, 0, OFFERED);
  return tools.map(({ id, name }) => option(name, String(id)));
}

/** Leadership is told of a constraint; when it ends the same message says so. */
function constraintDelivery(): Delivery {
  return {
    to: 'slack',
    async render(deps, payload) {
      const constraint = await deps.storage.capacity.constraint(Number(payload.constraintId));
      const person = String(payload.personId);
      const who = await deps.access.who(person, '');
      if (constraint === null || !who.ok || !maySeeCapacity(who.roles)) return null;
      const ended = constraint.endedAt !== null;
      const text = ended ? 'A capacity constraint has ended.' : 'ProdSecEng reports a capacity constraint.';
      const what = `${text}\n*${inline(truncate(constraint.what, 1_000))}*`;
      const blocks = [
        section(what, { blockId: 'what' }),
        context([factsOf(await shownOf(deps, constraint)), endedLine(constraint)].filter(Boolean), 'facts'),
      ];
      return { to: { person }, message: message(text, blocks) };
    },
  };
}

function endedLine({ endedAt, endedBy }: Constraint): string {
  if (endedAt === null) return '`/prodseceng capacity` lists all of them.';
  return endedBy === null || endedBy === 'app' ? 'Its last day is over.' : `Ended by ${mentionPerson(endedBy)}`;
}

/** A constraint ends the day after its last one, by the team's own calendar. */
function constraintsEnd(): Job {
  return {
    name: 'constraints',
    when: ({ calendar }) => ({ cron: '1 0 * * *', timeZone: calendar.homeTimeZone }),
    catchUp: 'once, if still the same day',
    async run(deps) {
      const leadership = await leadershipOf(deps);
      const owed = (id: number) => leadership.map((each) => oweConstraint(id, each));
      await deps.storage.capacity.endConstraintsBefore(today(deps), owed, deps.now());
      return [];
    },
  };
}
