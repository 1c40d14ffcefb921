import type { KnownBlock } from '@slack/types';

/** A drawing for messages: one bar or point for each category and series; of each at most 20 categories and 6 series. */
export type Chart = {
  type: 'bar' | 'line';
  title: string;
  /** At most 20 characters each, each once. */
  categories: readonly string[];
  series: readonly { name: string; values: readonly number[] }[];
  yLabel: string;
  blockId: string;
};

const CATEGORIES_MAX = 20;
const SERIES_MAX = 6;
const LABEL_MAX = 20;
const TITLE_MAX = 50;

/** Slack's `data_visualization` block; a message holds at most two. Clients that lack it show nothing: a table stands beside it. */
export function chart({ type, title, categories, series, yLabel, blockId }: Chart): KnownBlock {
  const labels = categories.slice(0, CATEGORIES_MAX).map((label) => label.slice(0, LABEL_MAX));
  const block = {
    ...{ type: 'data_visualization', block_id: blockId, title: title.slice(0, TITLE_MAX) },
    chart: {
      type,
      series: series.slice(0, SERIES_MAX).map(({ name, values }) => ({
        name: name.slice(0, LABEL_MAX),
        data: labels.map((label, index) => ({ label, value: values[index] ?? 0 })),
      })),
      axis_config: { categories: labels, y_label: yLabel.slice(0, TITLE_MAX) },
    },
  };
  // @slack/types 3.2.0 does not know this block yet.
  return block as unknown as KnownBlock;
}

/** A table of plain texts for messages, its head first; the first column is written to the left, the others to the right. */
export function textTable(rows: readonly (readonly string[])[], blockId: string): KnownBlock {
  const columns = rows[0]?.length ?? 0;
  return {
    ...{ type: 'table', block_id: blockId },
    column_settings: Array.from({ length: columns }, (_, index) => ({ align: index === 0 ? 'left' : 'right' })),
    rows: rows.map((row) => row.map((text) => ({ type: 'raw_text', text: text === '' ? '–' : text }))),
  } as KnownBlock;
}
