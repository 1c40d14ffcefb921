import { isUserId } from '../domain/form.ts';
import type { PeopleStore } from '../domain/people-store.ts';

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

/** As `readableText`, with the names of everyone who is known. */
export async function readableMessage(people: Pick<PeopleStore, 'person'>, markup: string): Promise<string> {
  const names = new Map<string, string>();
  for (const id of peopleNamedIn(markup)) {
    const person = await people.person(id);
    if (person !== null) names.set(id, person.name);
  }
  return readableText(markup, (id) => names.get(id));
}
