import { Chart } from './chart.tsx';
import { controlId } from './control.ts';
import { Element } from './element.tsx';
import { Icon } from './icon.tsx';
import { Markdown, ProseView, plainOf, Text } from './prose-view.tsx';
import { richTextProse } from './rich-text.ts';
import { type Surface, SurfaceContext, useSurface } from './surface.ts';
import { DataTable, Table } from './tables.tsx';
import type { Block, BlockElement, RichElement, TextObject } from './wire.ts';

/** A stack of Block Kit blocks on a surface. */
export function Blocks({ blocks, surface }: { blocks: Block[]; surface: Surface }) {
  return (
    <SurfaceContext.Provider value={surface}>
      <div class="blocks">
        {blocks.map((block, index) => (
          <BlockView key={block.block_id ?? index} block={block} />
        ))}
      </div>
    </SurfaceContext.Provider>
  );
}

function BlockView({ block }: { block: Block }) {
  switch (block.type) {
    case 'section':
      return <Section block={block} />;
    case 'header':
      return <h3 class="block-header">{plainOf(block.text)}</h3>;
    case 'divider':
      return <hr class="block-divider" />;
    case 'context':
      return <ContextBlock block={block} />;
    case 'actions':
      return <Actions block={block} />;
    case 'input':
      return <Input block={block} />;
    case 'rich_text':
      return (
        <div class="rich-text">
          <ProseView prose={richTextProse((block.elements ?? []) as RichElement[])} />
        </div>
      );
    case 'markdown':
      return <Markdown text={plainOf(block.text)} />;
    case 'image':
      return <ImageBlock block={block} />;
    case 'alert':
      return (
        <div class={`alert ${block.level ?? 'default'}`} role="note">
          <Icon name="warning" />
          <Text text={block.text} />
        </div>
      );
    case 'table':
      return <Table block={block} />;
    case 'data_table':
      return <DataTable block={block} />;
    case 'data_visualization':
      return <Chart block={block} />;
    default:
      return <p class="unsupported">{`This sandbox does not draw the block “${block.type}”.`}</p>;
  }
}

function Section({ block }: { block: Block }) {
  const { accessory } = block;
  return (
    <div class="section">
      <div class="section-text">
        {block.text && <Text text={block.text} />}
        {block.fields && (
          <div class="section-fields">
            {block.fields.map((field, index) => (
              <div key={index}>
                <Text text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory && (
        <div class="section-accessory">
          <Element block={block} element={accessory} name={nameFor(accessory, block)} />
        </div>
      )}
    </div>
  );
}

/** What to call an element that has no label: its placeholder, else the text beside it. */
function nameFor(element: BlockElement, block: Block): string {
  const beside = typeof block.text === 'object' ? block.text.text.replace(/[*_~`]/g, '').slice(0, 80) : '';
  return plainOf(element.placeholder) || element.accessibility_label || beside || (element.action_id ?? 'Choice');
}

function ContextBlock({ block }: { block: Block }) {
  return (
    <div class="context">
      {(block.elements ?? []).map((element, index) =>
        element.type === 'image' ? (
          <span class="image-alt" key={index}>{`Image: ${element.alt_text ?? ''}`}</span>
        ) : (
          <div key={index}>
            <Text text={textOf(element)} />
          </div>
        ),
      )}
    </div>
  );
}

/** In a context the elements are texts themselves. */
function textOf({ type, text, verbatim }: BlockElement): TextObject {
  const shown = typeof text === 'string' ? text : '';
  return { type: type === 'mrkdwn' ? 'mrkdwn' : 'plain_text', text: shown, ...(verbatim ? { verbatim } : {}) };
}

function Actions({ block }: { block: Block }) {
  return (
    <div class="actions">
      {(block.elements ?? []).map((element) => (
        <Element key={element.action_id} block={block} element={element} name={nameFor(element, block)} />
      ))}
    </div>
  );
}

function Input({ block }: { block: Block }) {
  const surface = useSurface();
  const { element } = block;
  if (!element) return null;
  const id = controlId(surface.id, block, element);
  const error = surface.errors[block.block_id ?? ''];
  const group = element.type === 'radio_buttons' || element.type === 'checkboxes';
  const described = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class={error ? 'input has-error' : 'input'} data-block-id={block.block_id}>
      <div class="input-label">
        {group ? (
          <span id={`${id}-label`}>{plainOf(block.label)}</span>
        ) : (
          <label for={id}>{plainOf(block.label)}</label>
        )}
        {block.optional && <span class="optional">(optional)</span>}
      </div>
      <Element block={block} element={element} {...(described ? { describedBy: described } : {})} />
      {error && (
        <p class="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
      {block.hint && (
        <p class="hint" id={`${id}-hint`}>
          {plainOf(block.hint)}
        </p>
      )}
    </div>
  );
}

function ImageBlock({ block }: { block: Block }) {
  return (
    <figure class="image-block">
      {block.title && <figcaption>{plainOf(block.title)}</figcaption>}
      <span class="image-alt">{`Image: ${block.alt_text ?? 'no description'}`}</span>
    </figure>
  );
}
