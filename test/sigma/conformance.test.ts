import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compile } from '../../shared/sigma/compile.ts'
import { explain } from '../../shared/sigma/explain.ts'
import { InvalidRule } from '../../shared/sigma/invalid-rule.ts'
import { parseRule } from '../../shared/sigma/parse-rule.ts'
import { ruleSet } from '../../shared/sigma/rule-set.ts'
import { oracle } from './oracle.ts'

/** Cases are data that another engine could run; the README beside them says how they read. */
interface Case {
  readonly spec: string
  readonly detection: unknown
  readonly placeholders?: Readonly<Record<string, readonly string[]>>
  readonly records?: readonly { readonly record: unknown; readonly match: number }[]
  readonly refused?: string
}

const folder = new URL('cases/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
const casesOf = (file: string): readonly Case[] => JSON.parse(readFileSync(new URL(file, folder), 'utf8'))

const parse = ({ detection, placeholders = {} }: Case) =>
  parseRule({ title: 'case', logsource: { product: 'aws' }, detection }, { file: 'case.yml' }, { placeholders })

describe.each(files)('%s', (file) => {
  const cases = casesOf(file)

  it.each(cases.filter(({ refused }) => refused === undefined))('does as $spec says', (one) => {
    const rule = parse(one)
    const compiled = compile(rule)
    const set = ruleSet([rule], { index: ['a', 'b'] })
    for (const { record, match: expected } of one.records!) {
      const seen = JSON.stringify(record)
      expect(compiled.match(record) !== undefined, seen).toBe(expected === 1)
      expect(set.match(record).length, `${seen}, among other rules`).toBe(expected)
      expect(explain(compiled, record).held, `${seen}, explained`).toBe(expected === 1)
      expect(oracle(rule, record), `${seen}, interpreted`).toBe(expected === 1)
    }
  })

  it.each(cases.filter(({ refused }) => refused !== undefined))('refuses as $spec says: $refused', (one) => {
    expect(() => parse(one)).toThrow(InvalidRule)
    expect(() => parse(one)).toThrow(one.refused)
  })
})

describe('the suite', () => {
  it('has at least 250 cases, each citing a section of the specification', () => {
    const all = files.flatMap(casesOf)
    expect(all.length).toBeGreaterThanOrEqual(250)
    expect(all.filter(({ spec }) => !/^(Rules|Modifiers): [A-Z(][\w ()-]+(, |; |$)/.test(spec))).toEqual([])
    expect(all.filter(({ records, refused }) => (records === undefined) === (refused === undefined))).toEqual([])
  })
})
