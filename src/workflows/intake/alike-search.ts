import type { Deps } from '../../deps.ts';
import { textOf } from '../../domain/form.ts';
import type { Tool } from '../../domain/tool.ts';
import type { Alike, FeatureOf } from './alike-view.ts';
import { gist, type OpenDraft } from './drafts.ts';

const SHOWN = 3;
const TOOLS_SHOWN = 2;
const LOOKED_AT = 20;
/** As many letters as tell one word's forms from another word. */
const STEM = 5;

/** Words that say nothing about what a request is about. */
const COMMON = new Set(
  `about after again all also and any are because been before being both but can cannot could day days did does doing done each ever every
  for from get had has have her here him his how into its just like made make makes many may more most much must need needs new nor not
  now off once one only other our out over own same should since some somebody someone such take than that the their them then there
  these they thing things this those through time too under until use used using very want was way week were what when where which
  while who why will with without would year you your`.split(/\s+/),
);

/** Earlier requests and tools that look like what is being written (DOOR-8): one shared word is chance. None for questions and corrections. */
export async function alikeTo(deps: Deps, draft: OpenDraft): Promise<Alike[]> {
  if (draft.form.id === 'question' || draft.correcting !== null) return [];
  const words = tellingWords(gist(draft));
  const least = words.length < 3 ? 1 : 2;
  const requests = await deps.storage.search.requestsAlike(words.join(' '), SHOWN, 0, least);
  return [...requests, ...(await toolsAlike(deps, words, least)), ...(await featureOf(deps, draft))];
}

const MEANT = 3;

/**
 * The tool that a feature is asked of (INV-10); where no tool has that name, those that may be meant. Nothing where the inventory is kept
 * to the team (INV-2).
 */
async function featureOf({ settings, storage }: Deps, { form, answers }: OpenDraft): Promise<FeatureOf[]> {
  const typed = textOf(answers, 'tool').trim();
  const asks = form.id === 'other' && textOf(answers, 'kind') === 'feature' && typed !== '';
  if (!asks || settings.inventory.visibleTo !== 'members') return [];
  const named = await storage.tools.toolTyped(typed);
  if (named !== null) return [{ featureOf: named, sure: true }];
  return (await storage.tools.toolsAlike(typed, MEANT)).map((tool) => ({ featureOf: tool, sure: false }));
}

/** Tools of the inventory that hold as many of the words; none where the inventory is kept to the team (INV-2). */
async function toolsAlike({ settings, storage }: Deps, words: readonly string[], least: number): Promise<Alike[]> {
  if (settings.inventory.visibleTo !== 'members' || words.length === 0) return [];
  const { tools } = await storage.tools.toolsBy({ search: words.join(' ') }, 0, LOOKED_AT);
  const shares = ({ name, purpose }: Tool): boolean => {
    const text = `${name} ${purpose}`.toLowerCase();
    return words.filter((word) => text.includes(word.slice(0, STEM))).length >= least;
  };
  return tools
    .filter(shares)
    .slice(0, TOOLS_SHOWN)
    .map((tool) => ({ tool }));
}

/** The words that carry the meaning, one for each that is written in several forms. */
export function tellingWords(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  const telling = words.filter((word) => !COMMON.has(word));
  return [...new Map(telling.map((word) => [word.slice(0, STEM), word])).values()];
}
