import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Owed } from '../../src/domain/owed.ts';
import { openDatabase } from '../../src/storage/database.ts';
import type { NewMention } from '../../src/storage/mentions.ts';
import type { Filing, NewRequest } from '../../src/storage/requests.ts';
import { storageOn } from '../../src/storage/storage.ts';

export const NOW = new Date('2026-03-02T10:00:00Z');
export const later = (ms: number): Date => new Date(NOW.getTime() + ms);

/** A folder of the test's own, gone after it. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'prodseceng-storage-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let migrated: string | undefined;

/** A copy of one file that is migrated already: that saves a test most of its time. */
function freshFile(): string {
  if (migrated === undefined) {
    migrated = join(mkdtempSync(join(tmpdir(), 'prodseceng-migrated-')), 'app.db');
    openDatabase(migrated, 'migrations').client.close();
  }
  const path = join(testFolder(), 'app.db');
  copyFileSync(migrated, path);
  return path;
}

/** A storage on a file of its own, with the connection beneath it and how often it said that something is owed. */
export function testStorage(path = freshFile(), onOwed: () => void = () => {}) {
  const open = openDatabase(path, 'migrations');
  open.client.pragma('synchronous = OFF');
  let woken = 0;
  const storage = storageOn(open, () => {
    woken += 1;
    onOwed();
  });
  onTestFinished(() => storage.close());
  const count = (table: string) => Number(open.client.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  return { path, client: open.client, storage, count, woken: () => woken };
}

function newRequest(change: Partial<NewRequest> = {}): NewRequest {
  return {
    door: 'new',
    title: 'Scan container images',
    answers: { useCase: 'Find old packages' },
    sensitive: false,
    origin: 'slack',
    requesterId: 'U0REQUEST',
    authorName: 'Requester',
    gitlabAuthor: null,
    contactId: null,
    draftId: null,
    ...change,
  };
}

export function filing(change: Partial<NewRequest> = {}, more: Partial<Filing> = {}): Filing {
  return { request: newRequest(change), people: [], actor: 'U0REQUEST', owed: () => [], ...more };
}

export const ISSUE = {
  projectId: 101,
  iid: 7,
  url: 'https://gitlab.example.com/team/-/issues/7',
  reference: 'team#7',
  state: 'opened',
} as const;

export function newMention(change: Partial<NewMention> = {}): NewMention {
  return {
    kind: 'mention',
    projectId: 101,
    iid: 7,
    noteId: 70,
    title: 'Rotate keys',
    text: '@team please look',
    url: 'https://gitlab.example.com/team/-/issues/7#note_70',
    confidential: false,
    authorName: 'Colleague',
    authorUsername: 'colleague',
    at: NOW,
    ...change,
  };
}

/** Something owed: its key is its name; the lane is `R-1/slack` unless told otherwise. */
export function owed(key: string, more: Partial<Owed> = {}): Owed {
  return { kind: 'card', lane: 'R-1/slack', key, payload: { requestId: 1 }, ...more };
}
