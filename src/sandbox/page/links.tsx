import type { ComponentChildren } from 'preact';
import { insideLink, useDesk } from './desk.ts';

/** A link that stays inside the sandbox where it leads there; only web and mail addresses are followed. */
export function Link({
  url,
  children,
  class: className,
}: {
  url: string;
  children: ComponentChildren;
  class?: string;
}) {
  const follow = useFollow();
  if (!/^(?:https?:|mailto:)/i.test(url)) return <span class={className}>{children}</span>;
  return (
    <a class={className} href={url} target="_blank" rel="noopener noreferrer" onClick={(event) => follow(url, event)}>
      {children}
    </a>
  );
}

/** How to follow a link: inside the page when it leads to a message or a work item here. */
export function useFollow(): (url: string, event: { preventDefault(): void }) => void {
  const { openConversation, openIssue } = useDesk();
  return (url, event) => {
    const inside = insideLink(url);
    if (!inside) return;
    event.preventDefault();
    if ('channel' in inside) openConversation(inside.channel, inside.ts);
    else openIssue(inside);
  };
}
