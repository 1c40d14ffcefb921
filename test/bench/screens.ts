import { WORKFLOWS } from '../../src/compose.ts';
import { readEnv } from '../../src/config/env.ts';
import { settingsFrom } from '../../src/config/settings.ts';
import { type Deps, SYNCED } from '../../src/deps.ts';
import { openEdges } from '../../src/edges.ts';
import { createLog } from '../../src/operate/logs.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { alikeTo } from '../../src/workflows/intake/alike-search.ts';
import { type OpenDraft, readDraft } from '../../src/workflows/intake/drafts.ts';
import { type Looking, listView } from '../../src/workflows/inventory/list-view.ts';
import { COMMON_WORD, PEOPLE } from './filled.ts';

const ENV = {
  ...{ SLACK_BOT_TOKEN: 'xoxb-bench-0123456789', SLACK_SIGNING_SECRET: 'bench-signing-secret-0123456789ab' },
  ...{ GITLAB_TOKEN: 'glpat-bench-0123456789', GITLAB_PROJECT: 'security/team' },
};

/** What a workflow may touch, on this storage; nothing outside is called. */
export async function depsOn(storage: Storage, now: Date): Promise<Deps> {
  const read = readEnv(ENV);
  const set = settingsFrom({ people: { manager: [PEOPLE.manager] } });
  if (!read.ok || !set.ok) throw new Error('the settings of the bench are wrong');
  const options = { env: read.env, settings: set.settings, now: () => now, log: createLog({ level: 'silent' }) };
  // As after a poll: reminders wait for one.
  await storage.facts.keepFact(SYNCED, now.toISOString());
  return (await openEdges(options, storage, WORKFLOWS)).deps;
}

export type Screen = { name: string; draw(): Promise<unknown> };

/** Everything that people wait for and that shows requests or tools, and what the minute does when nothing is due. */
export function screensOf(deps: Deps): Screen[] {
  const { engineer, requester, manager } = PEOPLE;
  return [
    { name: 'Home, requester', draw: () => home(deps, requester) },
    { name: 'Home, engineer', draw: () => home(deps, engineer) },
    { name: 'Home, manager', draw: () => home(deps, manager) },
    { name: '/prodseceng tools', draw: () => command(deps, 'tools', '') },
    { name: 'tools, page 2', draw: () => list(deps, { page: '1' }) },
    { name: 'tools, by name', draw: () => list(deps, { order: 'name' }) },
    { name: 'tools, next to co-create', draw: () => list(deps, { order: 'co-create' }) },
    { name: 'tools, one owner', draw: () => list(deps, { ownerId: engineer }) },
    {
      name: 'tools, three filters',
      draw: () => list(deps, { category: 'integrate', criticality: 'high', state: 'operational' }),
    },
    { name: 'tools, filters that nothing meets', draw: () => list(deps, { health: 'best', category: 'sunset' }) },
    { name: 'tools, search', draw: () => command(deps, 'tools', 'keys') },
    { name: 'tools, search for a common word', draw: () => command(deps, 'tools', COMMON_WORD) },
    { name: '/prodseceng tool NAME', draw: () => command(deps, 'tool', 'T-7') },
    { name: '/prodseceng tool, unknown name', draw: () => command(deps, 'tool', 'rotator of keys') },
    { name: '/prodseceng requests, requester', draw: () => command(deps, 'requests', '', requester) },
    { name: '/prodseceng requests, engineer', draw: () => command(deps, 'requests', '') },
    { name: '/prodseceng request, decided', draw: () => command(deps, 'request', 'R-30') },
    {
      name: 'look-alikes of a draft',
      draw: () => alikeTo(deps, draftAbout(`rotate the ${COMMON_WORD} keys of every group`)),
    },
    { name: 'request of a message', draw: () => deps.storage.requests.requestOfMessage('C0INTAKE1', '30.1') },
    { name: 'request of an issue', draw: () => deps.storage.requests.requestOfReference('security/team#30') },
    { name: 'reminders, nothing due', draw: () => tick(deps, 'reminders') },
    { name: 'clock reminders, nothing due', draw: () => tick(deps, 'clock reminders') },
    { name: 'returns, nothing due', draw: () => tick(deps, 'returns') },
    { name: 'watched work, next in turn', draw: () => deps.storage.promises.openPromisesOfKind('waiting', 0, 20) },
    { name: 'outbox, nothing owed', draw: () => outbox(deps) },
  ];
}

async function rolesOf(deps: Deps, personId: string) {
  const who = await deps.access.who(personId, 'T0TEAM');
  if (!who.ok) throw new Error(who.text);
  return who.roles;
}

async function home(deps: Deps, personId: string): Promise<unknown> {
  return deps.screens.home(await rolesOf(deps, personId));
}

async function list(deps: Deps, looking: Looking): Promise<unknown> {
  return listView(deps, await rolesOf(deps, PEOPLE.engineer), looking);
}

async function command(deps: Deps, word: string, rest: string, personId: string = PEOPLE.engineer): Promise<unknown> {
  const found = WORKFLOWS.flatMap((each) => each.commands?.(deps) ?? []).find((each) => each.word === word);
  const roles = await rolesOf(deps, personId);
  let shown: unknown;
  const show = async (what: unknown) => {
    shown = typeof what === 'function' ? await what() : what;
  };
  await found?.run({ roles, rest, answer: show, open: show });
  return shown;
}

function draftAbout(title: string): OpenDraft {
  const kept = { id: 'd', personId: PEOPLE.requester, form: 'new', step: 0, origin: {}, updatedAt: new Date(0) };
  const draft = readDraft({ ...kept, answers: { title } });
  if (draft === null) throw new Error('the form is not known');
  return draft;
}

async function tick(deps: Deps, name: string): Promise<void> {
  const found = WORKFLOWS.flatMap(({ ticks = [] }) => ticks).find((each) => each.name === name);
  await found?.run(deps);
}

async function outbox({ storage, now }: Deps): Promise<unknown> {
  return [await storage.outbox.claimOwed(now(), 10), await storage.outbox.nextOwedAt()];
}
