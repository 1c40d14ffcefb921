import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { plainOf, Text } from './prose-view.tsx';
import type { Confirm } from './wire.ts';

type Props = {
  titleId: string;
  class?: string;
  /** Escape was pressed. */
  leave(): void;
  children: ComponentChildren;
};

/** A native modal dialog: the browser keeps the focus in it. The page decides when it goes. */
export function Dialog({ titleId, class: className = '', leave, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      class={className}
      aria-labelledby={titleId}
      onCancel={(event) => {
        // Only where the key press did not reach the dialog, since what had the focus is gone.
        event.preventDefault();
        leave();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        event.stopPropagation();
        leave();
      }}
    >
      {children}
    </dialog>
  );
}

/** Slack's "are you sure". */
export function ConfirmDialog({ confirm, answer }: { confirm: Confirm; answer(yes: boolean): void }) {
  const titleId = useId();
  return (
    <Dialog titleId={titleId} class="confirm" leave={() => answer(false)}>
      <header>
        <h2 id={titleId}>{plainOf(confirm.title)}</h2>
      </header>
      <div class="dialog-body">
        <Text text={confirm.text} />
      </div>
      <footer>
        <button type="button" class="button" onClick={() => answer(false)}>
          {plainOf(confirm.deny) || 'Cancel'}
        </button>
        <button type="button" class={`button ${confirm.style ?? 'primary'}`} onClick={() => answer(true)}>
          {plainOf(confirm.confirm) || 'Confirm'}
        </button>
      </footer>
    </Dialog>
  );
}
