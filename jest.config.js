/**
 * Three kinds of tests, told apart by their file's ending, which names what they cost:
 * `.test.ts` is pure, `.int.test.ts` starts real servers, `.e2e.test.ts` drives a whole local province.
 */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          target: 'es2022',
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  modulePathIgnorePatterns: ['/dist/', '/\\.state/'],
};

/** @type {import('jest').Config} */
export default {
  maxWorkers: 2,
  // Ends what hangs, says nothing of speed: a test waits for conditions, and what it waits for says first what is missing.
  testTimeout: 180_000,
  watchman: false,
  workerIdleMemoryLimit: '1GB',
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.int\\.test\\.ts$', '\\.e2e\\.test\\.ts$'],
    },
    { ...base, displayName: 'integration', testMatch: ['**/*.int.test.ts'] },
    { ...base, displayName: 'e2e', testMatch: ['**/*.e2e.test.ts'] },
  ],
};
