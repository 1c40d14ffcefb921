import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'node_modules/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
    // Nothing is mocked and no module keeps state, so a worker loads the app once, not once for each file.
    isolate: false,
    // Most of the time the tests wait for deliveries and clocks, not for the processor.
    maxWorkers: 3,
  },
});
