import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: 'tests/support/global-setup.ts',
    pool: 'forks',
    maxWorkers: 2,
    // One process for many files: loading the program anew for each took a third of the time.
    isolate: false,
    // Worker threads of the product are started from source in tests: tsx lets them load TypeScript.
    execArgv: ['--import', 'tsx'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: { provider: 'v8', include: ['src/**', 'adapters/**'] },
  },
});
