import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../../shared/policy/document.ts'
import { anyOf, covers, matches } from '../../shared/policy/pattern.ts'
import { ask } from './ask.ts'
import type { PolicyCase } from './cases.test.ts'

type Map_ = Readonly<Record<string, unknown>>

const folder = new URL('./cases/', import.meta.url)
const statements = readdirSync(folder)
  .flatMap((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as readonly PolicyCase[])
  .flatMap(({ policy }) => (policy as { Statement: readonly Map_[] }).Statement)

/** Any few of the statements that the cases are made of. */
const policies = fc.array(fc.constantFrom(...statements), { minLength: 1, maxLength: 5 })
const answers = (policy: unknown) => ask(policy).answers

describe('the answers', () => {
  it('do not change with the order of statements', () => {
    fc.assert(
      fc.property(
        policies.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, other]) => {
          expect(answers({ Statement: other })).toEqual(answers({ Statement: list }))
        },
      ),
    )
  })

  it('do not change with one or many', () => {
    fc.assert(
      fc.property(policies, (list) => {
        expect(answers({ Statement: list.map(listed) })).toEqual(answers({ Statement: list }))
      }),
    )
  })

  it('do not change with the way the document is carried', () => {
    fc.assert(
      fc.property(policies, fc.constantFrom(0, 2), (list, indent) => {
        const text = JSON.stringify({ Statement: list }, null, indent)
        const expected = answers({ Statement: list })
        expect(answers(text)).toEqual(expected)
        expect(answers(encodeURIComponent(text))).toEqual(expected)
        expect(answers(JSON.stringify(text))).toEqual(expected)
      }),
    )
  })

  it('do not change with the case of an element’s or a condition’s name', () => {
    fc.assert(
      fc.property(policies, (list) => {
        expect(answers({ statement: list.map((one) => folded(one)) })).toEqual(answers({ Statement: list }))
      }),
    )
  })

  it('change with the case of an action in its spelling only', () => {
    fc.assert(
      fc.property(policies, (list) => {
        expect(lowered(answers({ Statement: list.map(shouted) }))).toEqual(lowered(answers({ Statement: list })))
      }),
    )
  })

  it('come to nothing where everything is denied to everyone', () => {
    const deny = { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }
    fc.assert(
      fc.property(policies, (list) => {
        const { public: everyone, escalation, wildcard } = answers({ Statement: [...list, deny] })
        expect({ everyone, escalation, wildcard }).toEqual({ everyone: false, escalation: [], wildcard: [] })
      }),
    )
  })
})

describe('patterns', () => {
  const pattern = fc.stringMatching(/^[ab*?]{0,8}$/)
  const text = fc.stringMatching(/^[ab]{0,8}$/)
  const plain = (one: string) =>
    new RegExp(`^${[...one].map((c) => (c === '*' ? '.*' : c === '?' ? '.' : c)).join('')}$`)

  it('stand for what a regular expression would', () => {
    fc.assert(
      fc.property(pattern, text, (one, other) => {
        expect(matches(one, other)).toBe(plain(one).test(other))
      }),
    )
  })

  it('cover another only where they stand for all that it does', () => {
    fc.assert(
      fc.property(pattern, pattern, text, (wide, narrow, other) => {
        if (covers(wide, narrow) && matches(narrow, other)) expect(matches(wide, other)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('are looked up together as they are one by one', () => {
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 4 }), text, (list, other) => {
        expect(anyOf(list)(other)).toBe(list.some((one) => matches(one, other)))
      }),
    )
  })
})

describe('what an attacker sizes', () => {
  it('is refused where it is larger than any policy', () => {
    const actions = Array.from({ length: 30_000 }, (_, at) => `s3:${at}`)
    expect(parsePolicy({ Statement: { Effect: 'Allow', Action: actions, Resource: '*' } })).toBeUndefined()
    expect(parsePolicy(`{"Statement":[${' '.repeat(200_000)}]}`)).toBeUndefined()
  })

  it('is answered soon where it is as large as a policy can be', () => {
    const many = (of: string) => Array.from({ length: 4_000 }, (_, at) => `${of}${at}*a*b*`)
    const policy = {
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: many('a'), Resource: '*' },
        { Effect: 'Deny', Principal: '*', Action: [...many('b'), '*'], Resource: '*' },
      ],
    }
    const start = process.hrtime.bigint()
    answers(policy)
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(5_000)
  })
})

function listed(statement: Map_): Map_ {
  return Object.fromEntries(
    Object.entries(statement).map(([key, value]) => [key, /Action|Resource/.test(key) ? [value].flat() : value]),
  )
}

/** Elements and condition keys in small letters; what stands for a principal's kind keeps its case. */
function folded(statement: Map_): Map_ {
  return Object.fromEntries(
    Object.entries(statement).map(([key, value]) => [
      key.toLowerCase(),
      key === 'Condition' ? inner(value as Readonly<Record<string, Map_>>) : value,
    ]),
  )
}

function inner(condition: Readonly<Record<string, Map_>>): unknown {
  return Object.fromEntries(
    Object.entries(condition).map(([operator, keys]) => [
      operator.toLowerCase(),
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [key.toUpperCase(), values])),
    ]),
  )
}

function shouted(statement: Map_): Map_ {
  return Object.fromEntries(
    Object.entries(statement).map(([key, value]) => [
      key,
      key.endsWith('Action') ? [value].flat().map((name) => String(name).toUpperCase()) : value,
    ]),
  )
}

function lowered(value: unknown): unknown {
  const sorted = (entry: unknown) =>
    Array.isArray(entry) ? [...new Set(entry.map((one) => String(one).toLowerCase()))].sort() : entry
  return Object.fromEntries(Object.entries(value as Map_).map(([key, entry]) => [key, sorted(entry)]))
}
