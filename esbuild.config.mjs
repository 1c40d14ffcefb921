// Bundles the app into dist/main.js and the sandbox's page into dist/page/; copies what they read at run time.
// A test that needs a build of its own names another folder than dist.
import { cp, mkdir, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const out = process.argv[2] ?? 'dist';

await rm(out, { recursive: true, force: true });
await mkdir(`${out}/page`, { recursive: true });

/**
 * Bolt loads each of its receivers when it is loaded itself. Ours come over its HTTPReceiver, or over a connection of our own, so the
 * others, with Express and what that brings, stay outside (decision 10): they were a third of what has to be read at a start.
 */
const unusedReceivers = {
  name: 'unused receivers',
  setup({ onLoad }) {
    onLoad(
      { filter: /@slack[\\/]bolt[\\/]dist[\\/]receivers[\\/](Express|AwsLambda|SocketMode)Receiver\.js$/ },
      () => ({
        contents: `exports.default = class { constructor() { throw new Error('This receiver is not in the bundle'); } };`,
      }),
    );
  },
};

await build({
  entryPoints: ['src/main.ts'],
  outdir: out,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  // Less to parse is a faster start; names stay, so that an error's trace can be read without the map.
  ...{ minifyWhitespace: true, minifySyntax: true, legalComments: 'none' },
  // A native package cannot live in a bundle, and the pretty log is loaded on a terminal only; the rest is bundled for a fast start.
  plugins: [unusedReceivers],
  external: ['better-sqlite3', 'pino-pretty', 'bufferutil', 'utf-8-validate'],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});

await build({
  entryPoints: ['src/sandbox/page/main.tsx'],
  outdir: `${out}/page`,
  bundle: true,
  minify: true,
  platform: 'browser',
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  logLevel: 'warning',
});

await cp('src/sandbox/page/index.html', `${out}/page/index.html`);
await cp('src/sandbox/page/style.css', `${out}/page/style.css`);
await cp('migrations', `${out}/migrations`, { recursive: true });
await cp('manifest.yml', `${out}/manifest.yml`);
