import { defineConfig } from 'vitest/config';

/** Tests that take minutes: `npx vitest run --config vitest.slow.config.ts`. */
export default defineConfig({
  test: {
    include: ['test/slow/**/*.slow.ts'],
    testTimeout: 900_000,
    hookTimeout: 900_000,
    pool: 'forks',
  },
});
