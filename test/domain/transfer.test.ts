import { describe, expect, it } from 'vitest';
import { endHandOff, HAND_OFF, nameHandOffReceiver } from '../../src/domain/hand-off.ts';
import { answerResponsibility, offerResponsibility } from '../../src/domain/responsibility.ts';
import type { Stage, StageFile, StageItem, StageVerdict } from '../../src/domain/stage.ts';
import { cancelStage } from '../../src/domain/stage-end.ts';
import { answerItem } from '../../src/domain/stage-kind.ts';
import { endTransfer, TRANSFER } from '../../src/domain/transfer.ts';
import {
  acceptClaim,
  changeUntil,
  claimTool,
  datePromises,
  declineClaim,
  transferOf,
  withdrawClaim,
} from '../../src/domain/transfer-claim.ts';
import { CONTACT, ENGINEER, NOW, REQUESTER, STRANGER } from './people-fixtures.ts';
import { acting, tool } from './tool-fixtures.ts';

const [CLAIMANT, DRI, OTHER] = [REQUESTER, CONTACT, STRANGER];

const stage = (more: Partial<Stage> = {}): Stage => ({
  ...{ id: 5, kind: 'transfer', toolId: 1, requestId: null, fromId: null, name: 'VulnMapper', state: 'open' },
  ...{ phase: 'offered', details: { until: '2026-03-20', claims: [] }, ownerId: 'U0ENGINE1', draftId: null },
  ...{ projectId: null, iid: null, url: null, reference: null, trouble: null, readAt: null },
  ...{ startedBy: 'U0ENGINE1', startedAt: NOW, endedBy: null, endedAt: null, why: 'Others use it most' },
  ...more,
});

const file = (more: Partial<Stage> = {}, items: StageItem[] = []): StageFile => ({
  ...{ stage: stage(more), items, voices: [], tool: tool(), values: [] },
});

const text = (verdict: StageVerdict): string => (verdict.ok ? '' : verdict.text);

function value(verdict: StageVerdict) {
  if (!verdict.ok) throw new Error(verdict.text);
  return verdict.value;
}

const GIVEN = { team: 'Team A', driId: 'U0CONTACT', why: 'It is ours in all but name' };

/** The file after a claim of Team A, and one of Team B. */
function claimed(): StageFile {
  const first = value(claimTool(acting(CLAIMANT), GIVEN)(file()));
  const one = file(first.edit);
  const second = value(claimTool(acting(OTHER), { ...GIVEN, team: 'Team B', driId: 'U0STRANGE' })(one));
  return file({ ...one.stage, ...second.edit });
}

function accepted(items: StageItem[] = []): StageFile {
  const { edit } = value(acceptClaim(acting(), 1)(claimed()));
  return file({ ...edit }, items);
}

describe('claims of an offered tool (SUN-6)', () => {
  it('are made until the last day, once for a team', () => {
    expect(transferOf(claimed().stage).claims.map(({ team, state }) => [team, state])).toEqual([
      ['Team A', 'open'],
      ['Team B', 'open'],
    ]);
    expect(text(claimTool(acting(OTHER), { ...GIVEN, team: 'TEAM a' })(claimed()))).toContain('already');
    const late = { ...acting(CLAIMANT), today: '2026-03-21' };
    expect(text(claimTool(late, GIVEN)(file()))).toContain('until 2026-03-20');
    expect(claimTool({ ...acting(CLAIMANT), today: '2026-03-20' }, GIVEN)(file()).ok).toBe(true);
    expect(text(claimTool(acting(CLAIMANT), GIVEN)(file({ state: 'cancelled' })))).toContain('has ended');
  });

  it.each([
    ['whoever claimed', CLAIMANT, true],
    ['the DRI', DRI, true],
    ['somebody else', OTHER, false],
    ['ProdSecEng', ENGINEER, false],
  ])('are withdrawn by %s: %s', (_who, who, may) => {
    expect(withdrawClaim(acting(who), 1)(claimed()).ok).toBe(may);
  });

  it('are declined by the team alone, with a reason', () => {
    expect(text(declineClaim(acting(), 1, '')(claimed()))).toContain('Say why');
    expect(declineClaim(acting(CLAIMANT), 1, 'No')(claimed()).ok).toBe(false);
    const { edit, keeps } = value(declineClaim(acting(), 1, 'No')(claimed()));
    expect(transferOf(file(edit).stage).claims[0]).toMatchObject({ state: 'declined', note: 'No' });
    expect(keeps).toEqual(['transfer:5:claim:1']);
  });

  it('are accepted by the team: Redirect, the others declined, the work item owed; cancelled, the category is as before', () => {
    expect(acceptClaim(acting(CLAIMANT), 1)(claimed()).ok).toBe(false);
    const change = value(acceptClaim(acting(), 1)(claimed()));
    const [rule] = change.rules ?? [];
    const verdict = rule?.(tool(), {} as never);
    expect(verdict?.ok === true && verdict.value.change.fields).toMatchObject({ category: 'redirect' });
    expect(transferOf(accepted().stage).claims.map(({ state }) => state)).toEqual(['accepted', 'declined']);
    expect(change.owed?.map(({ kind }) => kind)).toContain('stage-issue');
    expect(text(acceptClaim(acting(), 2)(accepted()))).toContain('accepted already');
    const back = value(cancelStage(acting(), 'They cannot')(accepted()));
    const undone = back.rules?.[0]?.(tool({ category: 'redirect' }), {} as never);
    expect(undone?.ok === true && undone.value.change.fields).toMatchObject({ category: 'maintain' });
  });

  it('wake whoever leads it two days before the last day, and when it is over', () => {
    const due = datePromises(stage(), NOW).map(({ dueAt }) => dueAt?.toISOString());
    expect(due).toEqual(['2026-03-18T00:00:00.000Z', '2026-03-21T00:00:00.000Z']);
    expect(datePromises(stage(), new Date('2026-03-19T00:00:00Z'))).toHaveLength(1);
    expect(text(changeUntil(acting(), '2026-03-01')(file()))).toContain('today or a later day');
    expect(text(changeUntil(acting(), '2027-09-01')(file()))).toContain('within a year');
    expect(value(changeUntil(acting(), '2026-03-25')(file())).drops).toEqual([
      'transfer:5:soon:2026-03-20',
      'transfer:5:over:2026-03-20',
    ]);
  });
});

const item = (key: string, state: StageItem['state'], list = 'responsibilities'): StageItem => ({
  ...{ id: 1, stageId: 5, list, key, state, assigneeId: null, dueOn: null, link: null, note: null, by: null, at: NOW },
});
const of = (key: string, more: object = {}) => ({ list: 'responsibilities', key, note: '', link: '', ...more });
const offer = (key: string, state: 'offered' | 'not doing' = 'offered', note = '') =>
  offerResponsibility(TRANSFER, acting(), { ...of(key), state, note });

describe('responsibilities (SUN-6)', () => {
  it('are offered by the team, once there is a receiver, and not after they are accepted', () => {
    expect(text(offer('code')(file()))).toContain('name the receiving team');
    expect(offer('code')(accepted()).ok).toBe(true);
    expect(text(offer('code')(accepted([item('code', 'accepted')])))).toContain('accepted already');
    expect(offerResponsibility(TRANSFER, acting(DRI), { ...of('code'), state: 'offered' })(accepted()).ok).toBe(false);
    expect(text(offer('nothing')(accepted()))).toContain('not part of it');
  });

  it('are not ticked: only the receiver accepts them', () => {
    const ticked = { ...of('code'), state: 'done' as const, assigneeId: null, dueOn: null };
    expect(text(answerItem(TRANSFER, acting(), ticked)(accepted()))).toContain('offered to the receiver');
  });

  it('are settled without being handed over only where the receiver declined, with a reason', () => {
    expect(text(offer('code', 'not doing', 'x')(accepted([item('code', 'offered')])))).toContain('Only what');
    expect(text(offer('code', 'not doing')(accepted([item('code', 'declined')])))).toContain('Say how');
    expect(offer('code', 'not doing', 'Nobody needs it')(accepted([item('code', 'declined')])).ok).toBe(true);
  });

  it.each(['accepted', 'sent back', 'declined'] as const)(
    'are %s by the DRI alone, while they are offered',
    (state) => {
      const say = (who: typeof DRI, note: string) =>
        answerResponsibility(TRANSFER, acting(who), { list: 'responsibilities', key: 'code', state, note });
      const offered = accepted([item('code', 'offered')]);
      expect(say(CLAIMANT, 'x')(offered).ok).toBe(false);
      expect(say(ENGINEER, 'x')(offered).ok).toBe(false);
      expect(say(DRI, 'x')(offered).ok).toBe(true);
      expect(say(DRI, '')(offered).ok).toBe(state === 'accepted');
      expect(say(DRI, 'x')(accepted([item('code', 'accepted')])).ok).toBe(false);
    },
  );

  it('end the transfer once each is accepted or settled: the tool is theirs, and nothing else of it goes on', () => {
    const keys = TRANSFER.lists(stage())[0]?.items.map(({ key }) => key) ?? [];
    const all = keys.map((key) => item(key, key === 'secrets' ? 'not doing' : 'accepted'));
    const open = all.map((each) => (each.key === 'runbook' ? item('runbook', 'declined') : each));
    expect(text(endTransfer(acting())(accepted(open)))).toContain('Runbook');
    expect(endTransfer(acting(DRI))(accepted(all)).ok).toBe(false);
    const change = value(endTransfer(acting())(accepted(all)));
    const left = change.rules?.[0]?.(tool({ category: 'redirect' }), {} as never);
    expect(left?.ok === true && left.value.change.fields).toEqual({
      ...{
        state: 'transferred',
        owningTeam: 'Team A',
        owningTeamBefore: 'Product Security Engineering',
        ownerId: null,
      },
    });
    expect(change.endsOthers).toBe('Team A has taken it over.');
  });
});

describe('a hand-off (CHA-2)', () => {
  const handOff = (details: Record<string, unknown> = {}, items: StageItem[] = []) =>
    file({ kind: 'hand-off', phase: 'open', toolId: null, requestId: 1, details }, items);
  const RECEIVER = { team: 'Team A', driId: 'U0CONTACT', supportUntil: '2026-06-30' };

  it('has documentation by link and support until a date', () => {
    const named = handOff({ receiver: { team: 'Team A', driId: 'U0CONTACT' } });
    const give = (key: string, link = '') =>
      offerResponsibility(HAND_OFF, acting(), { list: 'hand-off', key, note: '', link, state: 'offered' });
    expect(text(give('documentation')(named))).toContain('Give the address');
    expect(give('documentation', 'https://example.com/docs')(named).ok).toBe(true);
    expect(text(give('support')(named))).toContain('until when');
    expect(text(nameHandOffReceiver(acting(), { ...RECEIVER, supportUntil: '2026-03-01' })(named))).toContain('later');
  });

  it('with another DRI offers anew what the one before had not accepted', () => {
    const before = handOff({ receiver: { team: 'Team B', driId: 'U0STRANGE' } }, [
      item('ownership', 'accepted', 'hand-off'),
      item('users', 'offered', 'hand-off'),
    ]);
    expect(value(nameHandOffReceiver(acting(), RECEIVER)(before)).items).toEqual([
      { list: 'hand-off', key: 'users', state: 'open', assigneeId: null },
    ]);
  });

  it('ends with all of it accepted', () => {
    const all = ['ownership', 'documentation', 'support', 'users'].map((key) => item(key, 'accepted', 'hand-off'));
    const details = { receiver: RECEIVER, supportUntil: '2026-06-30' };
    expect(text(endHandOff(acting())(handOff({}, all)))).toContain('Name the product team');
    expect(text(endHandOff(acting())(handOff(details, all.slice(1))))).toContain('Ownership');
    expect(value(endHandOff(acting())(handOff(details, all))).answer).toContain('until 2026-06-30');
  });
});
