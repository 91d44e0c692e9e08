import { defineConfig } from 'vitest/config'

const recordings = 'test/**/*.recordings.test.ts'

/** `npm test` runs what needs nothing but this project; `npm run test:recordings` what reads recordings that lie beside it. */
export default defineConfig(({ mode }) => ({
  test: {
    include: mode === 'recordings' ? [recordings] : ['test/**/*.test.ts'],
    exclude: mode === 'recordings' ? [] : [recordings],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
}))
