import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { oweCard, oweWorkItem } from '../../src/domain/owed.ts';
import { yes } from '../../src/domain/verdict.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { filing, NOW, newMention, testFolder, testStorage } from './storage-file.ts';

const BIG = 'x'.repeat(3_000);
const draft = (id: string) => ({
  id,
  personId: 'U1',
  form: 'new',
  step: 0,
  answers: { BIG },
  origin: {},
  updatedAt: NOW,
});
const TABLES = [
  'request',
  'request_person',
  'entry',
  'draft',
  'outbox',
  'audit',
  'question',
  'mention',
  'slack_message',
];

type Full = ReturnType<typeof testStorage>;

/** Every kind of change that people or GitLab make. */
const CHANGES: Record<string, (full: Full) => Promise<unknown>> = {
  'filing a request': ({ storage }) =>
    storage.requests.fileRequest(
      filing(
        { title: 'Second', answers: { BIG, more: BIG.repeat(9) }, draftId: 'D1' },
        {
          people: [{ personId: 'U1', role: 'stakeholder', useCase: BIG }],
          owed: (id) => [oweWorkItem(id), oweCard(id)],
        },
      ),
      NOW,
    ),
  'changing a request': ({ storage }) => {
    const entry = { kind: 'comment' as const, authorId: 'U1', authorName: 'X', link: null, saidAt: NOW, key: 'k' };
    const entries = [{ ...entry, text: BIG.repeat(9) }];
    const value = { actor: 'U1', action: 'x', request: { title: 'New' }, entries, owed: [oweCard(1)], answer: '' };
    return storage.requests.changeRequest(1, () => yes(value), NOW);
  },
  'keeping a draft': ({ storage }) => storage.drafts.keepDraft({ ...draft('D2'), answers: { BIG: BIG.repeat(9) } }),
  'asking a question': ({ storage }) =>
    storage.questions.askQuestion(
      { askerId: 'U1', topic: 'question', text: BIG.repeat(9), draftId: 'D1' },
      () => [],
      NOW,
    ),
  'keeping a mention': ({ storage }) =>
    storage.mentions.keepMention(newMention({ text: BIG.repeat(9) }), () => [], NOW),
  'owing something': ({ storage }) => storage.owe([{ ...oweCard(1), payload: { BIG: BIG.repeat(9) } }], NOW),
};

async function filled() {
  const full = testStorage();
  await full.storage.requests.fileRequest(filing(), NOW);
  await full.storage.drafts.keepDraft(draft('D1'));
  const all = () => TABLES.map((table) => full.client.prepare(`SELECT * FROM ${table}`).all());
  return { ...full, all };
}

describe.each(Object.entries(CHANGES))('%s', (_, change) => {
  it('fails clearly on a database that is read-only, with nothing half written', async () => {
    const full = await filled();
    const [before, woken] = [full.all(), full.woken()];
    full.client.pragma('query_only = ON');
    await expect(change(full)).rejects.toMatchObject({ code: 'SQLITE_READONLY' });
    expect([full.all(), full.woken()]).toEqual([before, woken]);
    full.client.pragma('query_only = OFF');
    await change(full);
    expect(full.all()).not.toEqual(before);
  });

  it('fails clearly on a disk that is full, with nothing half written', async () => {
    const full = await filled();
    const [before, woken] = [full.all(), full.woken()];
    const pages = Number(full.client.pragma('page_count', { simple: true }));
    full.client.pragma(`max_page_count = ${pages}`);
    await expect(change(full)).rejects.toMatchObject({ code: 'SQLITE_FULL' });
    expect([full.all(), full.woken()]).toEqual([before, woken]);
    full.client.pragma('max_page_count = 1000000');
    await change(full);
    expect(full.all()).not.toEqual(before);
  });
});

it('fails clearly while another process holds the database for longer than we wait, and works after that', async () => {
  const full = await filled();
  const other = new Database(full.path);
  other.exec('BEGIN IMMEDIATE');
  const before = full.all();
  await expect(full.storage.requests.fileRequest(filing(), NOW)).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
  expect(full.all()).toEqual(before);
  other.exec('COMMIT');
  other.close();
  expect(await full.storage.requests.fileRequest(filing(), NOW)).toEqual({ id: 2, already: false });
});

it('cannot be opened where there is a folder instead, and says which setting names it', () => {
  expect(() => openDatabase(testFolder(), 'migrations')).toThrow(/DATABASE_PATH.*unable to open/);
});
