import { requireGroup } from './access.ts';
import type { Call, Params } from './http.ts';
import { instant, integer, names, text } from './http.ts';
import { changedLabels, ensureLabels } from './labels.ts';
import { type MergeRequestRow, type PlanRow, type Project, Refused, type State, type User } from './state.ts';

type Shaped = { id: number; state: string; labels: string[]; created_at: string; updated_at: string };

/** The rows that the parameters of a list of merge requests or epics ask for, in their order; newest first unless asked otherwise. */
export function listWork<T extends Shaped>(rows: readonly T[], params: Params): T[] {
  const [after, updated] = [instant(params, 'created_after'), instant(params, 'updated_after')];
  const [state, labels] = [text(params, 'state') ?? 'all', names(params, 'labels') ?? []];
  const orderBy = text(params, 'order_by') === 'updated_at' ? 'updated_at' : 'created_at';
  const found = rows
    .filter((row) => state === 'all' || row.state === state)
    .filter((row) => labels.every((label) => row.labels.includes(label)))
    .filter((row) => after === undefined || Date.parse(row.created_at) >= Date.parse(after))
    .filter((row) => updated === undefined || Date.parse(row.updated_at) >= Date.parse(updated))
    .sort((a, b) => Date.parse(a[orderBy]) - Date.parse(b[orderBy]) || a.id - b.id);
  return text(params, 'sort') === 'asc' ? found : found.reverse();
}

/** A merge request with the labels that a call asks for; a label that the project lacks is made, as GitLab does it. */
export function editMergeRequest(
  state: State,
  project: Project,
  row: MergeRequestRow,
  { params }: Call,
): MergeRequestRow {
  const changed = {
    ...row,
    labels: labelsAsked(state, row.labels ?? [], params, (added) => ensureLabels(state, project, added)),
    ...(integer(params, 'milestone_id') === undefined ? {} : { milestoneId: integer(params, 'milestone_id') ?? null }),
    updatedAt: state.at(),
  };
  state.mergeRequests.put(`${project.id}!${row.iid}`, changed);
  return changed;
}

/** An epic with the labels, description and state that a call asks for; of members of its group only. */
export function editEpic(state: State, row: PlanRow, by: User, { params }: Call): PlanRow {
  if (!requireGroup(state, String(row.groupId)).memberIds.includes(by.id))
    throw new Refused(403, { message: '403 Forbidden' });
  const [description, event] = [text(params, 'description'), text(params, 'state_event')];
  const texts: Partial<PlanRow> = {
    ...(description === undefined ? {} : { description }),
    ...(event === undefined ? {} : { state: event === 'close' ? 'closed' : 'opened' }),
  };
  const labels =
    Object.keys(texts).length > 0 ? (row.labels ?? []) : labelsAsked(state, row.labels ?? [], params, (added) => added);
  const changed: PlanRow = { ...row, ...texts, labels, updatedAt: state.at() };
  state.plans.put(String(row.id), changed);
  return changed;
}

function labelsAsked(state: State, before: string[], params: Params, known: (added: string[]) => string[]): string[] {
  const [add, remove] = [names(params, 'add_labels') ?? [], names(params, 'remove_labels') ?? []];
  if (add.length + remove.length === 0) throw new Refused(400, { error: 'add_labels, remove_labels… are missing' });
  return changedLabels(state, before, known(add), remove);
}
