import { describe, expect, it } from 'vitest'
import { compile } from '../../shared/sigma/compile.ts'
import { parseRule } from '../../shared/sigma/parse-rule.ts'
import { ruleSet } from '../../shared/sigma/rule-set.ts'

const rule = (detection: unknown) =>
  parseRule({ title: 'why', logsource: { product: 'aws' }, detection }, { file: 'why.yml' })

describe('a match', () => {
  it('says which selections held, which value did it and which pattern it met', () => {
    const { match } = compile(
      rule({
        who: { 'actor.arn|endswith': [':user/mara', ':root'] },
        what: [{ op: 'Get*' }, { op: ['Put', 'Delete'], ok: true }],
        calm: { note: null },
        quiet: { mode: 'test' },
        condition: 'who and what and calm and not quiet',
      }),
    )
    expect(match({ actor: { arn: 'arn:aws:iam::1:ROOT' }, op: 'delete', ok: true })?.selections).toEqual([
      { name: 'who', evidence: [{ field: 'actor.arn', value: 'arn:aws:iam::1:ROOT', pattern: 'endswith: :root' }] },
      {
        name: 'what',
        evidence: [
          { field: 'op', value: 'delete', pattern: 'Delete' },
          { field: 'ok', value: 'true', pattern: 'true' },
        ],
      },
      { name: 'calm', evidence: [{ field: 'note', value: undefined, pattern: 'null' }] },
    ])
  })

  it('reads fields the way its caller says', () => {
    const { match } = compile(rule({ s: { upper: 'ABC', plain: 'x' }, condition: 's' }), {
      field: (name) => (name === 'upper' ? (record) => (record as { low: string }).low.toUpperCase() : undefined),
    })
    expect(match({ low: 'abc', plain: 'x' })).toBeDefined()
    expect(match({ low: 'abd', plain: 'x' })).toBeUndefined()
  })

  it('survives records that nest without end', () => {
    const nested = JSON.parse(`${'['.repeat(100_000)}"x"${']'.repeat(100_000)}`)
    const { match } = compile(rule({ k: ['x'], f: { 'a|contains': 'x' }, condition: '1 of them' }))
    expect(match({ a: nested })).toBeUndefined()
    expect(match({ a: { b: nested } })).toBeUndefined()
  })
})

describe('a set of rules', () => {
  it('reads each field once a record, whoever asks', () => {
    let reads = 0
    const rules = Array.from({ length: 20 }, (_, at) =>
      rule({ s: { name: 'x', 'agent|contains': `tool-${at}` }, condition: 's' }),
    )
    const read = (name: string) => (record: unknown) => {
      if (name === 'agent') reads++
      return (record as Record<string, unknown>)[name]
    }
    const { match } = ruleSet(rules, { index: ['name'], field: read })
    expect(match({ name: 'X', agent: 'tool-7' }).map(({ rule: { title } }) => title)).toEqual(['why'])
    expect(reads).toBe(1)
    match({ name: 'y', agent: 'tool-7' })
    expect(reads).toBe(1)
  })

  it('asks a rule once about a record that holds several of the values it is filed under', () => {
    const { match } = ruleSet([rule({ s: { name: ['x', 'y'] }, condition: 's' })], { index: ['name'] })
    expect(match({ name: ['x', 'y', 'X'] })).toHaveLength(1)
  })

  it('gives the same empty list whenever nothing holds', () => {
    const { match } = ruleSet([rule({ s: { name: 'x' }, condition: 's' })], { index: ['name'] })
    expect(match({ name: 'y' })).toBe(match({}))
  })
})
