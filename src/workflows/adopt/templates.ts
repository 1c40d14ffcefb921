import type { Settings } from '../../config/settings.ts';
import { templateMarkdown } from '../../domain/form-template.ts';
import { REQUEST_FORMS } from '../../domain/intake-forms.ts';

/** A GitLab issue template: the file's name is what GitLab shows, without its ending. */
export type IssueTemplate = { file: string; name: string; body: string };

/** The issue templates of the forms that become work items, with the labels and the confidentiality of the settings (DOOR-9). */
export function issueTemplates(settings: Settings): IssueTemplate[] {
  const quickActions = quickActionsFor(settings);
  return REQUEST_FORMS.map((form) => {
    const name = `ProdSecEng ${form.title.charAt(0).toLowerCase()}${form.title.slice(1)}`;
    return { name, file: `${name}.md`, body: templateMarkdown(form, { quickActions }) };
  });
}

/** GitLab runs these as whoever opens the issue; where that person may not, the app sets the labels after adopting it. */
function quickActionsFor({ gitlab }: Settings): string[] {
  const { candidate, workflow, metric } = gitlab.labels;
  const names = [candidate, workflow.validationBacklog, metric.pending].filter((name) => !/["\r\n]/u.test(name));
  const labels = names.length === 0 ? [] : [`/label ${names.map((name) => `~"${name}"`).join(' ')}`];
  return [...labels, ...(gitlab.confidential ? ['/confidential'] : [])];
}
