import { describe, expect, it } from 'vitest'
import { compile } from '../../shared/sigma/compile.ts'
import { InvalidRule } from '../../shared/sigma/invalid-rule.ts'
import { parseRule } from '../../shared/sigma/parse-rule.ts'

const parse = (detection: unknown, more: object = {}, placeholders: Readonly<Record<string, readonly string[]>> = {}) =>
  parseRule({ title: 'x', logsource: { product: 'aws' }, detection, ...more }, { file: 'x.yml' }, { placeholders })
const item = (key: string, value: unknown) => ({ s: { [key]: value }, condition: 's' })
const many = (count: number) => Array.from({ length: count }, (_, at) => `value ${at}`)
const record = (length: number) => Object.fromEntries(Array.from({ length }, (_, at) => [`k${at}`, { x: 1 }]))

/** Rule files that were written to make whoever reads them work for ever: each of them small enough to be sent. */
const hostile: readonly (readonly [string, () => unknown, RegExp | undefined])[] = [
  [
    'a pattern of many wildcards over long names',
    () => {
      const names = Array.from({ length: 150 }, (_, at) => `${'a'.repeat(240)}${at}`)
      return parse({
        ...Object.fromEntries(names.map((name) => [name, { a: 1 }])),
        condition: `1 of ${'a*'.repeat(100)}b`,
      })
    },
    /no selection fits/,
  ],
  ['conditions without end', () => parse({ s: { a: 1 }, condition: Array(100).fill('s or '.repeat(700)) }), /longer/],
  ['brackets without end', () => parse({ s: { a: 1 }, condition: '('.repeat(4_000) }), /nested deeper than 32/],
  ['nots without end', () => parse({ s: { a: 1 }, condition: `${'not '.repeat(900)}s` }), /nested deeper than 32/],
  ['a name without end', () => parse({ ['s'.repeat(10_000)]: { a: 1 }, condition: '1 of them' }), /a name longer/],
  ['modifiers without end', () => parse(item(`a${'|contains'.repeat(10_000)}`, 'x')), /more than 10 modifiers/],
  ['unknown modifiers without end', () => parse(item(`a|${'x'.repeat(1_000_000)}`, 'x')), /unknown modifier/],
  ['a field without end', () => parse(item('a.'.repeat(100_000), 'x')), /more than 16 steps/],
  ['values without end', () => parse(item('a', many(10_001))), /more than 10000 values/],
  ['a value without end', () => parse(item('a|contains', '*a'.repeat(10_000))), /longer than 10000 characters/],
  ['dashes without end', () => parse(item('a|windash|base64', '-'.repeat(1_000))), /more than 4 dashes/],
  [
    'placeholders whose product has no end',
    () => parse(item('a|expand', '%x%'.repeat(8)), {}, { x: many(100) }),
    /more than 10000 values/,
  ],
  [
    'placeholders in many values',
    () => parse(item('a|expand', Array(1_000).fill('%x%')), {}, { x: many(100) }),
    /more than 10000 values/,
  ],
  [
    'many lines of many values',
    () => {
      const lines = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`a${at}|expand`, '%x%']))
      return parse({ s: lines, condition: 's' }, {}, { x: many(9_000) })
    },
    /stands for more than 100000 values/,
  ],
  ['maps without end', () => parse({ s: Array(2_001).fill({ a: 1 }), condition: 's' }), /more than 2000 entries/],
  ['fields without end', () => parse({ s: record(501), condition: 's' }), /more than 500 fields/],
  ['selections without end', () => parse({ ...record(201), condition: '1 of them' }), /more than 200 selections/],
  ['a regular expression without end', () => parse(item('a|re', 'a'.repeat(10_000))), /longer than 1000/],
  ['groups without end', () => parse(item('a|re', `${'('.repeat(400)}a${')'.repeat(400)}`)), /nested deeper than 50/],
  ['repeats of repeats', () => parse(item('a|re', '((a{99}){99}){99}')), /spell out to more than/],
  ['brackets in brackets of a class', () => parse(item('a|re', '['.repeat(1_000))), /not a regular expression/],
  ['references without end', () => parse(item('a', 'x'), { references: many(50_000) }), undefined],
  ['keys of its own without end', () => parse(item('a', 'x'), Object.fromEntries(many(50_000).map((key) => [key, 1]))), undefined], // biome-ignore format: one claim
]

describe('a hostile rule', () => {
  it.each(hostile)('is read or refused at once: %s', (_, read, refused) => {
    const begun = performance.now()
    if (refused === undefined) expect(read).not.toThrow()
    else {
      expect(read).toThrow(refused)
      expect(read).toThrow(InvalidRule)
    }
    expect(performance.now() - begun).toBeLessThan(2_000)
  })
})

describe('a hostile record', () => {
  it.each([
    ['a|contains', '*a*a*a*a*a*b', 'a'.repeat(20_000)],
    ['a|windash|contains', '-a-a-a-b', '-a'.repeat(20_000)],
    ['a', '?*?*?*?*?x', '?'.repeat(5_000)],
    ['a|hour', 5, `2026-01-01T05:05:05.${'1'.repeat(1_000_000)}`],
    ['a|cidr', '10.0.0.0/8', '1.'.repeat(1_000_000)],
    ['a|gt', 5, '9'.repeat(1_000_000)],
  ])('is answered at once by %s', (key, value, hostile) => {
    const { match } = compile(parse(item(key, value)))
    const begun = performance.now()
    expect(match({ a: hostile })).toBeUndefined()
    expect(performance.now() - begun).toBeLessThan(1_000)
  })

  it.each(['', '|contains', '|startswith', '|endswith'])(
    'cannot make two fields cost their square: fieldref%s',
    (how) => {
      const { match } = compile(parse(item(`a|fieldref${how}`, 'b')))
      const begun = performance.now()
      const fields = { a: many(30_000).map((text) => `a ${text}`), b: many(30_000).map((text) => `b ${text}`) }
      expect(match(fields)).toBeUndefined()
      expect(performance.now() - begun).toBeLessThan(1_500)
    },
  )
})
