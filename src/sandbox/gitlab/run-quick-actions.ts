import { findUser } from './access.ts';
import { extractQuickActions, type QuickAction } from './quick-actions.ts';
import { type IssueEdit, type IssueRow, Refused, type State, type User } from './state.ts';

/** What is left of the text, and what was carried out. */
export type RunResult = { rest: string; ran: QuickAction[] };

type ChangeIssue = (state: State, issue: IssueRow, by: User, edit: IssueEdit) => IssueRow;

/** Carries out the quick actions in a text as whoever posted it, and keeps a record of each. */
export function runQuickActions(state: State, issue: IssueRow, by: User, text: string, change: ChangeIssue): RunResult {
  const { actions, rest } = extractQuickActions(text);
  let left = rest;
  for (const action of actions) {
    const id = state.nextId();
    state.ranActions.put(String(id), { id, issueId: issue.id, userId: by.id, ...action });
    if (action.name === 'shrug') left = `${left} ¯\\_(ツ)_/¯`.trim();
    carryOut(state, state.issues.get(String(issue.id)) ?? issue, by, action, change);
  }
  return { rest: left, ran: actions };
}

/** An action that the person may not do is passed over, as in GitLab. */
function carryOut(state: State, issue: IssueRow, by: User, action: QuickAction, change: ChangeIssue): void {
  const edit = editFor(state, issue, by, action);
  if (!edit) return;
  try {
    change(state, issue, by, edit);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
}

function editFor(state: State, issue: IssueRow, by: User, { name, argument }: QuickAction): IssueEdit | null {
  switch (name) {
    case 'close':
    case 'done':
      return { stateEvent: 'close' };
    case 'reopen':
      return { stateEvent: 'reopen' };
    case 'confidential':
      return { confidential: true };
    case 'title':
      return argument ? { title: argument } : null;
    case 'assign':
    case 'reassign':
      return { assigneeIds: peopleIn(state, by, argument) };
    case 'unassign':
      return { assigneeIds: [] };
    case 'label':
    case 'labels':
      return { addLabels: labelsIn(argument) };
    case 'unlabel':
      return { removeLabels: argument ? labelsIn(argument) : issue.labels };
    case 'relabel':
      return { labels: labelsIn(argument) };
    default:
      return null;
  }
}

function peopleIn(state: State, by: User, argument: string): number[] {
  const names = argument.split(/[\s,]+/u).map((name) => name.replace(/^@/u, ''));
  return names.flatMap((name) => (name === 'me' ? [by.id] : [findUser(state, name)?.id ?? 0])).filter((id) => id > 0);
}

function labelsIn(argument: string): string[] {
  const found = argument.matchAll(/~(?:"(?<quoted>[^"]+)"|(?<bare>[^\s,]+))/gu);
  return [...found].map(({ groups }) => groups?.quoted ?? groups?.bare ?? '');
}
