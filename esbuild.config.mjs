// Bundles the app into dist/main.js and the sandbox's page into dist/page/; copies what they read at run time.
import { cp, mkdir, rm } from 'node:fs/promises';
import { build } from 'esbuild';

await rm('dist', { recursive: true, force: true });
await mkdir('dist/page', { recursive: true });

await build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  // Native and worker-based packages cannot live in a bundle; the rest is bundled for a fast start.
  external: ['better-sqlite3', 'pino', 'pino-pretty', 'bufferutil', 'utf-8-validate'],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});

await build({
  entryPoints: ['src/sandbox/page/main.tsx'],
  outdir: 'dist/page',
  bundle: true,
  minify: true,
  platform: 'browser',
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  logLevel: 'warning',
});

await cp('src/sandbox/page/index.html', 'dist/page/index.html');
await cp('src/sandbox/page/style.css', 'dist/page/style.css');
await cp('migrations', 'dist/migrations', { recursive: true });
await cp('manifest.yml', 'dist/manifest.yml');
