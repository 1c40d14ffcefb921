import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ignoredByDocker, last, readDockerfile, words } from './dockerfile.ts';

const stages = readDockerfile();
const final = stages.at(-1);
const order = final?.instructions.map(({ word }) => word) ?? [];

describe('the image', () => {
  test('is made in two stages: the tools stay in the first', () => {
    expect(stages.length).toBeGreaterThan(1);
    expect(final?.image).toMatch(/^node:.*slim$/);
    expect(order).not.toContain('RUN');
    const copied = final?.instructions.filter(({ word }) => word === 'COPY') ?? [];
    for (const { rest } of copied) expect(rest).toContain(`--from=${stages[0]?.name}`);
  });

  test('runs as an ordinary user, who owns the volume of the database and nothing else', () => {
    expect(last(final, 'USER')).toBe('node');
    expect(order.indexOf('USER')).toBeLessThan(order.indexOf('ENTRYPOINT'));
    expect(last(final, 'VOLUME')).toBe(`${last(final, 'WORKDIR')}/${dirname('data/prodseceng.db')}`);
    const owned = final?.instructions.filter(({ rest }) => rest.includes('--chown=node')).map(({ rest }) => rest);
    expect(owned).toEqual(['--from=build --chown=node:node /app/data ./data']);
  });

  test('checks its health with Node.js, as there is no curl', () => {
    const check = last(final, 'HEALTHCHECK') ?? '';
    expect(check).toMatch(/--interval=\d+s .*--timeout=\d+s/);
    expect(words(check)[0]).toBe('node');
    expect(check).toContain('/healthz');
  });

  test('starts the app, and takes its other commands', () => {
    expect([...words(last(final, 'ENTRYPOINT')), ...words(last(final, 'CMD'))]).toEqual([
      'node',
      'dist/main.js',
      'start',
    ]);
  });

  test('holds no secret and no data', () => {
    for (const kept of ['.env', '.git', 'data', 'node_modules', 'dist']) expect(ignoredByDocker).toContain(kept);
    const set = stages.flatMap(({ instructions }) => instructions.filter(({ word }) => /^(ENV|ARG)$/.test(word)));
    for (const { rest } of set) expect(rest).not.toMatch(/TOKEN|SECRET/);
  });
});
