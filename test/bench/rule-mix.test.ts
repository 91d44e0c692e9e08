import { describe, expect, it } from 'vitest'
import { ruleMix } from '../../bench/rule-mix.ts'
import { parseRule } from '../../shared/sigma/parse-rule.ts'

const share = (all: readonly unknown[], of: (document: string) => boolean) =>
  all.filter((document) => of(JSON.stringify(document))).length / all.length

describe('generated rules', () => {
  it('are Sigma, each with an id of its own, and the same every time', async () => {
    for (const mix of ['typical', 'hard'] as const) {
      const documents = await ruleMix(mix, 300)
      const ids = documents.map((document) => parseRule(document, { file: mix }).id)
      expect(new Set(ids).size).toBe(300)
      expect(await ruleMix(mix, 300)).toEqual(documents)
    }
  })

  it('mostly name a call where they are typical, and a quarter of them leaves something out', async () => {
    const typical = await ruleMix('typical', 3_000)
    expect(share(typical, (text) => text.includes('"eventName"'))).toBeCloseTo(0.95, 1)
    expect(share(typical, (text) => text.includes('not 1 of'))).toBeCloseTo(0.25, 1)
  })

  it('name no call and no service where they are hard', async () => {
    const hard = await ruleMix('hard', 3_000)
    expect(share(hard, (text) => /"event(Name|Source)/.test(text))).toBe(0)
    for (const asks of ['userAgent|contains', 'arn|contains', 'cidr', '|re"', 'endswith', 'requestParameters|contains'])
      expect(
        share(hard, (text) => text.includes(asks)),
        asks,
      ).toBeGreaterThan(0.1)
  })
})
