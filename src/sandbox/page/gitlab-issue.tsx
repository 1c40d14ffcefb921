import { useId, useState } from 'preact/hooks';
import { ago } from './dates.ts';
import { type IssueKey, useDesk, useRead } from './desk.ts';
import { Labels } from './gitlab-labels.tsx';
import { Comment, Notes } from './gitlab-notes.tsx';
import { Icon } from './icon.tsx';
import { Markdown } from './prose-view.tsx';
import type { Issue, Note } from './wire.ts';
import { useIssueAct } from './work-item.ts';

type Read = { issue: Issue; notes: Note[]; description: string };

/** One work item: what it says, what was said about it, and what the person may do with it. */
export function IssueView({ issue: key, labels }: { issue: IssueKey; labels: string[] }) {
  const { data, failed } = useRead<Read>('gitlab/issue', { project: String(key.project), iid: String(key.iid) });
  if (failed) return <p class="empty">GitLab answers 404: there is no such work item for you.</p>;
  if (!data?.issue) return null;
  const { issue } = data;
  return (
    <article class="issue" aria-label={`Work item #${issue.iid}`}>
      <h3>{issue.title}</h3>
      <p class="issue-facts">
        <span class={issue.state === 'opened' ? 'open-badge' : 'closed'}>
          {issue.state === 'opened' ? 'Open' : 'Closed'}
        </span>
        {issue.confidential && (
          <span class="confidential">
            <Icon name="lock" />
            Confidential
          </span>
        )}
        <When at={issue.createdAt} by={issue.author.name} />
      </p>
      <Facts issue={issue} known={labels} />
      <section class="description" aria-label="Description">
        <Markdown text={data.description ?? issue.description ?? ''} />
      </section>
      <Notes notes={data.notes} />
      <Comment issue={issue} />
    </article>
  );
}

function When({ at, by }: { at: string; by: string }) {
  const { state } = useDesk();
  return <span>{`${ago(new Date(at), new Date(state.now))} by ${by}`}</span>;
}

function Facts({ issue, known }: { issue: Issue; known: string[] }) {
  const act = useIssueAct(issue);
  return (
    <dl class="facts">
      <dt>Labels</dt>
      <dd>
        <Labels labels={issue.labels} remove={(label) => void act('label', { remove: label })} />
        <AddLabel known={known} add={(label) => act('label', { add: label })} />
      </dd>
      <dt>Assignee</dt>
      <dd>
        <Assignee issue={issue} assign={(username) => act('assign', { username })} />
      </dd>
    </dl>
  );
}

function AddLabel({ known, add }: { known: string[]; add(label: string): void }) {
  const [label, setLabel] = useState('');
  const listId = useId();
  return (
    <form
      class="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (label.trim()) add(label.trim());
        setLabel('');
      }}
    >
      <input
        class="control small"
        aria-label="Add a label"
        placeholder="Add a label"
        list={listId}
        value={label}
        onInput={(event) => setLabel(event.currentTarget.value)}
      />
      <datalist id={listId}>
        {known.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <button type="submit" class="button small">
        Add
      </button>
    </form>
  );
}

function Assignee({ issue, assign }: { issue: Issue; assign(username: string | null): void }) {
  const { state } = useDesk();
  const current = issue.assignees[0]?.username ?? '';
  const users = state.people.flatMap((person) =>
    person.gitlabUsername ? [{ username: person.gitlabUsername, name: person.name }] : [],
  );
  const missing = issue.assignees.filter((each) => !users.some((user) => user.username === each.username));
  return (
    <select
      class="control select small"
      aria-label="Assignee"
      value={current}
      onChange={(event) => assign(event.currentTarget.value || null)}
    >
      <option value="">Nobody</option>
      {[...users, ...missing].map((user) => (
        <option key={user.username} value={user.username}>
          {user.name}
        </option>
      ))}
    </select>
  );
}
