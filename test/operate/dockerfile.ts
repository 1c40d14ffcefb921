import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

type Instruction = { word: string; rest: string };
export type Stage = { image: string; name: string | null; instructions: Instruction[] };

/** The stages of the repository's Dockerfile, comments gone and continued lines joined. */
export function readDockerfile(): Stage[] {
  const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
    .replace(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ');
  const stages: Stage[] = [];
  for (const line of text.split('\n')) {
    const [, word, rest] = /^\s*([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (!word || rest === undefined) continue;
    if (word === 'FROM') stages.push(stageOf(rest));
    else stages.at(-1)?.instructions.push({ word, rest: rest.trim() });
  }
  return stages;
}

function stageOf(rest: string): Stage {
  const [image = '', , name = null] = rest.trim().split(/\s+/);
  return { image, name, instructions: [] };
}

/** What a stage says last with a word. */
export const last = (stage: Stage | undefined, word: string) =>
  stage?.instructions.filter((instruction) => instruction.word === word).at(-1)?.rest;

/** The command of a health check, an entry point or a CMD, in its JSON form. */
export const words = (json: string | undefined): string[] => JSON.parse(json?.slice(json.indexOf('[')) ?? '[]');

export const ignoredByDocker = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n').filter(Boolean);
