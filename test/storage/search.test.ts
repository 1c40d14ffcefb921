import fc from 'fast-check';
import { expect, it } from 'vitest';
import { yes } from '../../src/domain/verdict.ts';
import { quotedWords } from '../../src/storage/search.ts';
import { filing, NOW, testStorage } from './storage-file.ts';

function library() {
  const { storage, client } = testStorage();
  const { search, requests } = storage;
  const file = async (title: string, body = '', change = {}) => {
    const { id } = await requests.fileRequest(filing({ title, ...change }), NOW);
    await search.indexRequest(id, title, body);
    return id;
  };
  const found = async (typed: string, limit = 5, except = 0) =>
    (await search.requestsAlike(typed, limit, except)).map(({ id }) => id);
  return { client, requests, search, file, found };
}

it('finds requests that share a word, in any form of it, and the best first', async () => {
  const { file, found } = library();
  await file('Rotate signing keys', 'we rotate by hand');
  await file('Scan container images', 'nothing about rotation');
  await file('Café menu');
  expect(await found('rotating the keys')).toEqual([1, 2]);
  expect(await found('SCANNING')).toEqual([2]);
  expect(await found('cafe')).toEqual([3]);
  expect(await found('rotating the keys', 5, 1)).toEqual([2]);
  expect(await found('rotating the keys', 1)).toEqual([1]);
});

it('leaves out what is sensitive and what is a duplicate', async () => {
  const { requests, file, found } = library();
  await file('Rotate keys', '', { sensitive: true });
  const twin = await file('Rotate keys');
  await file('Rotate keys');
  const change = { actor: 'U0ENGINE1', action: 'x', request: { state: 'duplicate' as const }, owed: [], answer: '' };
  await requests.changeRequest(twin, () => yes(change), NOW);
  expect(await found('rotate')).toEqual([3]);
});

it('looks at the newest 200 matches only, so that a common word costs no more with every year', async () => {
  const { client, search, file, found } = library();
  const oldest = await file('rotate rotate rotate', 'rotate');
  const fill = client.transaction(() => {
    const insert = client.prepare(
      `INSERT INTO request (door, title, answers, state, origin, author_name, created_at, updated_at)
       VALUES ('new', 'rotate many other things', '{}', 'new', 'slack', 'X', 1, 1)`,
    );
    for (let n = 0; n < 205; n += 1) insert.run();
  });
  fill();
  for (const id of await search.requestsToIndex()) await search.indexRequest(id, 'rotate many other things', '');
  expect(await found('rotate', 300)).not.toContain(oldest);
  for (const id of await search.requestsToIndex()) await search.indexRequest(id, 'rotate many other things', '');
  expect(await found('rotate', 300)).toHaveLength(200);
});

it.each([
  ["what's C++?", [1]],
  ['"rotate" AND NOT (keys) NEAR title:x -keys ^rotate*', [1]],
  ['keys" OR "1', [1]],
  ['*', []],
  ['" "" \' ; DROP TABLE request; --', []],
  ['a b c', []],
  ['دوران المفاتيح', []],
  ['🔑🔑🔑 {rotate} : + AND', [1]],
])('takes %j as words and nothing else', async (typed, expected) => {
  const { file, found } = library();
  await file("Rotate keys, what's left");
  expect(await found(typed)).toEqual(expected);
});

it('never throws, whatever is typed', async () => {
  const { file, found } = library();
  await file('Rotate keys');
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .array(
        fc.constantFrom(
          '"',
          "'",
          '(',
          'NEAR',
          'AND',
          'OR',
          'NOT',
          '*',
          ':',
          '^',
          '\0',
          'rotate',
          '-',
          '{',
          '½',
          '漢字漢字',
        ),
      )
      .map((parts) => parts.join(' ')),
  );
  await fc.assert(fc.asyncProperty(hostile, async (typed) => void (await found(typed))));
});

it('asks for at most 12 different words of 3 letters and more', () => {
  const typed = Array.from({ length: 30 }, (_, n) => `word${n} Word${n} is`).join(' ');
  expect(quotedWords(typed)).toHaveLength(12);
  expect(quotedWords('is it ok')).toEqual([]);
});

it('knows what was filed and is not in the index yet, and takes a corrected text in place of the former', async () => {
  const { requests, search, file, found } = library();
  await file('Rotate keys');
  await requests.fileRequest(filing({ title: 'Scan images' }), NOW);
  expect(await search.requestsToIndex()).toEqual([2]);
  await search.indexRequest(2, 'Scan images', '');
  expect(await search.requestsToIndex()).toEqual([]);
  await search.indexRequest(1, 'Review design', '');
  expect([await found('rotate'), await found('reviews')]).toEqual([[], [1]]);
});
