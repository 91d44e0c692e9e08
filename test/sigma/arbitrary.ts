import fc from 'fast-check'
import { parseRule } from '../../shared/sigma/parse-rule.ts'
import type { Rule } from '../../shared/sigma/rule.ts'

/** Random rules and records over few fields and few values, so that they meet often: for laws, and to compare engines with the oracle. */

const words = [
  'CreateUser',
  'createuser',
  'DeleteUser',
  'user',
  'x',
  '',
  'Get',
  '10.1.2.3',
  '2001:db8::1',
  '5',
  '7.0',
  '-enc',
  'p /enc z',
  '*',
  'ÄÖ',
]
const dates = ['2026-03-07T22:05:59Z', '2024-12-30', '2021-01-03 00:00:00', '2026-02-30T10:00:00Z']
const encoded = ['Zm9vYmFy', 'IGZvb2Jhcg==', 'x Zm9vIQ==', 'dQBzAGUAcgA=']
const keys = ['eventName', 'eventSource', 'a.b', 'c', 'd']

const scalar = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...words) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(5, 7, -1.5, true, false) },
  { weight: 1, arbitrary: fc.constantFrom(...dates, ...encoded) },
)
const value = fc.oneof(
  { weight: 5, arbitrary: scalar },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.array(fc.oneof(scalar, fc.constant(null)), { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.record({ b: scalar }) },
)

/** A record: fields absent, null, plain, listed and nested. */
export const record: fc.Arbitrary<unknown> = fc.record(
  {
    eventName: value,
    eventSource: value,
    a: fc.oneof(
      fc.record({ b: value }),
      fc.array(fc.record({ b: value }, { requiredKeys: [] }), { maxLength: 2 }),
      value,
    ),
    'a.b': value,
    c: value,
    d: value,
  },
  { requiredKeys: [] },
)

const pattern = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...words) },
  { weight: 2, arbitrary: fc.constantFrom('Create*', '*User', '*e*s?r', '?', '*', '\\*', 'c?eate*r', '?*', '*x*') },
)
const plain = fc.oneof(pattern, fc.constantFrom<unknown>(5, 7, -1.5, true, false))
const someOf = <T>(one: fc.Arbitrary<T>, least = 1): fc.Arbitrary<T[]> =>
  fc.array(one, { minLength: least, maxLength: 4 })
const oneOrMore = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<unknown> => fc.oneof(one, someOf(one))

/** What may stand behind a field's name, and the values that go with it. */
const forms: readonly (readonly [modifiers: string, values: fc.Arbitrary<unknown>])[] = [
  ['', oneOrMore(plain)],
  ['', fc.constant(null)],
  ...[
    'contains',
    'startswith',
    'endswith',
    'cased',
    'neq',
    'contains|neq',
    'startswith|cased',
    'windash',
    'windash|contains',
  ].map((modifiers) => [modifiers, oneOrMore(pattern)] as const),
  ...['all', 'contains|all', 'windash|endswith|all', 'cased|contains|all'].map(
    (modifiers) => [modifiers, someOf(pattern, 2)] as const,
  ),
  ...['base64', 'base64|contains', 'base64offset|contains', 'wide|base64offset|contains'].map(
    (modifiers) => [modifiers, oneOrMore(fc.constantFrom('foo', 'foobar', 'user', 'fo'))] as const,
  ),
  ['base64offset|contains|all', someOf(fc.constantFrom('foo', 'oba', 'bar'), 2)],
  ['expand', oneOrMore(fc.constantFrom('%users%', 'x', '%users%*').filter((text) => text !== 'x'))],
  ['expand|contains|all', someOf(fc.constantFrom('%users%', '%few%'), 2)],
  ['exists', fc.boolean()],
  ...['lt', 'lte', 'gt', 'gte', 'neq'].map(
    (modifiers) => [modifiers, oneOrMore(fc.constantFrom(5, 6, 7, -2))] as const,
  ),
  ['cidr', oneOrMore(fc.constantFrom('10.0.0.0/8', '2001:db8::/32', '0.0.0.0/0'))],
  ['re', oneOrMore(fc.constantFrom('^Create', 'user$', '[0-9]', 'e.t'))],
  ['re|i', fc.constantFrom('^create', 'USER')],
  ['cidr|neq', fc.constantFrom('10.0.0.0/8')],
  ['re|all', someOf(fc.constantFrom('^Create', 'User$', 'e'), 2)],
  ...[
    'fieldref',
    'fieldref|neq',
    'fieldref|contains',
    'fieldref|startswith',
    'fieldref|endswith',
    'fieldref|cased',
  ].map((modifiers) => [modifiers, oneOrMore(fc.constantFrom(...keys))] as const),
  ['hour', oneOrMore(fc.constantFrom(0, 22))],
  ['hour|gte', fc.constantFrom(1, 22)],
  ['week', oneOrMore(fc.constantFrom(1, 10))],
  ['week|gt', fc.constantFrom(10, 52)],
  ['year|neq', fc.constantFrom(2026, 2024)],
  ['month', fc.constantFrom(3, 12)],
]

const item: fc.Arbitrary<readonly [string, unknown]> = fc.constantFrom(...forms).chain(([modifiers, values]) =>
  fc.tuple(
    fc.constantFrom(...keys).map((key) => (modifiers === '' ? key : `${key}|${modifiers}`)),
    values,
  ),
)

/** A map of a selection: fields with their values. */
export const map: fc.Arbitrary<Record<string, unknown>> = fc
  .array(item, { minLength: 1, maxLength: 3 })
  .map((entries) => Object.fromEntries(entries))

const keywords = fc.oneof(
  someOf(fc.constantFrom<unknown>('user', 'Create', 'x*r', 5, '\\*')),
  fc.record({ '|all': someOf(fc.constantFrom('user', 'Create', 'x'), 2) }),
  fc.record({ '|re': someOf(fc.constantFrom('^Cr', '[0-9]')) }),
  fc.record({ '|windash': someOf(fc.constantFrom('-enc', 'x')) }),
)
const selection = fc.oneof(
  { weight: 5, arbitrary: map },
  { weight: 2, arbitrary: fc.array(map, { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: keywords },
)

const name = fc.constantFrom('s1', 's2', 'f1', '1 of s*', 'all of s*', '1 of them', 'all of them', '1 of f1')
/** A condition over the selections s1, s2 and f1. */
export const condition: fc.Arbitrary<string> = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    name,
    fc.tuple(tie('tree'), fc.constantFrom('and', 'or'), tie('tree')).map((parts) => parts.join(' ')),
    tie('tree').map((inner) => `not ${inner}`),
    tie('tree').map((inner) => `(${inner})`),
  ),
})).tree

/** The detection of a rule, as its document has it. */
export const detection = fc.record({ s1: selection, s2: selection, f1: selection, condition })

/** What the placeholders of the rules stand for. */
export const placeholders = { users: ['user', 'Create*', 'x'], few: ['e', 'Get'] }

/** A random detection as a checked rule. */
export function parsed(detection: unknown): Rule {
  return parseRule({ title: 'law', logsource: { product: 'aws' }, detection }, { file: 'law' }, { placeholders })
}
