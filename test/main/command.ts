import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Ended = { code: number | null; stdout: string; stderr: string };

const MOST_MS = 40_000;

/** Runs `node main.js WORDS` in a folder, with nothing of this process's environment but the path, until it ends. */
export function command(
  main: string,
  words: string[],
  { env = {}, cwd }: { env?: Record<string, string>; cwd: string },
): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd, env: { PATH: process.env.PATH ?? '', ...env }, timeout: MOST_MS };
    const child = execFile(process.execPath, [main, ...words], options, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

export const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** An empty folder, and how to remove it. */
export function emptyFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'prodseceng-command-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
