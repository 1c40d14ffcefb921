import { useState } from 'preact/hooks';
import { ago } from './dates.ts';
import { type IssueKey, useDesk, useRead } from './desk.ts';
import { IssueView } from './gitlab-issue.tsx';
import { Labels } from './gitlab-labels.tsx';
import { NewWorkItem } from './gitlab-new.tsx';
import { Icon } from './icon.tsx';
import type { Issue } from './wire.ts';

type Props = { selected: IssueKey | null; select(issue: IssueKey | null): void; close(): void };

/** The local GitLab: the team's work items as the person may see them. */
export function GitLabPane({ selected, select, close }: Props) {
  const { data } = useRead<{ issues: Issue[]; account?: string | null }>('gitlab/issues', {});
  const labels = useRead<{ labels: string[] }>('gitlab/labels', {}).data?.labels ?? [];
  const [writing, setWriting] = useState(false);
  const issues = data?.issues ?? [];
  const hasAccount = data?.account !== null;
  return (
    <aside class="gitlab" aria-label="GitLab">
      <header class="pane-header">
        {(selected || writing) && (
          <button
            type="button"
            class="icon-button"
            aria-label="Back to work items"
            onClick={() => {
              select(null);
              setWriting(false);
            }}
          >
            <Icon name="back" />
          </button>
        )}
        <h2>{writing ? 'New work item' : selected ? `Work item #${selected.iid}` : 'Work items'}</h2>
        {!selected && !writing && hasAccount && (
          <button type="button" class="button small primary" onClick={() => setWriting(true)}>
            New work item
          </button>
        )}
        <button type="button" class="icon-button" aria-label="Close GitLab" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <div class="scroll">
        {writing ? (
          <NewWorkItem
            done={(issue) => {
              setWriting(false);
              if (issue) select({ project: issue.projectId, iid: issue.iid });
            }}
            labels={labels}
          />
        ) : selected ? (
          <IssueView key={`${selected.project}#${selected.iid}`} issue={selected} labels={labels} />
        ) : (
          <IssueList
            issues={data ? issues : null}
            select={select}
            none={hasAccount ? 'No work items that you may see.' : 'You have no account in this GitLab.'}
          />
        )}
      </div>
    </aside>
  );
}

type State = 'opened' | 'closed' | 'all';

type ListProps = { issues: Issue[] | null; none: string; select(issue: IssueKey): void };

function IssueList({ issues, none, select }: ListProps) {
  const [state, setState] = useState<State>('opened');
  const shown = (issues ?? []).filter((issue) => state === 'all' || issue.state === state);
  const choice = (value: State, label: string) => (
    <button type="button" aria-pressed={state === value} onClick={() => setState(value)}>
      {label}
    </button>
  );
  return (
    <>
      <fieldset class="segments" aria-label="Which work items">
        {choice('opened', 'Open')}
        {choice('closed', 'Closed')}
        {choice('all', 'All')}
      </fieldset>
      {issues && shown.length === 0 && <p class="empty">{none}</p>}
      <ul class="issues" aria-label="Work items">
        {shown.map((issue) => (
          <IssueRow key={`${issue.projectId}#${issue.iid}`} issue={issue} select={select} />
        ))}
      </ul>
    </>
  );
}

function IssueRow({ issue, select }: { issue: Issue; select(issue: IssueKey): void }) {
  const { state } = useDesk();
  return (
    <li>
      <button type="button" class="issue-link" onClick={() => select({ project: issue.projectId, iid: issue.iid })}>
        {issue.title}
      </button>
      <p class="issue-facts">
        <span>{`#${issue.iid}`}</span>
        {issue.confidential && (
          <span class="confidential">
            <Icon name="lock" />
            Confidential
          </span>
        )}
        {issue.state === 'closed' && <span class="closed">Closed</span>}
        <span>{`${ago(new Date(issue.createdAt), new Date(state.now))} by ${issue.author.name}`}</span>
        {issue.assignees.length > 0 && (
          <span>{`Assigned to ${issue.assignees.map((each) => each.name).join(', ')}`}</span>
        )}
      </p>
      <Labels labels={issue.labels} />
    </li>
  );
}
