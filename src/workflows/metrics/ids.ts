/**
 * Buttons of the report. The value of `show` is a period (`2026-10`, `milestone:12`), of `version` a kept report's id, of `counted`
 * what `countedValue` writes, of `again` and `csv` a period; of `label` and `suggested` a
 * metric label, their block's id says of what.
 */
export const ACTIONS = {
  show: 'metrics_show',
  version: 'metrics_version',
  counted: 'metrics_counted',
  page: 'metrics_page',
  again: 'metrics_again',
  csv: 'metrics_csv',
  unlabelled: 'metrics_unlabelled',
  labelsPage: 'metrics_labels_page',
  label: 'metrics_label',
  suggested: 'metrics_suggested',
} as const;

export const VIEWS = { counted: 'metrics_counted', again: 'metrics_again_form', labels: 'metrics_labels' } as const;
