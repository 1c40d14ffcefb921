import { expect, it } from 'vitest';
import { peopleTold, type RequestPerson, sightOf } from '../../src/domain/request.ts';
import { muteRequest, notMyRequest } from '../../src/domain/request-stake.ts';
import { by, ENGINEER, file, NOW, SECOND, STRANGER } from './people-fixtures.ts';

const named = (more: Partial<RequestPerson> = {}): RequestPerson => ({
  ...{ personId: STRANGER.person.id, role: 'stakeholder', useCase: null, at: NOW },
  ...more,
});
const told = (owed: { payload: object }[]) => owed.map(({ payload }) => payload);

it('INV-2: a stakeholder mutes a request: they are told no more, still read it, and who leads it is told', () => {
  const request = file({ claimedBy: 'U0ENGINE1' }, { people: [named()] });
  const verdict = muteRequest(by(STRANGER), true)(request);
  if (!verdict.ok) throw new Error(verdict.text);
  expect(verdict.value).toMatchObject({ mute: { personId: 'U0STRANGE', muted: true } });
  expect(told(verdict.value.owed)).toEqual([expect.objectContaining({ personId: 'U0ENGINE1', what: 'muted' })]);
  const muted = file({ claimedBy: 'U0ENGINE1' }, { people: [named({ muted: true })] });
  expect(peopleTold(request)).toContain('U0STRANGE');
  expect(peopleTold(muted)).toEqual(['U0REQUEST', 'U0CONTACT', 'U0ENGINE1']);
  expect(sightOf(muted, STRANGER)).toBe('answers');
  expect(muteRequest(by(STRANGER), true)(muted).ok).toBe(false);
  expect(muteRequest(by(STRANGER), false)(muted).ok).toBe(true);
});

it('who signs a request, leads it or asks for it is told, whatever they muted', () => {
  const signer = named({ role: 'signer' });
  expect(peopleTold(file({}, { people: [named({ muted: true }), signer] }))).toContain('U0STRANGE');
  expect(peopleTold(file({ claimedBy: 'U0STRANGE' }, { people: [named({ muted: true })] }))).toContain('U0STRANGE');
});

it('a stakeholder who is not concerned leaves, and names another, who is told; what they sign stays theirs', () => {
  const request = file({}, { people: [named(), named({ role: 'signer' })] });
  const verdict = notMyRequest(by(STRANGER), SECOND)(request);
  if (!verdict.ok) throw new Error(verdict.text);
  expect(verdict.value).toMatchObject({
    leave: [{ personId: 'U0STRANGE', role: 'stakeholder' }],
    join: [{ personId: 'U0ENGINE2', role: 'stakeholder' }],
  });
  expect(told(verdict.value.owed)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ personId: 'U0REQUEST', what: 'left' }),
      expect.objectContaining({ personId: 'U0ENGINE2', what: 'named' }),
    ]),
  );
});

it('is refused to who is not named, for themselves, and for another of a sensitive request', () => {
  expect(notMyRequest(by(ENGINEER), null)(file({}, { people: [named()] })).ok).toBe(false);
  expect(muteRequest(by(ENGINEER), true)(file({}, { people: [named()] })).ok).toBe(false);
  expect(notMyRequest(by(STRANGER), STRANGER)(file({}, { people: [named()] })).ok).toBe(false);
  const sensitive = file({ sensitive: true }, { people: [named()] });
  expect(notMyRequest(by(STRANGER), SECOND)(sensitive)).toMatchObject({ ok: false });
  expect(notMyRequest(by(STRANGER), null)(sensitive)).toMatchObject({ ok: true });
});
