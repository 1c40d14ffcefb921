import { isUserId } from '../domain/form.ts';

const TOKEN = /<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/g;
const ENTITIES: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** The people whom a message's text names, by id. */
export function peopleNamedIn(markup: string): string[] {
  const ids = [...markup.matchAll(TOKEN)].filter(([, sign]) => sign === '@').map(([, , id = '']) => id);
  return [...new Set(ids)].filter(isUserId);
}

/** A message's text as people read it in Slack: names for mentions, addresses for links, and the signs that Slack writes as entities. */
export function readableText(markup: string, nameOf: (id: string) => string | undefined): string {
  const text = markup.replace(TOKEN, (_token, sign: string, what: string, label: string | undefined) => {
    if (sign === '@') return `@${nameOf(what) ?? label ?? what}`;
    if (sign === '#') return `#${label || what}`;
    if (sign === '!') return label ?? `@${what.replace(/^subteam\^/, '').replace(/\^.*$/s, '')}`;
    const address = what.replace(/^mailto:/, '');
    return label === undefined || label === address || label === what ? address : `${label} (${address})`;
  });
  return text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}
