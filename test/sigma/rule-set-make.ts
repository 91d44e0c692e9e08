import fc from 'fast-check'
import { parseRule } from '../../shared/sigma/parse-rule.ts'
import type { Rule } from '../../shared/sigma/rule.ts'

/** Texts that share much with each other, some with letters that lower case treats in its own ways. */
const word = fc.constantFrom(
  'CreateUser',
  'createuser',
  'DeleteUser',
  'user/admin-7',
  'admin',
  'python-requests/2.31',
  'Requests',
  'ΑΣ',
  'Σίσυφος',
  'İstanbul',
  'K',
  'straße',
  '',
  'a',
  'ab',
  '10.1.2.3',
  '10.200.0.1',
  '2001:db8::1',
  '::ffff:10.9.9.9',
  '5',
  '5.0',
  '443',
  'true',
  'null',
  '{"b":"admin"}',
  'a\nb',
  '😀 admin', // biome-ignore format: a row of words
)
const key = fc.constantFrom('eventName', 'eventSource', 'a', 'a.b', 'c', 'list.name')
const scalar = fc.oneof({ weight: 4, arbitrary: word }, fc.constantFrom<unknown>(5, 443, 1e3, -0, true, false))
const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.constant(null),
  fc.array(fc.oneof(scalar, fc.constant(null), fc.array(scalar, { maxLength: 2 })), { maxLength: 3 }),
  fc.record({ b: scalar }),
)

/** Records with every shape of value: texts, numbers, nothing, lists in lists, maps. */
export const someRecord: fc.Arbitrary<Record<string, unknown>> = fc.record(
  {
    eventName: value,
    eventSource: value,
    a: fc.oneof(value, fc.record({ b: value }), fc.array(fc.record({ b: value }), { maxLength: 2 })),
    'a.b': value,
    c: value,
    list: fc.array(fc.record({ name: value }), { maxLength: 3 }),
  },
  { requiredKeys: [] },
)

const named = (modifiers: string) => key.map((name) => `${name}${modifiers}`)
const texts = fc.oneof(word, fc.constantFrom('*admin*', 'create?ser', '*user*7', 'adm*', '*', '?', 'py*2.31', '\\*'))
const item: fc.Arbitrary<readonly [string, unknown]> = fc.oneof(
  fc.tuple(named(''), fc.oneof(texts, scalar, fc.array(texts, { minLength: 1, maxLength: 4 }))),
  fc.tuple(named(''), fc.constant(null)),
  fc.tuple(fc.constantFrom('|contains', '|startswith', '|endswith', '|cased', '|contains|cased', '|startswith|cased', '|neq', '|contains|neq').chain(named), texts), // biome-ignore format: a row of modifiers
  fc.tuple(
    fc.constantFrom('|all', '|contains|all').chain(named),
    fc.uniqueArray(texts, { minLength: 2, maxLength: 3 }),
  ),
  fc.tuple(named('|exists'), fc.boolean()),
  fc.tuple(fc.constantFrom('|gte', '|lt').chain(named), fc.constantFrom(5, 6, 443)),
  fc.tuple(named('|cidr'), fc.subarray(['10.0.0.0/8', '10.1.0.0/16', '10.1.2.3', '2001:db8::/32', '0.0.0.0/0'], { minLength: 1 })), // biome-ignore format: a row of ranges
  fc.tuple(fc.constantFrom('|re', '|re|i').chain(named), fc.constantFrom('^Create', 'user/[a-z]+-\\d', 'requests/\\d+\\.', 'admin+$', '(admin|user)x?', 'create|delete', 'ADMIN')), // biome-ignore format: a row of expressions
)
const map = fc.array(item, { minLength: 1, maxLength: 3 }).map((entries) => Object.fromEntries(entries))
const keywords = fc.array(fc.constantFrom('user', 'Create', 'x*r'), { minLength: 1, maxLength: 3 })
const selection = fc.oneof(
  { weight: 5, arbitrary: map },
  { weight: 2, arbitrary: fc.array(map, { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: keywords },
)
const written = fc.constantFrom(
  's1',
  's1 and s2',
  's1 or s2',
  's1 and not s2',
  'not s1',
  'not (not s1 or s2)',
  '1 of s*',
  'all of s*',
  '1 of s* and s3',
  '(s1 or s2) and not s3',
  's3 or s1 and s2',
  'not 1 of s*',
  'not all of s*',
)

/** Rules of every shape that the language has. */
export const someRule: fc.Arbitrary<Rule> = fc
  .record({
    s1: selection,
    s2: selection,
    s3: selection,
    condition: fc.oneof(written, fc.array(written, { minLength: 1, maxLength: 3 })),
  })
  .map(parsed)

/** A rule of this detection. */
export function parsed(detection: unknown): Rule {
  return parseRule({ title: 'rule', logsource: { product: 'aws' }, detection }, { file: 'rule' })
}
