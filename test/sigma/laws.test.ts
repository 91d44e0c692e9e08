import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../shared/sigma/compile.ts'
import { parseRule } from '../../shared/sigma/parse-rule.ts'
import { ruleSet } from '../../shared/sigma/rule-set.ts'

const word = fc.constantFrom('CreateUser', 'createuser', 'DeleteUser', 'user', 'x', '', 'Get', '10.1.2.3', '5')
const key = fc.constantFrom('eventName', 'eventSource', 'a.b', 'c')
const scalar = fc.oneof(word, fc.constantFrom(5, 7, true, false))
const value = fc.oneof(scalar, fc.constant(null), fc.array(scalar, { maxLength: 3 }))
const record = fc.record(
  {
    eventName: value,
    eventSource: value,
    a: fc.oneof(fc.record({ b: value }), fc.array(fc.record({ b: value }), { maxLength: 2 })),
    c: value,
  },
  { requiredKeys: [] },
)

const items: fc.Arbitrary<readonly [string, unknown]> = fc.oneof(
  fc.tuple(key, fc.oneof(scalar, fc.constant(null), fc.array(scalar, { minLength: 1, maxLength: 4 }))),
  fc.tuple(
    fc
      .tuple(key, fc.constantFrom('contains', 'startswith', 'endswith', 'cased', 'neq', 'contains|neq'))
      .map((parts) => parts.join('|')),
    word,
  ),
  fc.tuple(
    key.map((name) => `${name}|all`),
    fc.array(word, { minLength: 2, maxLength: 3 }),
  ),
  fc.tuple(
    key.map((name) => `${name}|exists`),
    fc.boolean(),
  ),
  fc.tuple(
    key.map((name) => `${name}|gte`),
    fc.constantFrom(5, 6),
  ),
  fc.tuple(
    key.map((name) => `${name}|cidr`),
    fc.constant('10.0.0.0/8'),
  ),
  fc.tuple(
    key.map((name) => `${name}|re`),
    fc.constantFrom('^Create', 'user$', '[0-9]'),
  ),
)
const map = fc.array(items, { minLength: 1, maxLength: 3 }).map((entries) => Object.fromEntries(entries))
const keywords = fc.array(fc.constantFrom('user', 'Create', 'x*r', 5), { minLength: 1, maxLength: 3 })
const selection = fc.oneof(
  { weight: 4, arbitrary: map },
  { weight: 2, arbitrary: fc.array(map, { minLength: 1, maxLength: 3 }) },
  keywords,
)
const condition = fc.constantFrom(
  's1 and s2',
  's1 or s2',
  's1 and not s2',
  'not s1',
  '1 of s*',
  'all of them',
  '(s1 or s2) and not s3',
  's3 or s1 and s2',
)
const detection = fc.record({ s1: selection, s2: selection, s3: selection, condition })

const parse = (detection: unknown) =>
  parseRule({ title: 'law', logsource: { product: 'aws' }, detection }, { file: 'law' })
const holds = (detection: unknown, record: unknown) => compile(parse(detection)).match(record) !== undefined

describe('a rule', () => {
  it('never agrees with its negation', () => {
    fc.assert(
      fc.property(detection, record, (rule, seen) => {
        expect(holds(rule, seen)).toBe(!holds({ ...rule, condition: `not (${rule.condition})` }, seen))
      }),
      { numRuns: 500 },
    )
  })

  it('cares for no order: of values, of maps in a list, of keys', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed).reverse()
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value)
          .map(([name, inner]) => [name, reversed(inner)])
          .reverse(),
      )
    }
    fc.assert(
      fc.property(detection, record, (rule, seen) => {
        const { condition, ...selections } = rule
        expect(holds({ ...(reversed(selections) as object), condition }, seen)).toBe(holds(rule, seen))
      }),
      { numRuns: 500 },
    )
  })

  it('holds for the wildcard that its modifier stands for', () => {
    fc.assert(
      fc.property(word, record, (text, seen) => {
        for (const [modifier, pattern] of [
          ['contains', `*${text}*`],
          ['startswith', `${text}*`],
          ['endswith', `*${text}`],
        ] as const)
          expect(holds({ s: { [`c|${modifier}`]: text }, condition: 's' }, seen)).toBe(
            holds({ s: { c: pattern }, condition: 's' }, seen),
          )
      }),
    )
  })

  it('says why whenever it holds by something that is there', () => {
    fc.assert(
      fc.property(map, record, (only, seen) => {
        const match = compile(parse({ s: only, condition: 's' })).match(seen)
        if (match === undefined) return
        expect(match.selections.map(({ name, evidence }) => [name, evidence.length])).toEqual([
          ['s', Object.keys(only).length],
        ])
      }),
      { numRuns: 500 },
    )
  })
})

describe('a set of rules', () => {
  it('finds exactly what asking each rule finds, in the order of the rules, whatever came before', () => {
    fc.assert(
      fc.property(
        fc.array(detection, { maxLength: 8 }),
        fc.array(record, { minLength: 1, maxLength: 6 }),
        (documents, records) => {
          const rules = documents.map(parse)
          const { match } = ruleSet(rules, { index: ['eventName', 'eventSource'] })
          for (const seen of [...records, ...records]) {
            const plain = rules.map((rule) => compile(rule).match(seen)).filter((found) => found !== undefined)
            expect(match(seen)).toEqual(plain)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})
