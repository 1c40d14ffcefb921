import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * Finds a file that the build copies into `dist/`: beside the bundle when the sandbox runs from it, else from the
 * repository (`dist/` for what only the build makes). Null when it does not exist.
 */
export function findAsset(name: string): string | null {
  const places = [join(here, name), join(here, '..', '..', name), join(here, '..', '..', 'dist', name)];
  return places.find((place) => existsSync(place)) ?? null;
}
