import { useId, useState } from 'preact/hooks';
import { ago } from './dates.ts';
import { useDesk } from './desk.ts';
import { Avatar } from './icon.tsx';
import { Markdown } from './prose-view.tsx';
import type { Issue, Note } from './wire.ts';
import { useIssueAct } from './work-item.ts';

/** What was said about a work item, and what GitLab wrote down itself. */
export function Notes({ notes }: { notes: Note[] }) {
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

/** Where a person comments, for all or for the team, and closes the work item. */
export function Comment({ issue }: { issue: Issue }) {
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
