/**
 * `npm run bench`: speed beside what the same process cannot beat, in the same run; what rules cost as they
 * grow in number; memory of a large file; start-up of each bundle.
 *
 * Rates are CPU time (`process.cpuUsage`) of one process. Stages take turns, round after round, and each is quoted by the median of its
 * ratios to the floor of the same round, since a shared machine's speed drifts. Exit code 1 where a bound does not hold.
 *
 * Usage: node bench/bench.ts [--records N] [--files PATH] [--only speed|rules|memory|start]
 */
import { parseArgs } from 'node:util'
import { measureMemory } from './memory.ts'
import { measureRules } from './rules.ts'
import { measureSpeed } from './speed.ts'
import { measureStart } from './start.ts'

const { values } = parseArgs({
  options: { records: { type: 'string', default: '40000' }, files: { type: 'string' }, only: { type: 'string' } },
})

const parts: Readonly<Record<string, () => Promise<boolean>>> = {
  speed: () => measureSpeed(Number(values.records), values.files),
  rules: () => measureRules(Math.min(Number(values.records), 20_000)),
  memory: () => measureMemory(),
  start: () => measureStart(),
}

let holds = true
for (const [name, measure] of Object.entries(parts)) {
  if (values.only === undefined || values.only === name) holds = (await measure()) && holds
}
process.exitCode = holds ? 0 : 1
