import type { Settings } from '../../config/settings.ts';
import { templateMarkdown } from '../../domain/form-template.ts';
import { REQUEST_FORMS } from '../../domain/intake-forms.ts';
import { STAGE_TEMPLATES, type StageTemplate, stageTemplateBody } from '../../domain/stage-template.ts';

/** A GitLab issue template: the file's name is what GitLab shows, without its ending. */
export type IssueTemplate = { file: string; name: string; body: string };

/**
 * The issue templates of the forms that become work items (DOOR-9), and those of a tool's way (sunset, transfer, ADR), with the labels and the
 * confidentiality of the settings.
 */
export const issueTemplates = (settings: Settings): IssueTemplate[] => [
  ...requestTemplates(settings),
  ...STAGE_TEMPLATES.map((template) => ({
    ...{ name: template.name, file: `${template.name}.md` },
    body: stageTemplateBody(template, stageActions(settings, template)),
  })),
];

function stageActions({ gitlab }: Settings, { kind }: StageTemplate): string[] {
  const { workflow, metric } = gitlab.labels;
  return quickActions(kind === null ? [] : [workflow.inDev, metric.sunsetting], gitlab.confidential);
}

function requestTemplates(settings: Settings): IssueTemplate[] {
  const quickActions = quickActionsFor(settings);
  return REQUEST_FORMS.map((form) => {
    const name = `ProdSecEng ${form.title.charAt(0).toLowerCase()}${form.title.slice(1)}`;
    return { name, file: `${name}.md`, body: templateMarkdown(form, { quickActions }) };
  });
}

/** GitLab runs these as whoever opens the issue; where that person may not, the app sets the labels after adopting it. */
function quickActionsFor({ gitlab }: Settings): string[] {
  const { candidate, workflow, metric } = gitlab.labels;
  return quickActions([candidate, workflow.validationBacklog, metric.pending], gitlab.confidential);
}

function quickActions(wanted: readonly string[], confidential: boolean): string[] {
  const names = wanted.filter((name) => !/["\r\n]/u.test(name));
  const labels = names.length === 0 ? [] : [`/label ${names.map((name) => `~"${name}"`).join(' ')}`];
  return [...labels, ...(confidential ? ['/confidential'] : [])];
}
