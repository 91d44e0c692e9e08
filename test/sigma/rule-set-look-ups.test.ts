import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cidrMatcher } from '../../shared/sigma/cidr.ts'
import { grams } from '../../shared/sigma/grams.ts'
import { memory } from '../../shared/sigma/memo.ts'
import { ranges } from '../../shared/sigma/ranges.ts'
import { requiredLiteral } from '../../shared/sigma/required.ts'
import { maxDepth, textOf } from '../../shared/sigma/text-of.ts'

const letters = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'ā', '一', '😀'), minLength, maxLength })

describe('the search for many texts', () => {
  it('finds each that is there, once, and no other', () => {
    fc.assert(
      fc.property(fc.uniqueArray(letters(4, 8), { maxLength: 30 }), letters(0, 60), (texts, text) => {
        const long = texts.filter(({ length }) => length >= 4)
        const found: string[] = []
        const search = grams(new Map(long.map((one) => [one, one])))
        search.in('abcabcabc', () => {})
        search.in(text, (one) => found.push(one))
        expect(found.sort()).toEqual(long.filter((one) => text.includes(one)).sort())
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('the table of ranges', () => {
  const address = fc.oneof(
    fc.tuple(fc.constantFrom(10, 11), fc.constantFrom(0, 1, 128), fc.constantFrom(0, 255), fc.nat(255)).map((octets) => octets.join('.')), // biome-ignore format: one address
    fc.constantFrom('2001:db8::1', '2001:db9::1', '::ffff:10.1.0.7', 'AWS Internal', '', '10.1.2', '10.1.2.03'),
  )
  const range = fc.constantFrom('10.0.0.0/8', '10.1.0.0/16', '10.1.0.0/17', '10.1.255.0/24', '10.0.0.7', '0.0.0.0/0', '2001:db8::/32', '::/0', '2001:db8::1') // biome-ignore format: a row of ranges

  it('finds the ranges that an address is in, as each of them says', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 6 }), address, (all, one) => {
        const find = ranges(all.map((text, at) => [text, at] as const))
        const expected = all.flatMap((text, at) => (cidrMatcher(text)(one) ? [at] : []))
        expect([...find(one)].sort()).toEqual(expected)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('the text that an expression requires', () => {
  it.each([
    ['^CreateUser$', 'createuser'],
    ['requests/\\d+\\.\\d+', 'requests/'],
    ['colou?rfully', 'rfully'],
    ['admin+s', 'admin'],
    ['abcdef{0,3}gh', 'abcde'],
    ['abcde{2}', 'abcd'],
    ['a\\.b\\/c', 'a.b/c'],
    ['(?:abcd)efgh', 'efgh'],
    ['[abcd]wxyz', 'wxyz'],
    ['create|delete', undefined],
    ['(create|delete)User', 'user'],
    ['straße', 'stra'],
    ['\\x41dmin', undefined],
    ['abc', undefined],
    ['[ab]|wxyz', undefined],
    ['(wxyz', undefined],
  ])('is of %s: %s', (source, text) => {
    expect(requiredLiteral(source)).toBe(text)
  })

  const piece = fc.constantFrom(
    'abcde',
    'Wxyz',
    '\\.',
    '\\/',
    'a?',
    'b*',
    'c+',
    'd{2}',
    '(ef|gh)',
    '(?:ij)?',
    '[k-m]',
    '.',
    '\\d',
    '-',
  )
  it('is in every text that the expression matches', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join('')).chain((source) => fc.tuple(fc.constant(source), fc.stringMatching(new RegExp(`^${source}$`)))), // biome-ignore format: one chain
        ([source, text]) => {
          const literal = requiredLiteral(source)
          if (literal !== undefined) expect(text.toLowerCase()).toContain(literal)
        },
      ),
      { numRuns: 1_000 },
    )
  })
})

describe('the memory of values', () => {
  const counted = (memo = memory(1_000_000)) => {
    const texts: string[] = []
    const ask = memo((text) => {
      texts.push(text)
      return text.length
    })
    return { texts, ask }
  }

  it('works out a value that comes again once', () => {
    const { texts, ask } = counted()
    expect(Array.from({ length: 500 }, (_, at) => ask(`agent ${at % 3}`))).toContain(7)
    expect(texts).toEqual(['agent 0', 'agent 1', 'agent 2'])
  })

  it('keeps no long value', () => {
    const { texts, ask } = counted()
    const long = 'x'.repeat(10_000)
    ask(long)
    ask(long)
    expect(texts).toHaveLength(2)
  })

  it('shares its room among all who remember', () => {
    const memo = memory(10_000)
    const [one, other] = [counted(memo), counted(memo)]
    for (let at = 0; at < 200; at++) one.ask(`agent ${at}`)
    other.ask('late')
    other.ask('late')
    expect(other.texts).toHaveLength(2)
  })

  it('stands aside where hardly any comes again, and tries once more later', () => {
    const { texts, ask } = counted()
    for (let at = 0; at < 5_000; at++) ask(`new ${at}`)
    ask('old')
    ask('old')
    expect(
      texts.filter((text) => text === 'old'),
      'not kept while it stands aside',
    ).toHaveLength(2)
    for (let at = 0; at < 60_000; at++) ask('old')
    expect(texts.filter((text) => text === 'old').length, 'kept again').toBeLessThan(40_000)
  })

  it('says the same of a value whatever was asked before', () => {
    const { ask } = counted()
    for (let at = 0; at < 60_000; at++)
      expect(ask(`${at % 7 === 0 ? at : at % 300}`)).toBe(`${at % 7 === 0 ? at : at % 300}`.length)
  })
})

describe('the text of a map or list', () => {
  const nested = (levels: number) => JSON.parse('[{"a":'.repeat(levels / 2) + '1' + '}]'.repeat(levels / 2))

  it.each([
    ['a wide one', { list: Array.from({ length: 50 }, (_, at) => ({ at, text: '[{"' })), none: null }],
    ['an empty one', {}],
    ['one as deep as is looked into', nested(maxDepth)],
  ])('is its JSON: %s', (_, value) => {
    expect(textOf(value)).toBe(JSON.stringify(value))
  })

  it('is cut where it is nested too deep, however deep', () => {
    for (const levels of [maxDepth + 2, 1_000, 200_000]) expect(textOf(nested(levels))).toMatch(/^\S{80,200}…\S+$/)
  })
})
