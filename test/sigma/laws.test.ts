import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../shared/sigma/compile.ts'
import { explain } from '../../shared/sigma/explain.ts'
import { ruleSet } from '../../shared/sigma/rule-set.ts'
import { condition, detection, map, parsed, record } from './arbitrary.ts'
import { oracle } from './oracle.ts'

const holds = (detection: unknown, seen: unknown) => compile(parsed(detection)).match(seen) !== undefined

describe('the engine', () => {
  it('does what the plain interpreter does', () => {
    let matches = 0
    fc.assert(
      fc.property(detection, fc.array(record, { minLength: 1, maxLength: 5 }), (document, records) => {
        const rule = parsed(document)
        const { match } = compile(rule)
        for (const seen of records) {
          const expected = oracle(rule, seen)
          if (expected) matches++
          expect(match(seen) !== undefined).toBe(expected)
        }
      }),
      { numRuns: 2_000 },
    )
    // Where next to nothing matched, the comparison would mean nothing.
    expect(matches).toBeGreaterThan(1_000)
  })

  it('does it for many rules together too', () => {
    fc.assert(
      fc.property(
        fc.array(detection, { maxLength: 12 }),
        fc.array(record, { minLength: 1, maxLength: 5 }),
        (documents, records) => {
          const rules = documents.map(parsed)
          const { match } = ruleSet(rules, { index: ['eventName', 'eventSource'] })
          for (const seen of records) {
            const found = match(seen).map(({ rule }) => rules.indexOf(rule))
            expect(found).toEqual([...rules.keys()].filter((at) => oracle(rules[at]!, seen)))
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('explains with the same outcome, and evidence for each line of what held', () => {
    fc.assert(
      fc.property(detection, record, (document, seen) => {
        const compiled = compile(parsed(document))
        const match = compiled.match(seen)
        expect(explain(compiled, seen).held).toBe(match !== undefined)
        for (const { evidence } of match?.selections ?? []) expect(evidence.length).toBeGreaterThan(0)
      }),
      { numRuns: 500 },
    )
  })
})

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
    fc.assert(
      fc.property(detection, record, ({ condition, ...selections }, seen) => {
        const turned = reversed(selections) as object
        expect(holds({ ...turned, condition }, seen)).toBe(holds({ ...selections, condition }, seen))
      }),
      { numRuns: 500 },
    )
  })

  it('still holds where one of its lists gets another value', () => {
    const words = fc.constantFrom('CreateUser', 'user', 'x', '5', '*', 'Get*')
    fc.assert(
      fc.property(
        fc.constantFrom(
          '',
          '|contains',
          '|startswith',
          '|endswith',
          '|cased',
          '|windash',
          '|base64offset|contains',
          '|fieldref',
        ),
        fc.array(words, { minLength: 1, maxLength: 3 }),
        words,
        record,
        (modifiers, values, more, seen) => {
          const plain = /base64|fieldref/.test(modifiers)
            ? (word: string) => word.replaceAll('*', '').padEnd(2, 'x')
            : (word: string) => word
          const of = (list: readonly string[]) => ({ s: { [`c${modifiers}`]: list.map(plain) }, condition: 's' })
          if (holds(of(values), seen)) expect(holds(of([...values, more]), seen)).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('holds for the wildcard that its modifier stands for', () => {
    fc.assert(
      fc.property(fc.constantFrom('user', 'x', '', 'Get', '5', '*', 'e?t'), record, (text, seen) => {
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

  it('means the same with every part of its condition in brackets of its own', () => {
    fc.assert(
      fc.property(detection, condition, record, (selections, text, seen) => {
        const one = (condition: string) => holds({ ...selections, condition }, seen)
        expect(one(`((${text}))`)).toBe(one(text))
        expect(one(`not (${text}) or (${text})`)).toBe(true)
        expect(one(`(${text}) and not (${text})`)).toBe(false)
      }),
      { numRuns: 200 },
    )
  })

  it('says why whenever it holds by something that is there', () => {
    fc.assert(
      fc.property(map, record, (only, seen) => {
        const match = compile(parsed({ s: only, condition: 's' })).match(seen)
        if (match === undefined) return
        const said = match.selections.map(({ name, evidence }) => [name, evidence.map(({ field }) => field)])
        expect(said).toEqual([['s', Object.keys(only).map((key) => key.split('|')[0])]])
      }),
      { numRuns: 500 },
    )
  })
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed).reverse()
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, inner]) => [name, reversed(inner)] as const)
  return Object.fromEntries(entries.reverse())
}
