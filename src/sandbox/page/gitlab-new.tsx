import { useId, useState } from 'preact/hooks';
import { useDesk, useRead } from './desk.ts';
import type { Issue, IssueTemplate } from './wire.ts';

type Props = { labels: string[]; done(issue: Issue | null): void };

/** The team's project takes requests too: blank, or from one of the app's templates. */
export function NewWorkItem({ labels, done }: Props) {
  const { as, act } = useDesk();
  const { data } = useRead<{ templates?: IssueTemplate[] } | IssueTemplate[]>('gitlab/templates', {});
  const templates = Array.isArray(data) ? data : (data?.templates ?? []);
  const [draft, setDraft] = useState({ template: '', title: '', description: '', label: '', confidential: false });
  const id = useId();
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const create = async () => {
    const { title, description, template, label, confidential } = draft;
    const body = { as, project: 101, title, description, confidential, labels: label.trim() ? [label.trim()] : [] };
    const answer = await act<{ issue?: Issue }>('gitlab/create', template ? { ...body, template } : body);
    if (answer.ok) done(answer.issue ?? null);
  };
  return (
    <form
      class="new-item"
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <label for={`${id}-template`}>Template</label>
      <select
        id={`${id}-template`}
        class="control select"
        value={draft.template}
        onChange={(event) => {
          const template = event.currentTarget.value;
          change({ template, description: templates.find((each) => each.name === template)?.body ?? '' });
        }}
      >
        <option value="">No template</option>
        {templates.map((template) => (
          <option key={template.name} value={template.name}>
            {template.name}
          </option>
        ))}
      </select>
      <label for={`${id}-title`}>Title</label>
      <input
        id={`${id}-title`}
        class="control"
        required
        value={draft.title}
        onInput={(event) => change({ title: event.currentTarget.value })}
      />
      <label for={`${id}-description`}>Description</label>
      <textarea
        id={`${id}-description`}
        class="control tall"
        rows={14}
        value={draft.description}
        onInput={(event) => change({ description: event.currentTarget.value })}
      />
      <label for={`${id}-label`}>Label</label>
      <input
        id={`${id}-label`}
        class="control"
        list={`${id}-labels`}
        value={draft.label}
        onInput={(event) => change({ label: event.currentTarget.value })}
      />
      <datalist id={`${id}-labels`}>
        {labels.map((label) => (
          <option key={label} value={label} />
        ))}
      </datalist>
      <span class="choice">
        <input
          id={`${id}-confidential`}
          type="checkbox"
          checked={draft.confidential}
          onChange={(event) => change({ confidential: event.currentTarget.checked })}
        />
        <label for={`${id}-confidential`}>Confidential</label>
      </span>
      <div class="form-end">
        <button type="button" class="button" onClick={() => done(null)}>
          Cancel
        </button>
        <button type="submit" class="button primary" disabled={draft.title.trim() === ''}>
          Create work item
        </button>
      </div>
    </form>
  );
}
