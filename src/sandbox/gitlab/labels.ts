import { type IssueRow, type LabelRow, type Project, Refused, type State, type User } from './state.ts';

/** Makes a label; a name that is taken is refused as GitLab does. */
export function createLabel(
  state: State,
  project: Project,
  label: { name: string; color: string; description?: string },
): LabelRow {
  const name = label.name.trim();
  if (name === '' || name.includes(',')) throw new Refused(400, { message: { title: ['is invalid'] } });
  if (labelNamed(state, project.id, name)) throw new Refused(409, { message: 'Label already exists' });
  const row = {
    id: state.nextId(),
    projectId: project.id,
    name,
    color: label.color,
    description: label.description ?? '',
  };
  state.labels.put(String(row.id), row);
  return row;
}

export function projectLabels(state: State, projectId: number): LabelRow[] {
  return state.labels
    .all()
    .filter((label) => label.projectId === projectId)
    .sort((a, b) => a.name.localeCompare(b.name));
}

function labelNamed(state: State, projectId: number, name: string): LabelRow | undefined {
  return state.labels.all().find((label) => label.projectId === projectId && label.name === name);
}

/** The names as labels of the project. GitLab makes those that are not there yet, and says nothing. */
export function ensureLabels(state: State, project: Project, names: string[]): string[] {
  const wanted = [...new Set(names.map((name) => name.trim()).filter((name) => name !== ''))];
  for (const name of wanted) {
    if (!labelNamed(state, project.id, name)) createLabel(state, project, { name, color: '#6699cc' });
  }
  return wanted;
}

/** The labels after adding and removing; on Premium a scoped label takes its siblings' place. */
export function changedLabels(state: State, before: string[], add: string[], remove: string[]): string[] {
  const kept = before.filter((name) => !remove.includes(name) && !add.includes(name));
  const scopes = new Set(add.map(scopeOf).filter((scope) => scope !== null));
  const rest = state.tier === 'premium' ? kept.filter((name) => !scopes.has(scopeOf(name) ?? '')) : kept;
  return [...rest, ...add].sort((a, b) => a.localeCompare(b));
}

function scopeOf(name: string): string | null {
  const end = name.lastIndexOf('::');
  return end > 0 ? name.slice(0, end) : null;
}

/** Keeps what changed as resource events, as GitLab does: labels leave no note. */
export function recordLabelEvents(state: State, issue: IssueRow, before: string[], by: User): void {
  const event = (action: 'add' | 'remove', label: string) => {
    const id = state.nextId();
    const createdAt = state.at();
    state.events.put(String(id), { id, issueId: issue.id, userId: by.id, kind: 'label', action, label, createdAt });
  };
  for (const label of issue.labels.filter((name) => !before.includes(name))) event('add', label);
  for (const label of before.filter((name) => !issue.labels.includes(name))) event('remove', label);
}
