import { describe, expect, it } from 'vitest'
import { InvalidRule } from '../../shared/sigma/invalid-rule.ts'
import { parseRule } from '../../shared/sigma/parse-rule.ts'

const whole = { title: 'case', logsource: { product: 'aws' }, detection: { sel: { a: 1 }, condition: 'sel' } }
const item = (key: string, value: unknown) => ({ ...whole, detection: { sel: { [key]: value }, condition: 'sel' } })
const condition = (text: unknown, selections: object = { sel: { a: 1 } }) => ({
  ...whole,
  detection: { ...selections, condition: text },
})
const deep = `${'('.repeat(60)}sel${')'.repeat(60)}`

const refused: readonly (readonly [string, unknown, string])[] = [
  ['no map', [], 'a rule is a map'],
  ['no title', { ...whole, title: undefined }, 'title is missing'],
  ['a long title', { ...whole, title: 'x'.repeat(257) }, 'title: is longer than 256'],
  ['no logsource', { ...whole, logsource: undefined }, 'logsource is missing'],
  [
    'an empty logsource',
    { ...whole, logsource: { definition: 'x' } },
    'logsource: names no category, product or service',
  ],
  ['a typo in logsource', { ...whole, logsource: { product: 'aws', servcie: 'x' } }, 'did you mean service?'],
  ['no detection', { ...whole, detection: undefined }, 'detection is missing'],
  ['a typo in a key', { ...whole, falsepostives: ['x'] }, 'unknown key falsepostives; did you mean falsepositives?'],
  ['a typo in a short key', { ...whole, lvel: 'high' }, 'did you mean level?'],
  ['a level that is none', { ...whole, level: 'urgent' }, 'level: urgent is none of informational'],
  ['a status that is none', { ...whole, status: 'done' }, 'status: done is none of stable'],
  ['an id that is none', { ...whole, id: '12' }, 'id: 12 is not a UUID'],
  ['a date that is none', { ...whole, date: '2026/01/02' }, 'date: 2026/01/02 is not a date'],
  ['a tag that is none', { ...whole, tags: ['Attack'] }, 'tags[0]: Attack is not namespace.name'],
  ['a tag twice', { ...whole, tags: ['a.b', 'a.b'] }, 'tags[1]: a.b is listed twice'],
  ['another taxonomy', { ...whole, taxonomy: 'ecs' }, 'a taxonomy other than sigma is not supported'],
  ['a correlation', { title: 'x', correlation: {} }, 'correlation: this is a correlation, not a rule'],
  ['a filter', { ...whole, filter: {} }, 'filter: this is a filter, not a rule'],
  [
    'an action',
    { ...whole, action: 'global' },
    'collections of rules (action) are not in Sigma 2; write each document out',
  ],
  ['a timeframe', { ...whole, detection: { ...whole.detection, timeframe: '5m' } }, 'detection.timeframe: was removed'],
  ['no condition', { ...whole, detection: { sel: { a: 1 } } }, 'detection: condition is missing'],
  ['a typo in condition', { ...whole, detection: { sel: { a: 1 }, conditon: 'sel' } }, 'did you mean condition?'],
  ['no selection', condition('sel', {}), 'detection: has no selection'],
  ['a selection that is a text', condition('sel', { sel: 'x' }), 'detection.sel: a selection is a map'],
  ['an empty map', condition('sel', { sel: {} }), 'detection.sel: is an empty map'],
  ['an empty list', condition('sel', { sel: [] }), 'detection.sel: is an empty list'],
  ['an empty list of values', item('a', []), 'detection.sel.a: is an empty list'],
  [
    'a selection called and',
    condition('x', { and: { a: 1 }, x: { a: 1 } }),
    'detection.and: a selection cannot be called so',
  ],
  [
    'a name with a space',
    condition('sel', { 'a b': { a: 1 }, sel: { a: 1 } }),
    "a selection's name cannot hold spaces",
  ],

  ['an unknown modifier', item('a|foo', 'x'), 'detection.sel.a|foo: unknown modifier foo'],
  ['a misspelt modifier', item('a|startwith', 'x'), 'unknown modifier startwith; did you mean startswith?'],
  ['a modifier missing', item('a|', 'x'), 'a modifier is missing behind |'],
  ['a modifier in capitals', item('a|Contains', 'x'), 'unknown modifier Contains; did you mean contains?'],
  ['a modifier twice', item('a|contains|contains', 'x'), 'modifier contains is given twice'],
  ['two comparisons', item('a|re|contains', 'x'), 'modifiers re and contains mean nothing together'],
  ['both ends', item('a|startswith|endswith', 'x'), 'modifiers startswith and endswith mean nothing together'],
  ['exists with all', item('a|exists|all', [true, false]), 'modifiers exists and all mean nothing together'],
  ['cidr with cased', item('a|cidr|cased', '10.0.0.0/8'), 'modifiers cidr and cased mean nothing together'],
  ['re with cased', item('a|re|cased', 'x'), 're is case-sensitive already'],
  ['i without re', item('a|contains|i', 'x'), 'modifier i belongs behind re'],
  ['i before re', item('a|i|re', 'x'), 'modifiers i, m and s stand behind re'],
  ['all with neq', item('a|all|neq', ['x', 'y']), 'modifiers all and neq mean nothing together'],
  ['all of one', item('a|contains|all', ['x']), 'modifier all needs a list of at least two values'],
  ['all of a single value', item('a|contains|all', 'x'), 'modifier all needs a list of at least two values'],
  ['cased on a number', item('a|cased', 5), 'modifier cased cannot be applied to a number'],
  ['cased on null', item('a|cased', null), 'modifier cased cannot be applied to null'],
  ['contains on a boolean', item('a|contains', true), 'modifier contains cannot be applied to a boolean'],
  ['contains on null', item('a|contains', null), 'modifier contains cannot be applied to null'],
  ['neq on null', item('a|neq', null), 'modifier neq cannot be applied to null'],
  ['exists on a text', item('a|exists', 'yes'), 'modifier exists takes true or false'],
  ['exists on two', item('a|exists', [true, false]), 'modifier exists takes one value'],
  ['gt on a text', item('a|gt', '5'), 'modifier gt takes a number'],
  ['re on a number', item('a|re', 5), 'modifier re cannot be applied to a number'],
  ['cidr on a number', item('a|cidr', 5), 'modifier cidr cannot be applied to a number'],
  ['a range with bits behind it', item('a|cidr', '10.0.0.1/8'), '10.0.0.1/8 has bits set behind its prefix of 8'],
  ['a range that is none', item('a|cidr', '10.0.0/8'), '10.0.0/8 is not a range of addresses'],
  ['a prefix too long', item('a|cidr', '10.0.0.0/33'), 'has a prefix outside 0 to 32'],
  ['null in a list', item('a', ['', null]), 'detection.sel.a[1]: null cannot stand in a list'],
  ['a map as value', item('a', { b: 1 }), 'detection.sel.a: a value cannot be a map'],
  ['a list in a list', item('a', [['x']]), 'detection.sel.a[0]: a value cannot be a list'],
  ['a number too large', item('a', 2 ** 60), 'put it in quotes'],
  ['no field', item('', 'x'), 'a field is missing'],
  ['startswith without a field', item('|startswith', ['x']), 'modifier startswith needs a field before it'],
  ['a keyword that is null', condition('sel', { sel: [null, 'x'] }), 'null cannot stand in a list'],
  ['a keyword that is empty', condition('sel', { sel: [''] }), "keyword '' is in every record"],
  ['a field too deep', item('a.'.repeat(20), 'x'), 'a field of more than 16 steps'],

  ['an empty expression', item('a|re', ''), 'an empty regular expression matches everything'],
  ['an expression that is none', item('a|re', '(a'), 'not a regular expression'],
  ['a long expression', item('a|re', 'a'.repeat(1001)), 'longer than 1000 characters'],
  ['look-ahead', item('a|re', 'a(?=b)'), 'look-ahead (?=b is not in Sigma'],
  ['look-behind', item('a|re', '(?<!a)b'), "is not in Sigma's regular expressions"],
  ['inline flags', item('a|re', '(?i)a'), 'group (?i is not in Sigma'],
  ['a named group', item('a|re', '(?<x>a)'), "is not in Sigma's regular expressions"],
  ['a back-reference', item('a|re', '(a)\\1'), '\\1 is not in Sigma'],
  ['a POSIX class', item('a|re', '[[:alpha:]]'), 'is read differently by PCRE'],
  ['an empty class', item('a|re', '[]a]'), 'is read differently by PCRE'],
  ['a possessive quantifier', item('a|re', 'a++'), 'not a regular expression'],

  ['an empty condition', condition(' '), 'detection.condition: is empty'],
  ['a condition that is no text', condition(1), 'detection.condition: has to be a text'],
  ['an unknown selection', condition('sel and other'), "no selection is called 'other'; there are: sel"],
  ['a pipe', condition('sel | count() > 5'), 'a pipe (aggregation) was removed'],
  ['a pattern alone', condition('se*'), "'se*' is a pattern: write '1 of se*' or 'all of se*'"],
  ['2 of', condition('2 of them'), "'2 of' is not in Sigma 2.1"],
  ['any of', condition('any of them'), "'any of' is not in Sigma 2.1"],
  ['1 of nothing', condition('1 of'), "'1 of' lacks what it is of"],
  ['1 of none that fits', condition('1 of x*'), "no selection fits 'x*'"],
  ['two names in a row', condition('sel sel'), "'sel' stands where 'and' or 'or' was expected"],
  ['an open bracket', condition('(sel'), 'a bracket is never closed'],
  ['a closed bracket', condition('sel)'), 'a bracket is closed that was never opened'],
  ['an operator at the end', condition('sel and'), 'ends where a selection was expected'],
  ['two operators', condition('sel and or sel'), "'or' stands where a selection was expected"],
  ['brackets too deep', condition(deep), 'nested deeper than 32'],
  ['nots too many', condition(`${'not '.repeat(60)}sel`), 'nested deeper than 32'],
  ['a long condition', condition('sel or '.repeat(1000)), 'longer than 4000 characters'],
  [
    'a fault in a list of conditions',
    condition(['sel', 'nope']),
    "detection.condition[1]: no selection is called 'nope'",
  ],
]

describe('parseRule', () => {
  it.each(refused)('refuses %s', (_, document, message) => {
    const parse = () => parseRule(document, { file: 'case.yml', line: 7 })
    expect(parse).toThrow(InvalidRule)
    expect(parse).toThrow(message)
    expect(parse).toThrow(/^case\.yml:7: /)
  })

  it('refuses what the given check calls dangerous of a regular expression, as it will run', () => {
    const checkRegex = (source: string, flags: string) =>
      source === '(a+)+[^\\n]' && flags === 'i' ? 'runs for ever' : undefined
    expect(() => parseRule(item('a|re|i', '(a+)+.'), { file: 'case.yml' }, { checkRegex })).toThrow(
      'detection.sel.a|re|i: runs for ever',
    )
    expect(() => parseRule(item('a|re', 'a+$'), { file: 'case.yml' }, { checkRegex })).not.toThrow()
  })

  it('lets a group without capture and an escaped bracket through', () => {
    expect(() => parseRule(item('a|re', '(?:a|b)\\(?=\\d'), { file: 'case.yml' })).not.toThrow()
  })

  it('names the selections that no condition speaks of', () => {
    const rule = parseRule(condition('sel', { sel: { a: 1 }, spare: { b: 1 } }), { file: 'case.yml' })
    expect(rule.unused).toEqual(['spare'])
  })

  it('keeps the keys that are its users own', () => {
    expect(parseRule({ ...whole, vedette: { why: 'x' } }, { file: 'case.yml' }).custom).toEqual({
      vedette: { why: 'x' },
    })
  })
})
