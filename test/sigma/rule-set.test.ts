import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { trailFiles } from '../../bench/records.ts'
import { ruleMix } from '../../bench/rule-mix.ts'
import { type PackedWitness, packWitness, unpackWitness } from '../../shared/sigma/packed-witness.ts'
import { parseRule } from '../../shared/sigma/parse-rule.ts'
import { pathAccessor } from '../../shared/sigma/path.ts'
import type { Rule } from '../../shared/sigma/rule.ts'
import { filedRuleSet, ruleSet, witnessesOf } from '../../shared/sigma/rule-set.ts'
import { prover } from '../../shared/sigma/witness.ts'
import { oracle } from './oracle.ts'
import { parsed, someRecord, someRule } from './rule-set-make.ts'

const asked = (rules: readonly Rule[], record: unknown) => rules.filter((rule) => oracle(rule, record))

describe('a set of rules', () => {
  it('finds exactly what a plain interpreter finds, in the order of the rules, the first time and again', () => {
    fc.assert(
      fc.property(
        fc.array(someRule, { minLength: 1, maxLength: 12 }),
        fc.array(someRecord, { minLength: 1, maxLength: 6 }),
        (rules, records) => {
          const { holding, match } = ruleSet(rules, {
            index: ['eventName', 'eventSource'],
            dear: (field) => field === 'c',
          })
          for (const record of [...records, ...records]) {
            const expected = asked(rules, record)
            expect(holding(record)).toEqual(expected)
            expect(match(record).map(({ rule }) => rule)).toEqual(expected)
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('finds the same by whichever witness its rules are filed', () => {
    fc.assert(
      fc.property(
        fc.array(someRule, { minLength: 1, maxLength: 6 }),
        fc.array(someRecord, { minLength: 1, maxLength: 4 }),
        fc.infiniteStream(fc.nat(100)),
        (rules, records, prices) => {
          const { witnessOf } = prover()
          const price = () => prices.next().value!
          const { holding } = filedRuleSet(rules.map((rule) => ({ witness: witnessOf(rule, price), read: () => rule })))
          for (const record of records) expect(holding(record)).toEqual(asked(rules, record))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('finds the same where witnesses were written down and read again', () => {
    fc.assert(
      fc.property(
        fc.array(someRule, { minLength: 1, maxLength: 6 }),
        fc.array(someRecord, { minLength: 1, maxLength: 4 }),
        (rules, records) => {
          const kept: PackedWitness[] = JSON.parse(JSON.stringify(witnessesOf(rules).map(packWitness)))
          const { holding } = filedRuleSet(
            rules.map((rule, at) => ({ witness: unpackWitness(kept[at]!), read: () => rule })),
          )
          for (const record of records) expect(holding(record)).toEqual(asked(rules, record))
        },
      ),
      { numRuns: 200 },
    )
  })

  it.each(['typical', 'hard'] as const)(
    'finds what a plain interpreter finds over a trail with %s rules',
    async (mix) => {
      const documents = await ruleMix(mix, 3_000)
      // Some as they come, and those that are likely to find something.
      const telling = (document: unknown) =>
        /terraform|botocore|java|amzn2|shop-|worker|Describe/.test(JSON.stringify(document))
      const rules = documents
        .filter((document, at) => at < 300 || telling(document))
        .map((document) => parseRule(document, { file: 'generated' }))
      const records = [...trailFiles({ records: 150, perFile: 50, seed: mix })].flatMap((file) =>
        file.records.map((text) => JSON.parse(text)),
      )
      const { holding } = ruleSet(rules, { index: ['eventName', 'eventSource'] })
      const read = (name: string, record: unknown) => pathAccessor(name)(record)
      let found = 0
      for (const record of records) {
        const expected = rules.filter((rule) => oracle(rule, record, read))
        expect(holding(record)).toEqual(expected)
        found += expected.length
      }
      expect(found).toBeGreaterThan(0)
    },
  )

  it('reads no rule that no record could be one of, and each other once', () => {
    const reads: string[] = []
    const rules = ['CreateUser', 'DeleteUser'].map((eventName) => parsed({ s: { eventName, c: 'x' }, condition: 's' }))
    const witnesses = witnessesOf(rules, { index: ['eventName'] })
    const { holding } = filedRuleSet(
      rules.map((rule, at) => ({
        witness: witnesses[at],
        read() {
          reads.push(`${at}`)
          return rule
        },
      })),
    )
    expect(reads).toEqual([])
    for (const record of [{ eventName: 'createuser' }, { eventName: 'CreateUser', c: 'X' }, { eventName: 'x' }])
      holding(record)
    expect(reads).toEqual(['0'])
  })

  it('reads a dear field only for records that show something else, and once a record', () => {
    let reads = 0
    const field = (name: string) =>
      name === 'derived' ? () => { reads++; return 'yes' } : undefined // biome-ignore format: one field
    const rules = [
      parsed({ s: { derived: 'yes', eventName: 'CreateUser' }, condition: 's' }),
      parsed({ s: { derived: 'yes', 'c|contains': 'admin' }, condition: 's' }),
      parsed({ s: { eventName: 'CreateUser' }, f: { derived: 'no' }, condition: 's and not f' }),
    ]
    const { holding } = ruleSet(rules, { field, dear: (name) => name === 'derived' })
    holding({ eventName: 'DeleteUser', c: 'user' })
    expect(reads).toBe(0)
    expect(holding({ eventName: 'CreateUser', c: 'the admin' })).toEqual(rules)
    expect(reads).toBe(1)
  })

  it('asks for each record what nothing is proven of', () => {
    const rule = parsed({ s: { c: 'x' }, condition: 'not s' })
    expect(witnessesOf([rule])).toEqual([undefined])
    expect(ruleSet([rule]).holding({})).toEqual([rule])
  })
})
