import { useId, useState } from 'preact/hooks';
import { ago } from './dates.ts';
import { type IssueKey, useDesk, useRead } from './desk.ts';
import { Labels } from './gitlab-labels.tsx';
import { Avatar, Icon } from './icon.tsx';
import { Markdown } from './prose-view.tsx';
import type { Issue, Note } from './wire.ts';

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

function useIssueAct(issue: Issue) {
  const { as, act } = useDesk();
  return (path: string, body: object) =>
    act(`gitlab/${path}`, { as, project: issue.projectId, iid: issue.iid, ...body });
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

function Notes({ notes }: { notes: Note[] }) {
  const { state } = useDesk();
  const now = new Date(state.now);
  return (
    <section aria-label="Comments">
      <h4>Activity</h4>
      {notes.length === 0 && <p class="empty">No comments yet.</p>}
      <ol class="notes">
        {notes.map((note) => (
          <li key={note.id} class={note.system ? 'note-row system' : note.internal ? 'note-row internal' : 'note-row'}>
            {!note.system && <Avatar name={note.author.name} />}
            <div>
              <p class="byline">
                <strong>{note.author.name}</strong>
                {note.system && <span class="system-text">{note.body}</span>}
                {note.internal && <span class="badge">Internal note</span>}
                <time dateTime={note.createdAt}>{ago(new Date(note.createdAt), now)}</time>
              </p>
              {!note.system && <Markdown text={note.body} />}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Comment({ issue }: { issue: Issue }) {
  const act = useIssueAct(issue);
  const [body, setBody] = useState('');
  const [internal, setInternal] = useState(false);
  const id = useId();
  const send = async () => {
    if (body.trim() === '') return;
    const answer = await act('comment', { body, internal });
    if (!answer.ok) return;
    setBody('');
    setInternal(false);
  };
  return (
    <form
      class="comment"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label for={`${id}-body`}>Write a comment</label>
      <textarea
        id={`${id}-body`}
        class="control"
        rows={3}
        value={body}
        onInput={(event) => setBody(event.currentTarget.value)}
      />
      <div class="comment-row">
        <span class="choice">
          <input
            id={`${id}-internal`}
            type="checkbox"
            checked={internal}
            onChange={(event) => setInternal(event.currentTarget.checked)}
          />
          <label for={`${id}-internal`}>Internal note</label>
        </span>
        <button
          type="button"
          class="button small"
          onClick={() => void act('state', { state: issue.state === 'opened' ? 'close' : 'reopen' })}
        >
          {issue.state === 'opened' ? 'Close work item' : 'Reopen work item'}
        </button>
        <button type="submit" class="button small primary" disabled={body.trim() === ''}>
          Comment
        </button>
      </div>
    </form>
  );
}
