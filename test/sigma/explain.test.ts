import { describe, expect, it } from 'vitest'
import { compile } from '../../shared/sigma/compile.ts'
import { explain } from '../../shared/sigma/explain.ts'
import { fieldsIn } from '../../shared/sigma/field-ref.ts'
import { parseRule } from '../../shared/sigma/parse-rule.ts'

const rule = (detection: unknown) =>
  parseRule(
    { title: 'why', logsource: { product: 'aws' }, detection },
    { file: 'why.yml' },
    { placeholders: { team: ['mara', 'noor'] } },
  )

describe('explain', () => {
  it('says of every part whether it held, with what the record has there', () => {
    const compiled = compile(
      rule({
        what: { op: ['Put', 'Delete'], 'who|startswith': 'arn:' },
        quiet: { mode: 'test' },
        condition: 'what and not 1 of quiet*',
      }),
    )
    expect(explain(compiled, { op: 'delete', who: ['x', 'ARN:y'], mode: 'live' })).toEqual({
      kind: 'and',
      held: true,
      of: [
        {
          kind: 'selection',
          name: 'what',
          held: true,
          groups: [
            {
              held: true,
              items: [
                {
                  held: true,
                  field: 'op',
                  modifiers: [],
                  quantifier: 'any',
                  negated: false,
                  values: ['delete'],
                  count: 1,
                  tests: [
                    { written: 'Delete', held: true },
                    { written: 'Put', held: false },
                  ],
                  asked: 2,
                },
                {
                  held: true,
                  field: 'who',
                  modifiers: ['startswith'],
                  quantifier: 'any',
                  negated: false,
                  values: ['x', 'ARN:y'],
                  count: 2,
                  tests: [{ written: 'arn:', held: true }],
                  asked: 1,
                },
              ],
            },
          ],
        },
        {
          kind: 'not',
          held: true,
          of: {
            kind: 'some',
            held: false,
            written: '1 of quiet*',
            of: [
              {
                kind: 'selection',
                name: 'quiet',
                held: false,
                groups: [
                  {
                    held: false,
                    items: [
                      {
                        held: false,
                        field: 'mode',
                        modifiers: [],
                        quantifier: 'any',
                        negated: false,
                        values: ['live'],
                        count: 1,
                        tests: [{ written: 'test', held: false }],
                        asked: 1,
                      },
                    ],
                  },
                ],
              },
            ],
          },
        },
      ],
    })
  })

  it('tells an absent field from a null one, and a value that was found from a keyword', () => {
    const compiled = compile(rule({ s: { a: null, b: 'x' }, k: ['needle'], condition: 's or k' }))
    const told = JSON.stringify(explain(compiled, { b: null, c: ['a NEEDLE', 'y'] }))
    expect(told).toContain('"field":"a","modifiers":[],"quantifier":"any","negated":false,"values":[],"count":0')
    expect(told).toContain('"field":"b","modifiers":[],"quantifier":"any","negated":false,"values":["null"],"count":1')
    expect(told).toContain('"values":["a NEEDLE"]')
  })

  it('shows a few of many values, each cut, and says how many there are', () => {
    const compiled = compile(rule({ s: { a: Array.from({ length: 100 }, (_, at) => `v${at}`) }, condition: 's' }))
    const told = explain(compiled, { a: Array.from({ length: 500 }, (_, at) => 'x'.repeat(at)) })
    const item = told.kind === 'selection' ? told.groups[0]!.items[0]! : undefined
    expect([item?.values.length, item?.count, item?.tests.length, item?.asked]).toEqual([10, 500, 20, 100])
    expect(JSON.stringify(told).length).toBeLessThan(5_000)
  })

  it('reads fields the way the rule was compiled to', () => {
    const compiled = compile(rule({ s: { upper: 'X' }, condition: 's' }), { field: () => () => 'x' })
    expect(explain(compiled, {}).held).toBe(true)
  })
})

describe('a match', () => {
  it.each([
    ['base64offset|contains', 'foobar', 'x Zm9vYmFy', 'base64offset: contains: foobar'],
    ['windash|endswith', '-enc', 'ps /enc', 'windash: endswith: -enc'],
    ['hour|gte', 22, '2026-01-01T23:00:00Z', 'hour: gte: 22'],
    ['expand', '%team%', 'Noor', 'expand: %team%'],
    ['fieldref|endswith', 'b', 'user/mara', 'fieldref: endswith: b'],
    ['cidr', ['10.0.0.0/8', '11.0.0.0/8'], '11.1.1.1', 'cidr: 11.0.0.0/8'],
    ['expand|contains|all', ['%team%', 'x'], 'noor x', 'expand: contains: all: %team%'],
  ])('names the value and what it met: %s', (modifiers, value, held, pattern) => {
    const match = compile(rule({ s: { [`a|${modifiers}`]: value }, condition: 's' })).match({
      a: ['-', held],
      b: 'MARA',
    })
    expect(match?.selections).toEqual([{ name: 's', evidence: [{ field: 'a', value: held, pattern }] }])
  })
})

describe('fieldsIn', () => {
  it('names every field of a rule, those that others are compared with among them', () => {
    expect(fieldsIn(rule({ s: [{ a: 1, 'b.c|fieldref': ['d', 'a'] }], k: ['x'], condition: 's or k' }))).toEqual([
      'a',
      'b.c',
      'd',
    ])
  })
})
