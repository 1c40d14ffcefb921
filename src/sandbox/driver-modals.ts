import { actionOn, dispatches, type Found, findElement, type Given, valueFor } from './driver-values.ts';
import { asActed, reconcile } from './page/values.ts';
import type { Option, Values, View } from './page/wire.ts';
import type { Outcome, PageClient, Wait } from './page-client.ts';

/** What came of a submission: errors under fields by block id, and the modal that shows now. */
export type Submitted = Outcome & { errors: Record<string, string>; modal: View | null };

/** What a person does in the topmost modal. What was typed stays typed while view and fields stay. */
export type ModalDriver = {
  modal(): Promise<View | null>;
  /** Fills fields named by label or action id; fields that dispatch tell the app. */
  fill(given: Record<string, Given>): Promise<View | null>;
  /** What the fields of the modal hold now. */
  values(): Promise<Values>;
  /** Presses a button inside the modal, named by its text or action id. */
  press(button: string): Promise<Outcome>;
  submit(): Promise<Submitted>;
  /** Submits twice at the same moment, as an impatient person does. */
  submitTwice(): Promise<Submitted[]>;
  /** Closes the modal with its Cancel button; `all` closes every modal below as well. */
  closeModal(options?: { all?: boolean }): Promise<Outcome>;
  /** What an external select of the modal offers for a query. */
  options(field: string, query: string): Promise<Option[]>;
};

export function driveModals(page: PageClient, wait: Wait): ModalDriver {
  const typed = new Map<string, Values>();
  const modal = async (): Promise<View | null> => (await page.get<{ stack: View[] }>('views')).stack.at(-1) ?? null;
  const open = async (): Promise<View> => {
    const view = await modal();
    if (!view) throw new Error('no modal is open');
    return view;
  };
  const valuesOf = (view: View): Values => {
    const values = reconcile(view.blocks, typed.get(view.id) ?? {});
    typed.set(view.id, values);
    return values;
  };
  const submitted = async (view: View): Promise<Submitted> => {
    const values = valuesOf(view);
    const answer = await page.post<{ errors?: Record<string, string>; stack?: View[] }>('submit', {
      viewId: view.id,
      values,
    });
    return {
      ok: answer.ok,
      ...(answer.error ? { error: answer.error } : {}),
      errors: answer.errors ?? {},
      modal: answer.stack?.at(-1) ?? (answer.ok ? null : await modal()),
    };
  };
  const suggested = async (viewId: string, { block, element }: Found, query: string): Promise<Option[]> => {
    const asked = { viewId, blockId: block.block_id, actionId: element.action_id, query };
    return (await page.must<{ options: Option[] }>('options', asked)).options;
  };
  /** A menu that is searched offers what the app finds for each thing that is typed in it. */
  const offering = async (view: View, found: Found, given: Given): Promise<Found['element']> => {
    if (!found.element.type.endsWith('external_select') || given === null) return found.element;
    const typed = Array.isArray(given) ? given : [String(given)];
    const options = await Promise.all(typed.map((query) => suggested(view.id, found, query)));
    return { ...found.element, options: options.flat() };
  };
  const put = async (name: string, given: Given): Promise<void> => {
    const view = await open();
    const found = findElement(view.blocks, name);
    const blockId = found.block.block_id ?? '';
    const value = valueFor(await offering(view, found, given), given);
    const values = valuesOf(view);
    values[blockId] = { ...values[blockId], [found.element.action_id ?? '']: value };
    if (!dispatches(found)) return;
    const at = { blockId, actionId: found.element.action_id };
    const container = { type: 'view', viewId: view.id };
    await page.must('action', { container, ...at, element: asActed(value), state: { values } });
  };
  return {
    modal,
    values: async () => valuesOf(await open()),
    async fill(given) {
      for (const [name, value] of Object.entries(given)) await put(name, value);
      return modal();
    },
    async press(button) {
      const view = await open();
      const action = actionOn(view.blocks, button, undefined, valuesOf(view));
      return wait(() => page.post('action', { container: { type: 'view', viewId: view.id }, ...action }));
    },
    submit: async () => submitted(await open()),
    async submitTwice() {
      const view = await open();
      return Promise.all([submitted(view), submitted(view)]);
    },
    closeModal: async ({ all = false } = {}) => page.post('close', { viewId: (await open()).id, all }),
    async options(field, query) {
      const view = await open();
      return suggested(view.id, findElement(view.blocks, field), query);
    },
  };
}
