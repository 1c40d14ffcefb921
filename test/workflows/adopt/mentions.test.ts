import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { screen } from '../../../src/sandbox/screen.ts';
import type { OwedRow } from '../../../src/storage/outbox.ts';
import { workOffHook } from '../../../src/workflows/adopt/hook.ts';
import { mentionDeliveries } from '../../../src/workflows/adopt/mention-deliveries.ts';
import { renderMention } from '../../../src/workflows/adopt/mention-messages.ts';
import { pollGitLab } from '../../../src/workflows/adopt/poll.ts';
import { CANDIDATE, OTHER_PROJECT, openTeamWorld, TEAM_PROJECT, type TeamWorld } from './team-world.ts';

let world: TeamWorld;
beforeEach(async () => {
  world = await openTeamWorld();
  world.later();
});
afterEach(() => world.close());

const HANDLE = '@product-security-engineering';
const create = (wanted: Partial<Parameters<TeamWorld['gitlab']['createIssue']>[0]> = {}) =>
  world.gitlab.createIssue({ as: 'colleague', project: OTHER_PROJECT, title: 'Token scopes', ...wanted });
const comment = (body: string, more: { project?: number; internal?: boolean; as?: string; iid?: number } = {}) =>
  world.gitlab.comment({ as: 'colleague', project: OTHER_PROJECT, iid: 1, body, ...more });
const noteHook = (noteId: number, projectId = OTHER_PROJECT, issueIid = 1) =>
  workOffHook(world.deps, { kind: 'note', projectId, issueIid, noteId, system: false, internal: false });
const issueHook = (projectId = OTHER_PROJECT, issueIid = 1) =>
  workOffHook(world.deps, { kind: 'issue', projectId, issueIid, action: 'open' });
const open = () => world.deps.storage.mentions.openMentions('mention', 100);
const shown = async (id: number) => {
  const post = await renderMention(world.deps, id);
  return post === null ? '' : screen(post.message);
};

/** Carries out what is owed to GitLab by mentions, as the deliverer would. */
async function carryOut(change: Partial<OwedRow> = {}): Promise<void> {
  for (const row of await world.owed()) {
    const delivery = mentionDeliveries[row.kind];
    if (delivery?.to === 'gitlab') await delivery.carryOut(world.deps, { ...row, ...change });
  }
}

describe('DOOR-10: a mention of the team is found', () => {
  test('by a note webhook, once, however often it comes', async () => {
    create();
    const note = comment(`Could ${HANDLE} help?`);
    await noteHook(note?.id ?? 0);
    await noteHook(note?.id ?? 0);
    expect(await open()).toMatchObject([
      { iid: 1, noteId: note?.id, title: 'Token scopes', authorName: "Requester's colleague" },
    ]);
    expect((await world.owed()).map(({ kind }) => kind)).toEqual(['mention']);
    expect(await shown(1)).toContain('Token scopes');
  });

  test('by an issue webhook, in a new description', async () => {
    create({ description: `${HANDLE} please` });
    await issueHook();
    expect(await open()).toMatchObject([{ iid: 1, noteId: 0 }]);
  });

  test('by the bot’s to-dos, which are done after that; together with a webhook it is one', async () => {
    create();
    const note = comment(`Could ${HANDLE} help?`);
    await pollGitLab(world.deps);
    expect(await open()).toHaveLength(1);
    await noteHook(note?.id ?? 0);
    expect(await open()).toHaveLength(1);
    expect((await world.deps.gitlab.todos({ page: 1 })).todos).toEqual([]);
  });

  test('a to-do that cannot be marked done brings nothing twice', async () => {
    create();
    comment(`Could ${HANDLE} help?`);
    world.gitlab.faults.next({ method: 'POST', path: /mark_as_done/, behave: { status: 500 } });
    await pollGitLab(world.deps);
    await pollGitLab(world.deps);
    expect(await open()).toHaveLength(1);
    expect((await world.deps.gitlab.todos({ page: 1 })).todos).toEqual([]);
  });

  test('not in code, not by the app, not in a request’s own conversation', async () => {
    create();
    await noteHook(comment(`run \`${HANDLE}\``)?.id ?? 0);
    await noteHook(comment(`asked ${HANDLE}`, { as: 'prodseceng-bot' })?.id ?? 0);
    create({ as: 'requester', project: TEAM_PROJECT, labels: [CANDIDATE] });
    const inside = comment(`${HANDLE}, any news?`, { as: 'requester', project: TEAM_PROJECT });
    await noteHook(inside?.id ?? 0, TEAM_PROJECT);
    await pollGitLab(world.deps);
    expect(await open()).toEqual([]);
    expect((await world.deps.storage.requests.entriesOf(1, 10)).map(({ text }) => text)).toEqual([
      `${HANDLE}, any news?`,
    ]);
  });

  test('a webhook about something that is gone is over', async () => {
    await issueHook(OTHER_PROJECT, 77);
    await workOffHook(world.deps, { kind: 'merge_request' });
    expect(await open()).toEqual([]);
  });

  test('a webhook that GitLab fails is tried again', async () => {
    create({ description: `${HANDLE} please` });
    world.gitlab.faults.next({ times: 5, behave: { status: 503 } });
    await expect(issueHook()).rejects.toThrow();
  });
});

describe('DOOR-10, INV-2: what a mention shows', () => {
  test('a confidential issue shows neither title nor text', async () => {
    create({
      as: 'requester',
      project: TEAM_PROJECT,
      title: 'Secret plan',
      description: `${HANDLE} a leak`,
      confidential: true,
    });
    await issueHook(TEAM_PROJECT);
    const text = await shown(1);
    expect(text).not.toContain('Secret plan');
    expect(text).not.toContain('a leak');
    expect(text).toContain('Open it in GitLab');
  });

  test('an internal note shows nothing of its text, which is not kept either', async () => {
    create({ as: 'requester', project: TEAM_PROJECT });
    const note = comment(`${HANDLE} between us`, { as: 'engineer', project: TEAM_PROJECT, internal: true });
    await noteHook(note?.id ?? 0, TEAM_PROJECT);
    expect(await open()).toMatchObject([{ confidential: true, text: '' }]);
    expect(await shown(1)).not.toContain('between us');
  });

  test('a channel with a guest gets its number and the buttons, nothing else', async () => {
    create({ description: `${HANDLE} please` });
    await issueHook();
    await world.deps.storage.people.joinedChannel('C0INTAKE1', 'U0GUEST01');
    const text = await shown(1);
    expect(text).toContain('M-1');
    for (const hidden of ['Token scopes', 'please', 'colleague', 'http']) expect(text).not.toContain(hidden);
  });
});

describe('DOOR-10: what the team does with it', () => {
  const mention = async (): Promise<number> => {
    create();
    await noteHook(comment(`Could ${HANDLE} help?`)?.id ?? 0);
    await world.owed();
    return (await open())[0]?.id ?? 0;
  };
  const end = (id: number, state: 'answered' | 'named', answer: string) =>
    world.deps.storage.mentions.endMention(
      id,
      { state, answer, endedBy: 'U0ENGINE1' },
      [{ kind: 'mention-answer', lane: 'x', key: 'x', payload: { mentionId: id } }],
      world.deps.now(),
    );
  const notes = () => world.gitlab.issue(OTHER_PROJECT, 1, 'colleague').notes.map(({ body }) => body);

  test('an answer is written on the issue with the name, harmless, and once', async () => {
    const id = await mention();
    await end(id, 'answered', 'Yes.\n/close\n@all');
    await carryOut();
    expect(notes().at(-1)).toContain('**Engineer**, of ProdSecEng');
    expect(world.gitlab.quickActionsRun()).toEqual([]);
    await end(id, 'answered', 'again');
    const row = { id: 1, kind: 'mention-answer', lane: 'x', key: 'x', payload: { mentionId: id }, unknown: true };
    const delivery = mentionDeliveries['mention-answer'];
    if (delivery?.to === 'gitlab')
      await delivery.carryOut(world.deps, { ...row, state: 'owed', attempts: 2, error: null, at: world.deps.now() });
    expect(notes()).toHaveLength(2);
  });

  test('an internal note is answered by an internal note', async () => {
    create({ as: 'requester', project: TEAM_PROJECT });
    const note = comment(`${HANDLE} between us`, { as: 'engineer', project: TEAM_PROJECT, internal: true });
    await noteHook(note?.id ?? 0, TEAM_PROJECT);
    await end(1, 'answered', 'Only for us');
    await carryOut();
    expect(world.gitlab.issue(TEAM_PROJECT, 1, 'engineer').notes.at(-1)?.internal).toBe(true);
  });

  test('naming the owning team says so on the issue and in the channel', async () => {
    const id = await mention();
    await end(id, 'named', 'AppSec\nThey own the scopes.');
    await carryOut();
    expect(notes().at(-1)).toContain('The owning team of this is **AppSec**');
    expect(notes().at(-1)).toContain('They own the scopes.');
    expect(await shown(id)).toContain('AppSec');
  });

  test('adopting files in the team’s project where the bot may not write, with a link; the mention names the number', async () => {
    const id = await mention();
    const owe = { kind: 'mention-adopt', lane: 'y', key: 'y', payload: { mentionId: id, personId: 'U0ENGINE1' } };
    await world.deps.storage.owe([owe], world.deps.now());
    await carryOut();
    const [file] = await world.requests();
    expect(file?.workItem).toBeNull();
    expect(file?.request).toMatchObject({ requesterId: 'U0COLLEAG', origin: 'gitlab', title: 'Token scopes' });
    expect(file?.request.answers).toMatchObject({
      source: 'existing-issue',
      sourceLink: expect.stringContaining('/issues/1'),
    });
    expect(await shown(id)).toContain('Adopted as *R-1* by');
    await noteHook(comment(`Once more, ${HANDLE}`)?.id ?? 0);
    await world.deps.storage.owe([{ ...owe, payload: { mentionId: 2, personId: 'U0ENGINE1' } }], world.deps.now());
    await carryOut();
    expect(await world.requests()).toHaveLength(1);
    expect(await open()).toEqual([]);
  });

  test('adopting takes the issue itself where the bot may write, and ends its other mentions', async () => {
    world.gitlab.setMember(OTHER_PROJECT, 900, true);
    const id = await mention();
    await noteHook(comment(`And again ${HANDLE}`)?.id ?? 0);
    await world.owed();
    const owe = { kind: 'mention-adopt', lane: 'y', key: 'y', payload: { mentionId: id, personId: 'U0ENGINE1' } };
    await world.deps.storage.owe([owe], world.deps.now());
    await carryOut();
    expect((await world.requests())[0]?.workItem).toMatchObject({ projectId: OTHER_PROJECT, iid: 1, adopted: true });
    expect(await open()).toEqual([]);
    const owed = (await world.owed()).map(({ kind }) => kind);
    expect(owed).toEqual(expect.arrayContaining(['work-item-update', 'card', 'direct', 'mention']));
  });
});
