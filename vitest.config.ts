import { defineConfig } from 'vitest/config'

const recordings = 'test/**/*.recordings.test.ts'
/** Every command of the pages, and each command of the terminal, is run here as a process of its own. */
const commands = ['test/docs/**/*.test.ts', 'test/readme.test.ts', 'test/bin/{replay,npx,rules-*}.test.ts']
/** Tests that set the environment of handlers, or start what other files would meet: each in a process of its own. */
const worlds = [
  'test/handlers/**/*.test.ts',
  'test/bin/**/*.test.ts',
  'test/local/**/*.test.ts',
  'test/bench/**/*.test.ts',
]
/** Both of two cores: left alone, one of them would be kept free. */
const maxWorkers = 2
const common = { testTimeout: 60_000, hookTimeout: 60_000 }

/**
 * `npm test` runs what needs nothing but this project, and is quick; `npm run test:commands` runs the commands, those of
 * README and docs among them; `npm run test:recordings` reads recordings that lie beside the project.
 */
export default defineConfig(({ mode }) => {
  if (mode === 'recordings') return { test: { ...common, maxWorkers, include: [recordings] } }
  if (mode === 'commands') return { test: { ...common, testTimeout: 180_000, maxWorkers, include: commands } }
  const exclude = [recordings, ...commands]
  return {
    test: {
      maxWorkers,
      projects: [
        // Importing the same modules again for each file takes longer than most files' tests.
        {
          test: {
            ...common,
            name: 'pure',
            include: ['test/**/*.test.ts'],
            exclude: [...exclude, ...worlds],
            isolate: false,
          },
        },
        { test: { ...common, name: 'worlds', include: worlds, exclude } },
      ],
    },
  }
})
