import {
  address,
  anything,
  type Check,
  checkShape,
  fail,
  list,
  newCheck,
  object,
  oneOf,
  plain,
  prose,
  type Rule,
  type Shape,
  type Surface,
  text,
  whole,
  yesOrNo,
} from './limits.ts';
import { contextElement, element } from './limits-elements.ts';
import { asJson, asList, asText, type Json } from './types.ts';

const MAX_BLOCKS: Record<Surface, number> = { message: 50, modal: 100, home: 100 };
const MARKDOWN_TOTAL = 12_000;
const TABLE_TOTAL = 10_000;

const cell: Rule = (value, at, check) => {
  const content = asJson(value);
  if (!['raw_text', 'raw_number', 'rich_text'].includes(asText(content?.type)))
    fail(check, at, 'unsupported table cell');
  if (content?.type === 'raw_text') text(TABLE_TOTAL, 1)(content.text, `${at}/text`, check);
};

const point = object({ required: { label: text(20, 1), value: finite } });
const series = object({ required: { name: text(20, 1), data: list(1, 20, point) } });
const axes = object({
  required: { categories: list(1, 20, text(20, 1)) },
  optional: { x_label: text(50, 1), y_label: text(50, 1) },
});
const xyChart = object({ required: { type: anything, series: list(1, 6, series), axis_config: axes } });
const segment = object({ required: { label: text(20, 1), value: finite } });
const pieChart = object({ required: { type: anything, segments: list(1, 6, segment) } });

/** Bars, areas and lines share their fields; the labels of each series are the categories, and a series has a name of its own. */
function drawing(value: unknown, at: string, check: Check): void {
  const chart = asJson(value) ?? {};
  const kind = asText(chart.type);
  if (!['bar', 'area', 'line', 'pie'].includes(kind)) fail(check, at, 'unsupported chart type');
  const rule = kind === 'pie' ? pieChart : xyChart;
  rule(value, at, check);
  const all = asList(chart.series);
  for (const name of repeated(all.map((each) => asText(each.name)))) fail(check, at, `series "${name}" already exists`);
  const categories = JSON.stringify(asJson(chart.axis_config)?.categories ?? []);
  if (all.some(({ data }) => JSON.stringify(asList(data).map(({ label }) => label)) !== categories))
    fail(check, at, 'labels of a series must match the categories');
}

function finite(value: unknown, at: string, check: Check): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) fail(check, at, 'must be a number');
}

function sectionHasText(value: unknown, at: string, check: Check): void {
  const block = asJson(value) ?? {};
  if (block.text === undefined && block.fields === undefined) fail(check, at, 'missing required field: text or fields');
}

function only(...surfaces: Surface[]): Rule {
  return (value, at, check) => {
    if (!surfaces.includes(check.surface))
      fail(check, at, `${asText(asJson(value)?.type)} blocks are not allowed in a ${check.surface}`);
  };
}

const BLOCKS: Record<string, Shape> = {
  section: {
    optional: {
      text: prose(3_000),
      fields: list(1, 10, prose(2_000)),
      accessory: element('section'),
      expand: yesOrNo,
    },
    also: sectionHasText,
  },
  header: { required: { text: plain(150) }, optional: { level: whole(1, 4) } },
  divider: {},
  context: { required: { elements: list(1, 10, contextElement) } },
  actions: { required: { elements: list(1, 25, element('actions')) } },
  input: {
    required: { label: plain(2_000), element: element('input') },
    optional: { hint: plain(2_000), optional: yesOrNo, dispatch_action: yesOrNo },
  },
  image: {
    required: { alt_text: text(2_000, 1) },
    optional: { image_url: address(3_000), slack_file: anything, title: plain(2_000) },
  },
  rich_text: { required: { elements: list(0, 1_000, anything) } },
  markdown: { required: { text: text(MARKDOWN_TOTAL, 1) }, also: only('message') },
  table: {
    required: { rows: list(1, 100, list(1, 20, cell)) },
    optional: {
      column_settings: list(
        0,
        20,
        object({ optional: { align: oneOf('left', 'center', 'right'), is_wrapped: yesOrNo } }),
      ),
    },
    also: only('message', 'home'),
  },
  data_table: {
    required: { rows: list(2, 201, list(1, 20, cell)), caption: text(2_000, 1) },
    optional: { page_size: whole(1, 100), row_header_column_index: whole(0, 19) },
    also: only('message', 'home'),
  },
  data_visualization: { required: { title: text(50, 1), chart: drawing }, also: only('message') },
};

/** What Slack would refuse in these blocks, in its own words; empty when all is well. */
export function checkBlocks(blocks: unknown, surface: Surface): string[] {
  const check = newCheck(surface);
  runBlocks(blocks, '/blocks', check);
  return check.found;
}

/** Checks blocks inside a run that has begun. */
export function runBlocks(blocks: unknown, at: string, check: Check): void {
  if (!Array.isArray(blocks)) {
    fail(check, at, 'must be an array');
    return;
  }
  if (blocks.length > MAX_BLOCKS[check.surface])
    fail(check, at, `no more than ${MAX_BLOCKS[check.surface]} items allowed`);
  blocks.forEach((block, index) => {
    checkBlock(block, `${at}/${index}`, check);
  });
  checkTotals(asList(blocks), at, check);
  if (check.focused > 1) fail(check, at, 'only one element may set focus_on_load');
}

function checkBlock(value: unknown, at: string, check: Check): void {
  const block = asJson(value);
  const shape = BLOCKS[asText(block?.type)];
  if (!block || !shape) {
    fail(check, at, `unsupported type: ${asText(block?.type) || 'none'}`);
    return;
  }
  if (block.block_id !== undefined) text(255, 1)(block.block_id, `${at}/block_id`, check);
  const before = check.actionIds.length;
  checkShape(shape, block, at, check, ['type', 'block_id']);
  if (check.surface !== 'modal') failRepeatedActions(check.actionIds.slice(before), at, check);
}

/** In a modal an action id is used once (its values are keyed by it); elsewhere once in a block. */
function failRepeatedActions(ids: string[], at: string, check: Check): void {
  for (const id of repeated(ids)) fail(check, at, `action_id "${id}" already exists`);
}

function checkTotals(blocks: Json[], at: string, check: Check): void {
  for (const id of repeated(blocks.map((block) => asText(block.block_id))))
    fail(check, at, `block_id "${id}" already exists`);
  if (check.surface === 'modal') failRepeatedActions(check.actionIds, at, check);
  const markdown = blocks.filter((block) => block.type === 'markdown');
  if (sum(markdown.map((block) => asText(block.text).length)) > MARKDOWN_TOTAL)
    fail(check, at, `markdown blocks must hold less than ${MARKDOWN_TOTAL + 1} characters together`);
  const tables = blocks.filter((block) => block.type === 'table');
  if (sum(tables.map((block) => cellText(block).length)) > TABLE_TOTAL)
    fail(check, at, `tables must hold less than ${TABLE_TOTAL + 1} characters`);
  if (blocks.filter((block) => block.type === 'data_visualization').length > 2)
    fail(check, at, 'no more than 2 data_visualization blocks allowed');
}

function cellText(table: Json): string {
  const rows = Array.isArray(table.rows) ? table.rows.flat() : [];
  return asList(rows)
    .map((content) => asText(content.text))
    .join('');
}

function repeated(ids: string[]): string[] {
  const given = ids.filter((id) => id !== '');
  return [...new Set(given.filter((id, index) => given.indexOf(id) !== index))];
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
