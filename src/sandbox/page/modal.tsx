import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Blocks } from './blocks.tsx';
import { useDesk, useRead } from './desk.ts';
import { Dialog } from './dialog.tsx';
import { Icon } from './icon.tsx';
import { plainOf } from './prose-view.tsx';
import { useBlocks } from './surface.ts';
import { checkValues } from './values.ts';
import type { View } from './wire.ts';

/** The person's open modals. Only the topmost is seen; those below keep what was typed into them. */
export function Modals() {
  const { data } = useRead<{ stack: View[] }>('views', {});
  const stack = data?.stack ?? [];
  return (
    <>
      {stack.map((view, index) => (
        <Modal key={view.id} view={view} top={index === stack.length - 1} depth={index} />
      ))}
    </>
  );
}

type SubmitAnswer = { errors?: Record<string, string>; stack?: View[] };

function Modal({ view, top, depth }: { view: View; top: boolean; depth: number }) {
  const desk = useDesk();
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const surface = useBlocks({ type: 'view', viewId: view.id }, view.blocks, errors);
  const body = useRef<HTMLDivElement>(null);
  useStepFocus(body, view, top);
  const close = (all: boolean) => desk.act('close', { as: desk.as, viewId: view.id, all });
  const submit = async () => {
    if (busy) return;
    const missing = checkValues(view.blocks, surface.values);
    setErrors(missing);
    if (Object.keys(missing).length > 0) return focusFirst(body, '.has-error');
    setBusy(true);
    surface.forget();
    const answer = await desk.act<SubmitAnswer>('submit', { as: desk.as, viewId: view.id, values: surface.values });
    setBusy(false);
    setTrouble(answer.ok ? null : answer.error);
    const wrong = answer.ok ? (answer.errors ?? {}) : {};
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) focusFirst(body, '.has-error');
  };
  if (!top) return null;
  return (
    <ModalFrame view={view} depth={depth} busy={busy} close={close} submit={submit}>
      {trouble && (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
      <div class="dialog-body" ref={body} tabIndex={-1}>
        <Blocks blocks={view.blocks} surface={surface} />
      </div>
    </ModalFrame>
  );
}

type FrameProps = {
  view: View;
  depth: number;
  busy: boolean;
  close(all: boolean): void;
  submit(): void;
  children: ComponentChildren;
};

function ModalFrame({ view, depth, busy, close, submit, children }: FrameProps) {
  const titleId = useId();
  return (
    <Dialog titleId={titleId} class="modal" leave={() => close(false)}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (view.submit) submit();
        }}
      >
        <header>
          {depth > 0 && (
            <button type="button" class="icon-button" aria-label="Back" onClick={() => close(false)}>
              <Icon name="back" />
            </button>
          )}
          <h2 id={titleId}>{plainOf(view.title)}</h2>
          <button type="button" class="icon-button" aria-label="Close modal" onClick={() => close(true)}>
            <Icon name="close" />
          </button>
        </header>
        {children}
        {(view.submit || view.close) && (
          <footer>
            {(view.close || view.submit) && (
              <button type="button" class="button" onClick={() => close(false)}>
                {plainOf(view.close) || 'Cancel'}
              </button>
            )}
            {view.submit && (
              <button type="submit" class="button primary" aria-busy={busy} disabled={busy}>
                {plainOf(view.submit)}
              </button>
            )}
          </footer>
        )}
      </form>
    </Dialog>
  );
}

/** Puts the cursor into the first field when the modal opens or goes on to its next step. */
function useStepFocus(body: RefObject<HTMLDivElement | null>, view: View, top: boolean): void {
  const step = useRef('');
  const inputs = view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id ?? '');
  const now = `${plainOf(view.title)}\n${inputs.join('\n')}`;
  useEffect(() => {
    if (!top) {
      step.current = '';
      return;
    }
    if (sameStep(step.current, now)) {
      step.current = now;
      return;
    }
    step.current = now;
    if (body.current) body.current.scrollTop = 0;
    focusInView(body);
  }, [now, top, body]);
}

function sameStep(before: string, now: string): boolean {
  const [title, ...ids] = before.split('\n');
  const [nextTitle, ...nextIds] = now.split('\n');
  if (before === '' || title !== nextTitle) return false;
  return before === now || ids.some((id) => nextIds.includes(id));
}

/** The first field, or the text above it where that is longer than the screen: a preview is read from its top. */
function focusInView(body: RefObject<HTMLDivElement | null>): void {
  requestAnimationFrame(() => {
    const frame = body.current;
    const field = frame?.querySelector<HTMLElement>('.input :is(input, textarea, select)');
    const inView = field && frame && field.getBoundingClientRect().bottom <= frame.getBoundingClientRect().bottom;
    (inView ? field : frame)?.focus({ preventScroll: true });
  });
}

function focusFirst(body: RefObject<HTMLDivElement | null>, within: string): void {
  requestAnimationFrame(() => {
    body.current?.querySelector<HTMLElement>(`${within} :is(input, textarea, select)`)?.focus();
  });
}
