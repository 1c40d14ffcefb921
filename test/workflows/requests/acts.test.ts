import { describe, expect, it } from 'vitest';
import type { Deps } from '../../../src/deps.ts';
import type { RequestFile } from '../../../src/domain/request.ts';
import { markDuplicate, withdraw } from '../../../src/domain/request-ending.ts';
import { carryOut } from '../../../src/workflows/requests/acts.ts';
import { by, ENGINEER, REQUESTER, SECOND, STRANGER } from '../../domain/people-fixtures.ts';
import { filing, NOW, testStorage } from '../../storage/storage-file.ts';

const ROLES = [REQUESTER, ENGINEER, SECOND, STRANGER];

function world() {
  const { storage } = testStorage();
  const who = async (id: string) => {
    const roles = ROLES.find(({ person }) => person.id === id);
    return roles === undefined ? { ok: false, text: 'no' } : { ok: true, roles };
  };
  const deps = { storage, access: { who }, now: () => NOW } as unknown as Deps;
  const file = async (id = 1): Promise<RequestFile> => {
    const found = await storage.requests.request(id);
    if (found === null) throw new Error(`there is no R-${id}`);
    return found;
  };
  return { storage, deps, file };
}

const given = (more: Partial<{ text: string; number: string; person: string }>) => ({
  ...{ text: 'For mobile.', number: '', person: '' },
  ...more,
});

describe('marking a duplicate', () => {
  it('of a withdrawn request is refused at the number, and nobody joins that', async () => {
    const { storage, deps, file } = world();
    await storage.requests.fileRequest(filing({ requesterId: 'U0STRANGE' }), NOW);
    await storage.requests.fileRequest(filing(), NOW);
    await storage.requests.changeRequest(1, withdraw(by(ENGINEER, 'w'), 'solved'), NOW);
    const outcome = await carryOut(deps, 'duplicate', {
      act: by(ENGINEER, 'd'),
      file: await file(2),
      given: given({ number: 'R-1' }),
    });
    expect(outcome).toMatchObject({ ok: false, field: 'number', text: expect.stringContaining('R-1 is withdrawn') });
    expect((await file(2)).request.state).toBe('new');
    expect((await file(1)).people).toEqual([]);
  });

  it('of two that are marked duplicates of each other at once, one goes on', async () => {
    const { storage, file } = world();
    for (const _ of [1, 2]) await storage.requests.fileRequest(filing(), NOW);
    const [one, two] = [await file(1), await file(2)];
    // Both were looked at before either was marked.
    const verdicts = await Promise.all([
      storage.requests.changeRequest(1, markDuplicate(by(ENGINEER, 'a'), two, ''), NOW),
      storage.requests.changeRequest(2, markDuplicate(by(SECOND, 'b'), one, ''), NOW),
    ]);
    expect(verdicts.map(({ ok }) => ok)).toEqual([true, false]);
    expect([(await file(1)).request.state, (await file(2)).request.state]).toEqual(['duplicate', 'new']);
  });

  it('of one that was withdrawn while the window was open is refused too', async () => {
    const { storage, file } = world();
    for (const _ of [1, 2]) await storage.requests.fileRequest(filing(), NOW);
    const seen = await file(1);
    await storage.requests.changeRequest(1, withdraw(by(ENGINEER, 'w'), 'solved'), NOW);
    const verdict = await storage.requests.changeRequest(2, markDuplicate(by(ENGINEER, 'd'), seen, ''), NOW);
    expect(verdict).toMatchObject({ ok: false, text: expect.stringContaining('withdrawn') });
  });
});

describe('linking an author (DOOR-9)', () => {
  const unlinked = () =>
    filing({ requesterId: null, contactId: null, origin: 'gitlab', gitlabAuthor: 'somebody', authorName: 'Somebody' });

  it('keeps the link before anything else: after a crash between it can be done again, to the same effect', async () => {
    const { storage, deps, file } = world();
    for (const _ of [1, 2]) await storage.requests.fileRequest(unlinked(), NOW);
    const { changeRequest } = storage.requests;
    const doing = async () => ({ act: by(ENGINEER, 'l'), file: await file(1), given: given({ person: 'U0STRANGE' }) });
    storage.requests.changeRequest = async () => {
      throw new Error('the process died');
    };
    await expect(carryOut(deps, 'author', await doing())).rejects.toThrow('died');
    expect(await storage.gitlabPeople.gitlabLink('somebody')).toMatchObject({ personId: 'U0STRANGE', by: 'team' });
    storage.requests.changeRequest = changeRequest;
    expect((await carryOut(deps, 'author', await doing())).ok).toBe(true);
    for (const id of [1, 2]) expect((await file(id)).request.requesterId).toBe('U0STRANGE');
  });

  it('goes on to the author’s other requests when it died after the first', async () => {
    const { storage, deps, file } = world();
    for (const _ of [1, 2]) await storage.requests.fileRequest(unlinked(), NOW);
    const { changeRequest } = storage.requests;
    const doing = async () => ({ act: by(ENGINEER, 'l'), file: await file(1), given: given({ person: 'U0STRANGE' }) });
    storage.requests.changeRequest = async (id, ...rest) => {
      if (id !== 1) throw new Error('the process died');
      return changeRequest(id, ...rest);
    };
    await expect(carryOut(deps, 'author', await doing())).rejects.toThrow('died');
    storage.requests.changeRequest = changeRequest;
    expect((await carryOut(deps, 'author', await doing())).ok).toBe(true);
    expect((await file(2)).request.requesterId).toBe('U0STRANGE');
  });

  it('to someone else than the requester is refused, and keeps no link', async () => {
    const { storage, deps, file } = world();
    await storage.requests.fileRequest(filing({ gitlabAuthor: 'somebody' }), NOW);
    const doing = { act: by(ENGINEER), file: await file(1), given: given({ person: 'U0STRANGE' }) };
    expect((await carryOut(deps, 'author', doing)).ok).toBe(false);
    expect(await storage.gitlabPeople.gitlabLink('somebody')).toBeNull();
  });
});
