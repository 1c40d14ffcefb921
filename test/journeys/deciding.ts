import Database from 'better-sqlite3';
import { fieldsOf } from '../../src/domain/form.ts';
import { decideForm } from '../../src/domain/forms/decide-forms.ts';
import { type OutcomeId, outcomeOf } from '../../src/domain/outcome.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import type { Given } from '../../src/sandbox/driver-values.ts';
import { type Sandbox, screen } from '../../src/sandbox/start.ts';
import { assessedAnswers, health, seedAssessment } from '../assessed.ts';
import { fillHandover, fillNetNew } from './fill.ts';

export const INTAKE = 'C0INTAKE1';
export const CARD = { channel: INTAKE, textContains: '*R-1*' };
export const ASKED = { dm: true as const, textContains: 'needs your agreement' };

/** Something of the app's database, as it is now. */
export function inDatabase<T>({ dataPath }: Pick<Sandbox, 'dataPath'>, run: (client: Database.Database) => T): T {
  const client = new Database(dataPath);
  try {
    return run(client);
  } finally {
    client.close();
  }
}

/** A complete assessment as this outcome needs it, kept as if the team had given it. */
export function assess(sandbox: Pick<Sandbox, 'dataPath'>, requestId: number, outcome: OutcomeId): void {
  const level = outcome === 'accept-improve' || outcome === 'best-effort' ? 'below-good' : 'good';
  const answers =
    outcomeOf(outcome).door === 'new'
      ? assessedAnswers('new', { path: outcome })
      : assessedAnswers('handover', { ...health(level), assessedCriticality: 'high' });
  inDatabase(sandbox, (client) => seedAssessment(client, requestId, answers));
}

/** R-1 of this outcome's door, from the requester, with a stakeholder, assessed. */
export async function fileFor(sandbox: Sandbox, outcome: OutcomeId, own: Record<string, Given> = {}): Promise<void> {
  const requester = sandbox.person('requester');
  const fill = outcomeOf(outcome).door === 'new' ? fillNetNew : fillHandover;
  await fill(requester, { Stakeholders: ['colleague'], ...own });
  await requester.closeModal({ all: true });
  await sandbox.settled();
  assess(sandbox, 1, outcome);
}

const KINDS: Record<string, Given> = { date: '2099-12-31', person: 'engineer' };

/** What is filled in beside that which stands there already. */
async function answersFor(sandbox: Pick<Sandbox, 'gitlab'>, outcome: OutcomeId): Promise<Record<string, Given>> {
  const [issue] = await sandbox.gitlab.issues();
  const prefilled = ['requesting', 'product', 'engineering', 'toolName'];
  const rows = fieldsOf(decideForm(outcome))
    .filter(({ id }) => !prefilled.includes(id))
    .map(({ label, kind, options }): [string, Given] => {
      if (kind === 'link') return [label, issue?.webUrl ?? ''];
      if (label === 'GitLab project') return [label, 'security/keeper'];
      return [label, KINDS[kind] ?? options?.[0]?.label ?? `${label} of the proposal`];
    });
  return Object.fromEntries(rows);
}

/** What makes room is picked; nothing, unless it is said. */
async function pickRoom(person: PersonDriver, room: Record<string, Given>): Promise<void> {
  await person.fill(room);
  const { errors } = await person.submit();
  if (Object.keys(errors).length > 0) throw new Error(JSON.stringify(errors));
}

/** Opens the form of a proposal and fills it in; it is not sent yet. `room`: what makes room, where that is asked. */
export async function fillProposal(
  sandbox: Pick<Sandbox, 'gitlab'>,
  person: PersonDriver,
  outcome: OutcomeId,
  own: Record<string, Given> = {},
  room: Record<string, Given> = {},
): Promise<void> {
  await person.command('request R-1');
  await person.press('Propose a decision');
  await person.fill({ outcome });
  await person.submit();
  if (outcome === 'reprioritise') await pickRoom(person, room);
  await person.fill({ ...(await answersFor(sandbox, outcome)), ...own });
}

/** Proposes it as a person does; gives what they are told. */
export async function propose(
  sandbox: Sandbox,
  person: PersonDriver,
  outcome: OutcomeId,
  own: Record<string, Given> = {},
  room: Record<string, Given> = {},
): Promise<string> {
  await fillProposal(sandbox, person, outcome, own, room);
  const { errors, modal } = await person.submit();
  if (Object.keys(errors).length > 0) throw new Error(JSON.stringify(errors));
  const told = screen(modal);
  await person.closeModal({ all: true });
  await sandbox.settled();
  return told;
}

export async function cardOf(sandbox: Sandbox): Promise<string> {
  return screen(await sandbox.person('engineer').message(CARD));
}

/** The `metric` labels on R-1's work item. */
export async function metricsOn(sandbox: Sandbox, iid = 1): Promise<string[]> {
  const { issue } = await sandbox.gitlab.issue(iid);
  return issue.labels.filter((label) => label.startsWith('ProdSecEngMetric::'));
}

export async function notesOn(sandbox: Sandbox, iid = 1): Promise<string> {
  return (await sandbox.gitlab.issue(iid)).notes.map(({ body }) => body).join('\n---\n');
}

export const openPromises = (sandbox: Sandbox, requestId = 1): string[] =>
  inDatabase(sandbox, (client) =>
    client
      .prepare<[number], string>(`SELECT kind FROM promise WHERE request_id = ? AND state = 'open' ORDER BY kind`)
      .pluck()
      .all(requestId),
  );

export const toolRows = (sandbox: Sandbox): { name: string; state: string; support: string; health_level: string }[] =>
  inDatabase(sandbox, (client) =>
    client
      .prepare<[], { name: string; state: string; support: string; health_level: string }>(
        'SELECT name, state, support, health_level FROM tool',
      )
      .all(),
  );

export const stateOf = (sandbox: Sandbox): string =>
  inDatabase(sandbox, (client) => String(client.prepare('SELECT state FROM request WHERE id = 1').pluck().get()));
