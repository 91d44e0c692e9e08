/**
 * `npm run evaluate`: replays the recorded sets through the whole pipeline and prints what was found in each. Exit code 1 where an attack
 * is not found, or a quiet set is not silent. The recordings are no part of this project: without them it says so and ends well.
 *
 * Usage: node bench/evaluate.ts [FOLDER]
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { textOf } from './evaluate/print.ts'
import { evaluate } from './evaluate/sets.ts'

const folder = process.argv[2] ?? fileURLToPath(new URL('../../shared/recordings/', import.meta.url))

if (existsSync(folder)) {
  const sets = await evaluate(folder)
  console.log(textOf(sets))
  process.exitCode = sets.every(({ faults }) => faults.length === 0) ? 0 : 1
} else {
  console.log(`There are no recordings at ${folder}: nothing was evaluated.`)
}
