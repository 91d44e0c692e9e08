import { defineConfig } from 'vitest/config'

const recordings = 'test/**/*.recordings.test.ts'
/** Tests that set the environment of handlers, change directory or start what other files would meet: each in a process of its own. */
const worlds = [
  'test/handlers/**/*.test.ts',
  'test/bin/**/*.test.ts',
  'test/local/**/*.test.ts',
  'test/bench/**/*.test.ts',
]
const common = { testTimeout: 30_000, hookTimeout: 30_000 }

/** `npm test` runs what needs nothing but this project; `npm run test:recordings` what reads recordings that lie beside it. */
export default defineConfig(({ mode }) => ({
  test:
    mode === 'recordings'
      ? { ...common, include: [recordings] }
      : {
          projects: [
            // Importing the same modules again for each file takes longer than most files' tests.
            {
              test: {
                ...common,
                name: 'pure',
                include: ['test/**/*.test.ts'],
                exclude: [recordings, ...worlds],
                isolate: false,
              },
            },
            { test: { ...common, name: 'worlds', include: worlds, exclude: [recordings] } },
          ],
        },
}))
