import { asJson, asList, asText, type Json } from './slack/types.ts';

/** What a person would read on a view or message, as plain lines: texts, labels, options, buttons in brackets. */
export function screen(shown: object | null | undefined): string {
  const surface = asJson(shown) ?? {};
  const title = textOf(surface.title);
  const submit = textOf(surface.submit);
  const blocks = asList(surface.blocks);
  const body = blocks.length > 0 ? blocks.flatMap(blockLines) : [asText(surface.text)];
  return [title && `# ${title}`, ...body, submit && `[[${submit}]]`].filter(Boolean).join('\n');
}

/** The text of a text object, or of a string. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : asText(asJson(value)?.text);
}

function blockLines(block: Json): string[] {
  const elements = asList(block.elements);
  switch (block.type) {
    case 'divider':
      return ['----'];
    case 'header':
      return [`## ${textOf(block.text)}`];
    case 'input':
      return inputLines(block);
    case 'actions':
      return [elements.map(elementText).join(' ')];
    case 'context':
      return [elements.map((element) => textOf(element.text) || asText(element.alt_text)).join(' ')];
    case 'rich_text':
      return [richText(block)];
    case 'table':
    case 'data_table':
      return tableLines(block);
    default:
      return [textOf(block.text), ...asList(block.fields).map(textOf), accessory(block), asText(block.alt_text)].filter(
        Boolean,
      );
  }
}

function inputLines(block: Json): string[] {
  const element = asJson(block.element) ?? {};
  const needed = block.optional === true ? '' : ' *';
  return [`${textOf(block.label)}${needed}: ${elementText(element)}`, textOf(block.hint)].filter(Boolean);
}

function accessory(block: Json): string {
  const element = asJson(block.accessory);
  return element ? elementText(element) : '';
}

function elementText(element: Json): string {
  if (element.type === 'button') return `[${textOf(element.text)}]`;
  const groups = asList(element.option_groups).flatMap((group) => asList(group.options));
  const options = [...asList(element.options), ...groups].map((option) => textOf(option.text));
  if (element.type === 'overflow') return `… ${options.map((option) => `[${option}]`).join(' ')}`;
  const initial = [
    asText(element.initial_value),
    textOf(asJson(element.initial_option)?.text),
    ...asList(element.initial_options).map((option) => textOf(option.text)),
    asText(element.initial_user),
    asText(element.initial_date),
  ].filter(Boolean);
  return [initial.join(', '), options.length > 0 ? `(${options.join(' | ')})` : '', textOf(element.placeholder)]
    .filter(Boolean)
    .join(' ');
}

function tableLines(table: Json): string[] {
  const rows = Array.isArray(table.rows) ? (table.rows as unknown[]) : [];
  return [
    asText(table.caption),
    ...rows.map((row) =>
      asList(row)
        .map((cell) => asText(cell.text) || richText(cell))
        .join(' | '),
    ),
  ];
}

function richText(part: Json): string {
  if (typeof part.text === 'string') return part.text;
  return asList(part.elements).map(richText).join('');
}
