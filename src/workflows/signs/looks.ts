import type { Deps, Tick } from '../../deps.ts';
import { ask, asksNow, isWatched, type Look, looked, type Sign } from '../../domain/sign.ts';
import type { Tool } from '../../domain/tool.ts';
import { no, yes } from '../../domain/verdict.ts';
import { GitLabError } from '../../gitlab/errors.ts';
import type { DueSign } from '../../storage/signs.ts';
import { recipientOf } from './recipient.ts';

const AT_ONCE = 20;
const MOST = 100;

/**
 * What is due is looked at beside everything else: a slow address holds nothing up. Each is taken under a lease, so that two processes do
 * not both look.
 */
export const signTick: Tick = {
  name: 'signs of life',
  async run(deps) {
    deps.whenQuiet('signs of life', () => lookAtDue(deps));
  },
};

async function lookAtDue(deps: Deps): Promise<void> {
  const due = await deps.storage.signs.claimDueSigns(deps.now(), MOST);
  const one = async (): Promise<void> => {
    for (let next = due.shift(); next !== undefined; next = due.shift())
      await lookAtOne(deps, next).catch((error) => deps.log.warn({ error }, 'a sign of life could not be looked at'));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

async function lookAtOne(deps: Deps, { sign, tool, dueAt }: DueSign): Promise<void> {
  const look = await lookFor(deps, sign, tool);
  const now = deps.now();
  const keep = (fresh: Sign, of: Tool) =>
    isWatched(of) ? yes(looked(fresh, look, dueAt, now)) : no('It is not looked for any more.');
  const kept = await deps.storage.signs.changeSign(sign.id, keep, now);
  if (kept.ok) await askWhoseItIs(deps, sign.id, tool);
}

/** In the working hours of whoever is asked; until then it is looked at again and again. */
async function askWhoseItIs(deps: Deps, id: number, tool: Tool): Promise<void> {
  const now = deps.now();
  const sign = await deps.storage.signs.sign(id);
  if (sign === null || !asksNow(sign, now)) return;
  const recipient = await recipientOf(deps, tool, now);
  if (recipient.worksFrom > now) return deps.storage.signs.lookAgain(id, recipient.worksFrom);
  await deps.storage.signs.changeSign(
    id,
    (fresh, of) => (asksNow(fresh, now) && isWatched(of) ? yes(ask(fresh, now)) : no('Nobody has to be asked.')),
    now,
  );
}

function lookFor(deps: Deps, sign: Sign, tool: Tool): Promise<Look> {
  if (sign.kind === 'heartbeat') return Promise.resolve({ found: 'missing', trouble: 'No heartbeat came.' });
  return sign.kind === 'address' ? lookAtAddress(deps, sign) : lookAtPipeline(deps, sign, tool);
}

async function lookAtAddress(deps: Deps, { target }: Sign): Promise<Look> {
  const found = await deps.lookAt(target);
  return found.seen ? { found: 'seen', at: deps.now() } : { found: 'missing', trouble: found.trouble };
}

/** The last scheduled pipeline that passed. While GitLab cannot be asked nothing is said of the tool. */
async function lookAtPipeline(deps: Deps, { target }: Sign, { project }: Tool): Promise<Look> {
  if (project === null) return { found: 'missing', trouble: 'The tool has no GitLab project any more.' };
  try {
    const [newest, ...older] = await deps.gitlab.scheduledPipelines(project, target);
    const passed = [newest, ...older].find((each) => each?.status === 'success');
    const trouble = newest === undefined ? 'No schedule has started a pipeline.' : `The newest one: ${newest.status}.`;
    if (passed === undefined) return { found: 'missing', trouble };
    return { found: 'seen', at: passed.updatedAt, ...(newest?.status === 'success' ? {} : { trouble }) };
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    const hidden = error.kind === 'not-found' || error.kind === 'forbidden';
    if (hidden) return { found: 'unclear', trouble: 'GitLab does not show the app the pipelines of its project.' };
    return { found: 'unclear', trouble: 'GitLab could not be asked.' };
  }
}
