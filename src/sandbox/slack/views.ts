import { randomBytes } from 'node:crypto';
import type { Store } from '../store.ts';
import type { Block, Json, StoredView } from './types.ts';
import { Refusal } from './types.ts';

const MAX_STACK = 3;

/** The views that people have open, and the published Home tabs. */
export interface ViewBook {
  /** The person's open modals, the one on top last. */
  stack(userId: string): StoredView[];
  find(viewId: string): StoredView | undefined;
  findByExternalId(externalId: string): StoredView | undefined;
  open(userId: string, content: Json): StoredView;
  push(userId: string, content: Json): StoredView;
  update(view: StoredView, content: Json): StoredView;
  /** Closes the view and what lies on it. */
  close(view: StoredView): void;
  closeAll(userId: string): void;
  home(userId: string): StoredView | undefined;
  publish(userId: string, content: Json): StoredView;
}

/** Opens the published Home tabs kept in the store; modals are forgotten with the process. */
export function createViewBook(store: Store): ViewBook {
  const homes = store.collection<StoredView>('slack-homes');
  const stacks = new Map<string, StoredView[]>();
  const stack = (userId: string): StoredView[] => stacks.get(userId) ?? [];
  const everyOpen = (): StoredView[] => [...stacks.values()].flat();
  const every = (): StoredView[] => [...everyOpen(), ...homes.all()];
  const put = (userId: string, content: Json, below: StoredView | undefined): StoredView => {
    const view = makeView('modal', userId, content, below);
    stacks.set(userId, below ? [...stack(userId), view] : [view]);
    return view;
  };
  const checkExternalId = (content: Json, own?: StoredView): void => {
    const id = content.external_id;
    if (typeof id !== 'string' || id === '') return;
    if (every().some((view) => view.content.external_id === id && view.id !== own?.id))
      throw new Refusal('duplicate_external_id');
  };
  return {
    stack,
    find: (viewId) => every().find((view) => view.id === viewId),
    findByExternalId: (id) => every().find((view) => view.content.external_id === id),
    open(userId, content) {
      checkExternalId(content);
      return put(userId, content, undefined);
    },
    push(userId, content) {
      checkExternalId(content);
      if (stack(userId).length >= MAX_STACK) throw new Refusal('push_limit_reached');
      return put(userId, content, stack(userId).at(-1));
    },
    update(view, content) {
      checkExternalId(content, view);
      const updated = { ...view, hash: newHash(), content: withBlockIds(content) };
      if (view.type === 'home') homes.put(view.userId, updated);
      else stacks.set(view.userId, replaced(stack(view.userId), updated));
      return updated;
    },
    close(view) {
      const open = stack(view.userId);
      const at = open.findIndex((candidate) => candidate.id === view.id);
      if (at >= 0) stacks.set(view.userId, open.slice(0, at));
    },
    closeAll(userId) {
      stacks.delete(userId);
    },
    home: (userId) => homes.get(userId),
    publish(userId, content) {
      const known = homes.get(userId);
      const view = known
        ? { ...known, hash: newHash(), content: withBlockIds(content) }
        : makeView('home', userId, content);
      homes.put(userId, view);
      return view;
    },
  };
}

function replaced(views: StoredView[], updated: StoredView): StoredView[] {
  return views.map((view) => (view.id === updated.id ? updated : view));
}

function makeView(type: 'modal' | 'home', userId: string, content: Json, below?: StoredView): StoredView {
  const id = `V${randomBytes(5).toString('hex').toUpperCase()}`;
  return {
    id,
    type,
    userId,
    hash: newHash(),
    rootViewId: below?.rootViewId ?? id,
    previousViewId: below?.id ?? null,
    content: withBlockIds(content),
  };
}

function newHash(): string {
  return `${Math.floor(performance.timeOrigin / 1000)}.${randomBytes(4).toString('hex')}`;
}

function withBlockIds(content: Json): Json & { blocks: Block[] } {
  return { ...content, blocks: nameBlocks(content.blocks) };
}

/** Slack names blocks, and their elements, that the app left without an id. */
export function nameBlocks(blocks: unknown): Block[] {
  const list = Array.isArray(blocks) ? (structuredClone(blocks) as Block[]) : [];
  for (const block of list) {
    block.block_id ??= randomBytes(3).toString('base64url');
    for (const element of interactiveParts(block)) element.action_id ??= randomBytes(3).toString('base64url');
  }
  return list;
}

const PASSIVE = new Set(['image', 'plain_text', 'mrkdwn']);

/** The elements of a block that a person can use. */
function interactiveParts(block: Json): Json[] {
  const parts = block.type === 'rich_text' || block.type === 'context' ? [] : block.elements;
  const all = [...(Array.isArray(parts) ? parts : []), block.accessory, block.element] as (Json | undefined)[];
  return all.filter(
    (part): part is Json => typeof part === 'object' && part !== null && !PASSIVE.has(String(part.type)),
  );
}
