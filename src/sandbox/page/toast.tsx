import { useEffect, useRef } from 'preact/hooks';

const SHOWN_MS = 10_000;

/** What went wrong, for ten seconds. A popover, so that it stands above an open modal as well. */
export function Toast({ text, close }: { text: string; close(): void }) {
  const toast = useRef<HTMLDivElement>(null);
  // Once for each text.
  useEffect(() => {
    toast.current?.showPopover();
    const timer = setTimeout(close, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class="toast" role="alert" popover="manual" ref={toast}>
      <span>{text}</span>
      <button type="button" onClick={close}>
        Dismiss
      </button>
    </div>
  );
}
