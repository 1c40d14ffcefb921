import { defineConfig } from 'vitest/config';

/** Tests in Debian's chromium, against the built page: `npm run build`, then `npx vitest run --config vitest.browser.config.ts`. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 90_000,
    hookTimeout: 60_000,
    // One browser at a time: two would slow each other down.
    fileParallelism: false,
    pool: 'forks',
  },
});
