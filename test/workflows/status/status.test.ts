import type { Button, KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../../src/config/settings.ts';
import type { Deps } from '../../../src/deps.ts';
import { oweMention, oweMentionAdoption, oweMentionAnswer, oweOlder } from '../../../src/domain/mention.ts';
import {
  type Owed,
  oweCard,
  oweDirect,
  oweNote,
  oweThread,
  oweWorkItem,
  oweWorkItemClosing,
  oweWorkItemUpdate,
} from '../../../src/domain/owed.ts';
import { oweQuestion } from '../../../src/domain/question.ts';
import { ACTIONS } from '../../../src/workflows/status/view.ts';
import { drop, retry, retryAll, statusFor } from '../../../src/workflows/status/workflow.ts';
import { ENGINEER, MANAGER, REQUESTER, SECOND } from '../../domain/people-fixtures.ts';
import { NOW, owed, testStorage } from '../../storage/storage-file.ts';

function team() {
  const { storage } = testStorage();
  const { outbox } = storage;
  const deps = {
    storage,
    settings: defaultSettings(),
    now: () => NOW,
    screens: { status: async () => [] },
  } as unknown as Deps;
  return {
    storage,
    deps,
    status: () => statusFor(deps, ENGINEER),
    /** Owes this and sets it aside with this error. */
    async setAside(each: Owed, error = 'Slack answered channel_not_found'): Promise<string> {
      await storage.owe([each], NOW);
      const [row] = await outbox.claimOwed(NOW, 1);
      await outbox.setAsideOwed(row?.id ?? 0, { error, unknown: false }, NOW);
      return String(row?.id);
    },
  };
}

const textsOf = (blocks: KnownBlock[] = []) =>
  blocks.flatMap((block) => (block.type === 'section' && block.text ? [block.text.text] : []));

function buttonsOf(blocks: KnownBlock[] = []): Button[] {
  const elements = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
  return elements.filter((element): element is Button => element.type === 'button');
}

describe('status', () => {
  it('says in one line that all is well', async () => {
    const { status, storage } = team();
    expect(await status()).toEqual({
      text: 'All is well: nothing that ProdSecEng owes to Slack or GitLab is stuck.',
    });
    await storage.owe([owed('a'), owed('b')], NOW);
    expect((await status()).text).toBe(
      'All is well: nothing that ProdSecEng owes to Slack or GitLab is stuck; 2 are on the way.',
    );
  });

  it('says what is stuck, where to, why, since when, how often it was tried, and what waits for it', async () => {
    const { status, storage, setAside } = team();
    await setAside(oweCard(12));
    await storage.owe([oweThread(12, 'e1'), oweNote(3, 'e2')], NOW);
    const [note] = await storage.outbox.claimOwed(NOW, 9);
    await storage.outbox.retryOwed(note?.id ?? 0, {
      notBefore: NOW,
      error: 'note: GitLab answered 502',
      unknown: true,
    });
    const { text, blocks } = await status();
    expect(text).toBe(
      'Not delivered: *1* set aside until someone retries or drops it, *1* being tried again, 1 is on the way.',
    );
    const [, card = '', second = ''] = textsOf(blocks);
    expect(card.split('\n')).toEqual([
      ':warning: *The card of R-12*, to Slack',
      '`Slack answered channel_not_found`',
      '_Invite the app to the channel, or name another one in the settings._',
      expect.stringMatching(/^\*set aside\* · owed since <!date.*> · 1 try · 1 more waits for it$/),
    ]);
    expect(second).toMatch(
      /^:hourglass_flowing_sand: \*A note on the work item of R-3\*, to GitLab\n.*502`\n_It goes by itself/,
    );
    expect(buttonsOf(blocks).map((each) => each.text.text)).toEqual(['Retry', 'Drop', 'Open the request']);
  });

  it('asks before dropping, and says what is lost', async () => {
    const { status, setAside, storage } = team();
    await setAside(oweWorkItem(12), 'GitLab answered 422');
    await storage.owe([oweNote(12, 'e1'), oweNote(12, 'e2')], NOW);
    const button = buttonsOf((await status()).blocks).find((each) => each.action_id === ACTIONS.drop);
    expect(button).toMatchObject({ style: 'danger', confirm: { style: 'danger' } });
    expect(button?.confirm?.text.text).toBe(
      'R-12 stays without a work item in GitLab, and what was to be written to it is lost too. What waits for it (2) goes on without it, and may fail. This cannot be taken back.',
    );
  });

  it('shows ten at most, says how many more there are, and retries all at once', async () => {
    const { status, setAside } = team();
    for (let n = 1; n <= 13; n += 1) await setAside(oweCard(n));
    const { blocks = [] } = await status();
    expect(textsOf(blocks)).toHaveLength(11);
    expect(JSON.stringify(blocks)).toContain('…and 3 more.');
    expect(buttonsOf(blocks).at(-1)).toMatchObject({ text: { text: 'Retry all 13' }, action_id: ACTIONS.retryAll });
    expect(blocks.length).toBeLessThan(50);
  });

  it('has plain words for every kind of delivery, and for one that it does not know', async () => {
    const { status, setAside } = team();
    const direct = oweDirect(1, 'U0REQUEST', 'filed');
    const first = [oweCard(1), oweThread(9, 'e'), direct, oweQuestion(2), oweWorkItem(1), oweWorkItemUpdate(2)];
    for (const each of first) await setAside(each);
    const shown = textsOf((await status()).blocks).join('\n');
    for (const what of [
      'The card of R-1',
      'in the thread of R-9',
      'about R-1 to <@U0REQUEST>',
      'question Q-2',
      'The work item of R-1',
      'The update of the work item of R-2',
    ]) {
      expect(shown).toContain(what);
    }
    const other = team();
    const rest = [
      oweWorkItemClosing(1),
      oweNote(1, 'e'),
      oweMention(4),
      oweMentionAdoption(4, 'U1'),
      oweMentionAnswer(5),
      oweOlder(),
    ];
    for (const each of [...rest, owed('x', { kind: 'novel', lane: 'N-1/slack' })]) await other.setAside(each);
    const more = textsOf((await other.status()).blocks).join('\n');
    for (const what of [
      'The closing of the work item of R-1',
      'A note on',
      'message about mention M-4',
      'Making mention M-4',
      'The answer to mention M-5',
      'older candidates',
      'novel of N-1',
    ]) {
      expect(more).toContain(what);
    }
  });

  it('shows what a peer answered as text, however hostile or long it is', async () => {
    const { status, setAside } = team();
    await setAside(oweCard(1), `<!channel> *x* \`\n*y* ${'<'.repeat(5_000)}`);
    const [, card = ''] = textsOf((await status()).blocks);
    expect(card).toContain('&lt;!channel&gt;');
    expect(card.split('\n')[1]).toMatch(/^`[^`]*`$/);
    expect(card).not.toContain('<!channel>');
    expect(card.length).toBeLessThan(3_000);
  });

  it('is for the team and its manager; everybody else is told where to go', async () => {
    const { deps, setAside } = team();
    await setAside(oweCard(12));
    expect(await statusFor(deps, MANAGER)).toHaveProperty('blocks');
    expect(await statusFor(deps, REQUESTER)).toEqual({
      text: 'Deliveries are for ProdSecEng to see to. If something of yours seems stuck, say so in #security-capabilities-engineering; your requests are in `/prodseceng requests`.',
    });
  });
});

describe('its buttons', () => {
  it('retry one, and a second press is told that it was done', async () => {
    const { deps, storage, setAside } = team();
    const value = await setAside(oweCard(12));
    expect(await retry(deps, { value, roles: ENGINEER })).toBe(
      'The card of R-12 is tried again now. See `/prodseceng status` for what becomes of it.',
    );
    expect(await retry(deps, { value, roles: SECOND })).toMatch(/^That is not set aside any more/);
    expect(await drop(deps, { value, roles: SECOND })).toMatch(/^That is not set aside any more/);
    expect((await storage.outbox.countOwed()).owed).toBe(1);
    expect(await storage.audit.auditOf('R-12', 9)).toMatchObject([
      { actor: 'U0ENGINE1', action: 'retried a delivery' },
    ]);
  });

  it('drop one, and say what is lost', async () => {
    const { deps, storage, setAside } = team();
    const value = await setAside(oweNote(12, 'e1'));
    expect(await drop(deps, { value, roles: ENGINEER })).toBe(
      'A note on the work item of R-12 is dropped. It is not written to the work item; who opens R-12 here reads it still.',
    );
    expect(await drop(deps, { value, roles: ENGINEER })).toMatch(/^That is not set aside any more/);
    expect(await storage.outbox.countOwed()).toEqual({ owed: 0, setAside: 0, failing: 0 });
    expect(await storage.audit.auditOf('R-12', 9)).toMatchObject([{ action: 'dropped a delivery' }]);
  });

  it('retry all, once', async () => {
    const { deps, setAside } = team();
    await setAside(oweCard(1));
    await setAside(oweCard(2));
    expect(await retryAll(deps, { value: '', roles: ENGINEER })).toContain('All 2 are tried again now.');
    expect(await retryAll(deps, { value: '', roles: ENGINEER })).toBe('Nothing is set aside any more.');
  });

  it('do nothing with a value that is none of ours', async () => {
    const { deps } = team();
    for (const value of ['', 'x', '-1', '999']) {
      expect(await retry(deps, { value, roles: ENGINEER })).toMatch(/^That is not set aside any more/);
    }
  });
});
