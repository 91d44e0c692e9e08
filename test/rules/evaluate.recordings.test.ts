import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { textOf } from '../../bench/evaluate/print.ts'
import { evaluate } from '../../bench/evaluate/sets.ts'

const folder = fileURLToPath(new URL('../../../shared/recordings/', import.meta.url))
const here = existsSync(folder)

describe.skipIf(!here)(
  `the pack over the recordings${here ? '' : ' (needs ../shared/recordings, which is absent)'}`,
  () => {
    it('finds every recorded attack, by what it did, and nothing grave in quiet accounts but root use', async () => {
      const sets = await evaluate(folder)
      expect(sets.filter(({ kind }) => kind === 'attack')).toHaveLength(22)
      expect(sets.filter(({ kind }) => kind === 'quiet')).toHaveLength(2)
      expect(
        sets.flatMap(({ name, faults }) => faults.map((fault) => `${name}: ${fault}`)),
        textOf(sets),
      ).toEqual([])
    }, 60_000)
  },
)
