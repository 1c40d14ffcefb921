import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defaultSettings, parseSettings, type SettingsResult } from './settings.ts';

/** The text of `.env` in a directory, or undefined where there is none. */
export function readDotEnv(directory: string): string | undefined {
  const path = resolve(directory, '.env');
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/**
 * The team settings: from the file that PRODSECENG_CONFIG names (which must be there), else from `prodseceng.yml` in the
 * directory, else the process's defaults. Every problem line begins with the file's name.
 */
export function readSettings(configPath: string | null, directory: string): SettingsResult {
  const name = configPath ?? 'prodseceng.yml';
  const path = resolve(directory, name);
  if (configPath === null && !existsSync(path)) return { ok: true, settings: defaultSettings() };
  const text = textOf(path);
  if (text === null) return { ok: false, problems: [`PRODSECENG_CONFIG: cannot read ${name}. ${EXAMPLE}`] };
  const read = parseSettings(text);
  return read.ok ? read : { ok: false, problems: read.problems.map((problem) => `${name}: ${problem}`) };
}

const EXAMPLE =
  'Example: PRODSECENG_CONFIG=prodseceng.yml, a file that the app may read; leave it unset for the defaults';

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
