import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seenKeys } from '../../bin/replay/seen.ts'

describe('the keys that a replay has met', () => {
  it('are told apart as by a Set', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.uuid(), fc.integer({ max: 20 }).map(String))), (keys) => {
        const [seen, set] = [seenKeys(), new Set<string>()]
        for (const key of keys) {
          seen.add(key)
          expect(seen.size).toBe(set.add(key).size)
        }
      }),
    )
  })

  it('are all kept while there are more and more of them', () => {
    const seen = seenKeys()
    for (const _ of ['once', 'again']) {
      for (let key = 0; key < 50_000; key++) seen.add(`aws.cloudtrail:${key}`)
      expect(seen.size).toBe(50_000)
    }
  })
})
