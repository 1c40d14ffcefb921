import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where a file or folder that ships with the app is: beside the bundle, or at the top of the source tree. */
export function assetPath(name: string): string {
  const places = ['./', '../', '../../'].map((up) => fileURLToPath(new URL(`${up}${name}`, import.meta.url)));
  const found = places.find(existsSync);
  if (found === undefined) throw new Error(`${name} is missing: was the app built with \`npm run build\`?`);
  return found;
}
