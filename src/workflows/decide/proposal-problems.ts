import type { Deps } from '../../deps.ts';
import type { DecisionFile } from '../../domain/decision.ts';
import { factsOf, refusalOf } from '../../domain/decision-offers.ts';
import { canBeWatched } from '../../domain/decision-promises.ts';
import { nameTaken, type Signers, signerProblems } from '../../domain/decision-propose.ts';
import { readTransfer } from '../../domain/decision-words.ts';
import { type Answers, fieldsOf, textOf } from '../../domain/form.ts';
import { decideForm } from '../../domain/forms/decide-forms.ts';
import type { Roles } from '../../domain/people.ts';
import { projectPath } from '../../domain/tool-act.ts';
import { knownFor } from './known.ts';
import type { Typed } from './proposal-draft.ts';

/** What only this outcome knows of its fields. A role that no field asks for is told at the basis. */
export async function problemsOf(
  deps: Deps,
  at: DecisionFile,
  { outcome, answers }: Typed,
  signers: Signers,
  roles: Roles,
): Promise<Record<string, string>> {
  const problems: Record<string, string> = {};
  const asked = new Set(fieldsOf(decideForm(outcome)).map(({ id }) => id));
  for (const [role, text] of Object.entries(signerProblems(outcome, signers, { roles }, at.file.request.door))) {
    problems[asked.has(role) ? role : 'basis'] = text;
  }
  const strangers = await strangersIn(deps, answers);
  for (const field of strangers)
    problems[field] = 'Choose a full member of this workspace: no guest, no app, nobody from outside.';
  const watched = textOf(answers, 'watched');
  if (watched !== '' && !isOurs(deps, watched))
    problems.watched = `Give the address of an epic, issue or milestone in ${deps.gitlabUrl}.`;
  const project = textOf(answers, 'project');
  if (project !== '' && projectPath(project) === null)
    problems.project = 'Write the path of the project, such as “security/vulnmapper”, or its address.';
  const name = textOf(answers, 'toolName');
  const other = name === '' ? null : await deps.storage.tools.toolNamed(name);
  if (other !== null && other.id !== at.toolId) problems.toolName = nameTaken(name);
  const transfer =
    outcome === 'reprioritise' ? refusalOf(readTransfer(answers), factsOf(at, await knownFor(deps, at))) : null;
  if (transfer !== null) problems.transfer = transfer;
  if (outcome === 'reprioritise' && textOf(answers, 'slips') === '' && textOf(answers, 'impact') === '')
    problems.impact = 'Say what slips, or go back and choose what makes room.';
  const owner = textOf(answers, 'owner');
  if (owner !== '' && problems.owner === undefined && !(await isTeam(deps, owner)))
    problems.owner = 'The owner has to be someone of ProdSecEng.';
  return problems;
}

const isOurs = (deps: Deps, address: string): boolean =>
  URL.canParse(address) && new URL(address).origin === new URL(deps.gitlabUrl).origin && canBeWatched(address);

async function isTeam(deps: Deps, personId: string): Promise<boolean> {
  const who = await deps.access.who(personId, '');
  return who.ok && who.roles.team;
}

const PEOPLE_FIELDS = ['product', 'engineering', 'requesting', 'owner', 'evaluator'] as const;

/** Fields that name someone who is no full member. */
async function strangersIn(deps: Deps, answers: Answers): Promise<string[]> {
  const found = await Promise.all(
    PEOPLE_FIELDS.map(async (field) => {
      const named = answers[field];
      const ids = named === undefined ? [] : [named].flat().filter((id) => id !== '');
      const all = await Promise.all(ids.map((id) => deps.access.who(id, '')));
      return all.every(({ ok }) => ok) ? [] : [field];
    }),
  );
  return found.flat();
}
