import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export type MenuItem = { label: string; detail?: string; run(): void };

type Side = 'left' | 'right';
type Props = { label: string; items: MenuItem[]; children: ComponentChildren; class?: string; side?: Side };

/** A menu is no wider (style.css). */
const WIDEST = 320;

/** The side of its button that a menu lines up with: the other one where it would stick out of what holds it. */
function sideWithRoom(frame: HTMLElement | null, side: Side): Side {
  const around = frame?.closest('dialog, main, aside')?.getBoundingClientRect();
  const own = frame?.getBoundingClientRect();
  if (!around || !own) return side;
  const room = { left: around.right - own.left, right: own.right - around.left };
  if (room[side] >= WIDEST) return side;
  return room.left > room.right ? 'left' : 'right';
}

/** A button that opens a menu; arrows move in it, Escape closes it. */
export function Menu({ label, items, children, class: className = '', side = 'right' }: Props) {
  const [open, setOpen] = useState(false);
  const frame = useRef<HTMLSpanElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    frame.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const outside = (event: PointerEvent) => {
      if (!frame.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  const close = () => {
    setOpen(false);
    trigger.current?.focus();
  };
  return (
    <span class={open ? 'menu-frame open' : 'menu-frame'} ref={frame}>
      <button
        type="button"
        ref={trigger}
        class={className}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      {open && <MenuList label={label} items={items} side={sideWithRoom(frame.current, side)} close={close} />}
    </span>
  );
}

type ListProps = { label: string; items: MenuItem[]; side: Side; close(): void };

function MenuList({ label, items, side, close }: ListProps) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      event.stopPropagation();
      return close();
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const all = [...(list.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[(at + step + all.length) % all.length]?.focus();
  };
  return (
    <div class={`menu ${side}`} role="menu" aria-label={label} tabIndex={-1} ref={list} onKeyDown={move}>
      {items.length === 0 && <p class="menu-empty">Nothing here.</p>}
      {items.map((item) => (
        <button
          key={item.label}
          type="button"
          role="menuitem"
          onClick={() => {
            close();
            item.run();
          }}
        >
          {item.label}
          {item.detail && <span class="menu-detail">{item.detail}</span>}
        </button>
      ))}
    </div>
  );
}
