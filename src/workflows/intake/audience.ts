import type { Deps } from '../../deps.ts';
import { onlyMembersRead } from '../../domain/audience.ts';
import { oweMention } from '../../domain/mention.ts';
import { type Owed, oweCard, oweThread } from '../../domain/owed.ts';
import { oweQuestion } from '../../domain/question.ts';
import { offerKey, oweOffer } from '../../domain/transfer-claim.ts';
import { intakeChannel, NotKnownYet } from '../../slack/places.ts';

const FACT = 'audience:intake';

/**
 * When others begin to read the intake channel (it is shared, a guest joins), everything that stands there is drawn anew as they may
 * see it; and again when they are gone (INV-2).
 */
export async function followAudience(deps: Deps): Promise<void> {
  const readers = await readersNow(deps);
  const before = await deps.storage.facts.fact(FACT);
  if (readers === null || readers === before) return;
  if (before !== null) await deps.storage.owe(await everythingPosted(deps), deps.now());
  await deps.storage.facts.keepFact(FACT, readers);
}

async function readersNow(deps: Deps): Promise<'members' | 'others' | null> {
  try {
    return onlyMembersRead(await intakeChannel(deps)) ? 'members' : 'others';
  } catch (error) {
    if (error instanceof NotKnownYet) return null;
    throw error;
  }
}

async function everythingPosted(deps: Deps): Promise<Owed[]> {
  const posted = async (prefix: string) => {
    const found = await deps.storage.messages.postedWithPrefix(prefix);
    return found.map(({ key }) => key.slice(prefix.length));
  };
  const threads: Owed[] = [];
  for (const key of await posted('thread:')) {
    const entry = await deps.storage.requests.entry(key);
    if (entry !== null) threads.push(oweThread(entry.requestId, key));
  }
  const offers: Owed[] = [];
  for (const id of await posted(offerKey(''))) {
    const file = await deps.storage.stages.stage(Number(id));
    if (file !== null) offers.push(oweOffer(file.stage));
  }
  return [
    ...offers,
    ...(await posted('card:R-')).map((id) => oweCard(Number(id))),
    ...threads,
    ...(await posted('question:Q-')).map((id) => oweQuestion(Number(id))),
    ...(await posted('mention:M-')).map((id) => oweMention(Number(id))),
  ];
}
