import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseCollection } from '../../shared/rules/collection.ts'
import { activitiesOf, correlate, detectorsFor, type Event } from '../detectors/correlate.ts'

/** Cases are data that another engine could run: rules, correlations over them, events in seconds, and how many groups are found. */
interface Case {
  readonly spec: string
  readonly rules: Parameters<typeof detectorsFor>[0]
  readonly correlations: Parameters<typeof detectorsFor>[1]
  readonly events: readonly Event[]
  readonly found: number
}

const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL('cases/correlation/correlations.json', import.meta.url), 'utf8'),
)

describe('the correlations of the specification', () => {
  it.each(cases)('$spec', ({ rules, correlations, events, found }) => {
    const detectors = detectorsFor(rules, correlations)
    expect(correlate(detectors, activitiesOf(events)).findings).toHaveLength(found)
  })

  it('are more than forty', () => {
    expect(cases.length).toBeGreaterThan(40)
  })
})

const rule = {
  title: 'a rule',
  name: 'a',
  logsource: { product: 'aws', service: 'cloudtrail' },
  detection: { s: { x: 1 }, condition: 's' },
}
const block = { type: 'event_count', rules: ['a'], 'group-by': ['u'], timespan: '5m', condition: { gte: 3 } }
const withBlock = (over: object) => [rule, { title: 'c', correlation: { ...block, ...over } }]
const { condition: _, ...bare } = block
const inner = { title: 'i', name: 'i', correlation: block }
const filter = {
  title: 'f',
  logsource: { product: 'aws', service: 'cloudtrail' },
  filter: { rules: ['a'], selection: { u: 'x' }, condition: 'not selection' },
}

function parse(...documents: readonly unknown[]) {
  return parseCollection(documents.map((document, at) => ({ document, where: { file: `${at}.yml`, line: 7 } })))
}

describe('what means nothing is refused', () => {
  it.each<[string, readonly unknown[], string]>([
    [
      'an unknown key in the block',
      withBlock({ timespam: '5m' }),
      '1.yml:7: correlation.timespam: unknown key timespam; did you mean timespan?',
    ],
    ['an unknown key beside it', [rule, { title: 'c', correlation: block, levle: 'high' }], 'levle: unknown key levle'],
    ['no title', [rule, { correlation: block }], 'title is missing'],
    [
      'an unknown type',
      withBlock({ type: 'event_cuont' }),
      'correlation.type: unknown type event_cuont; did you mean event_count?',
    ],
    ['no type', withBlock({ type: undefined }), 'correlation: type is missing'],
    ['no timespan', withBlock({ timespan: undefined }), 'correlation: timespan is missing'],
    ['no group-by', withBlock({ 'group-by': undefined }), 'correlation: group-by is missing'],
    ['no rules', withBlock({ rules: [] }), 'correlation.rules: is an empty list'],
    ['no condition', [rule, { title: 'c', correlation: bare }], 'correlation: condition is missing'],
    [
      'a reference to nothing',
      withBlock({ rules: ['b'] }),
      'correlation.rules[0]: there is no rule or correlation with the id or name b',
    ],
    [
      'a reference to two rules',
      [rule, rule, { title: 'c', correlation: block }],
      'more than one rule has the id or name a',
    ],
    [
      'a circle',
      [
        rule,
        { title: 'c', name: 'c', correlation: { ...block, rules: ['d'] } },
        { title: 'd', name: 'd', correlation: { ...block, rules: ['c'] } },
      ],
      'refers to itself by c → d',
    ],
    [
      'a timespan of weeks',
      withBlock({ timespan: '1w' }),
      'correlation.timespan: 1w is not a number with s, m, h or d',
    ],
    ['a timespan without a unit', withBlock({ timespan: 60 }), 'correlation.timespan: 60 is not a number'],
    ['a timespan without bounds', withBlock({ timespan: '31d' }), 'is longer than 30d'],
    ['an unknown comparison', withBlock({ condition: { gtee: 3 } }), 'correlation.condition.gtee: unknown key gtee'],
    [
      'a number in quotes',
      withBlock({ condition: { gte: '3' } }),
      'correlation.condition.gte: has to be a whole number',
    ],
    [
      'a range that is empty',
      withBlock({ condition: { gt: 3, lt: 4 } }),
      'correlation.condition: no number fulfils it',
    ],
    ['a condition that always holds', withBlock({ condition: { gte: 1 } }), 'every event fulfils it'],
    [
      'a condition in words',
      withBlock({ type: 'temporal', condition: 'a and b' }),
      'a condition in words is not in Sigma 2.1',
    ],
    [
      'a field where none is counted',
      withBlock({ condition: { field: 'x', gte: 3 } }),
      'type event_count counts no field',
    ],
    ['no field where values are', withBlock({ type: 'value_count' }), 'correlation.condition: field is missing'],
    [
      'no percentile',
      withBlock({ type: 'value_percentile', condition: { field: 'x', gte: 3 } }),
      'has to say which percentile is meant',
    ],
    ['a count that is too high to keep', withBlock({ condition: { gte: 201 } }), 'a count above 200 is not kept here'],
    [
      'an alias that nothing names',
      withBlock({ aliases: { v: { a: 'x' } } }),
      'correlation.aliases.v: no group-by names this alias',
    ],
    [
      'an alias without a rule',
      withBlock({ 'group-by': ['v'], aliases: { v: {} } }),
      'does not say which field it is in a',
    ],
    [
      'an alias of another rule',
      withBlock({ 'group-by': ['v'], aliases: { v: { b: 'x' } } }),
      'correlation.aliases.v.b: unknown rule b',
    ],
    [
      'a derived field that there is not',
      withBlock({ 'group-by': ['vedette.actor.di'] }),
      'unknown field vedette.actor.di; did you mean vedette.actor.id?',
    ],
    [
      'an odd generate',
      [rule, { title: 'c', correlation: block, generate: 'yes' }],
      'generate: has to be true or false',
    ],
    [
      'a chain over other groups',
      [rule, inner, { title: 'c', correlation: { ...block, rules: ['i'], 'group-by': ['v'] } }],
      'i does not group by v, so that it cannot be chained here',
    ],
    [
      'a chain over what holds only when it is over',
      [
        rule,
        { ...inner, correlation: { ...block, condition: { lt: 3 } } },
        { title: 'c', correlation: { ...block, rules: ['i'] } },
      ],
      'holds only once its time is over',
    ],
    [
      'values of a correlation',
      [
        rule,
        inner,
        { title: 'c', correlation: { ...block, type: 'value_count', rules: ['i'], condition: { field: 'x', gte: 2 } } },
      ],
      'type value_count counts values of events',
    ],
    [
      'action global',
      [{ ...rule, action: 'global' }],
      '0.yml:7: action: action global (a collection of rules) was removed from Sigma',
    ],
    ['action reset', [{ action: 'reset' }], 'action reset'],
    ['action repeat', [{ ...rule, action: 'repeat' }], 'action repeat'],
    ['two kinds at once', [{ ...rule, correlation: block }], 'a document with detection cannot have correlation too'],
    ['what is no map', ['x'], 'is not a map'],
    [
      'a filter for nothing',
      [rule, { ...filter, filter: { ...filter.filter, rules: ['b'] } }],
      'filter.rules[0]: there is no rule with the id or name b',
    ],
    [
      'a filter for another log',
      [rule, { ...filter, logsource: { product: 'aws', service: 'config' } }],
      'a is a rule about another log',
    ],
    ['a filter with a level', [rule, { ...filter, level: 'low' }], 'level: a filter has no such key'],
    [
      'a filter without rules',
      [rule, { ...filter, filter: { selection: { u: 'x' }, condition: 'selection' } }],
      'filter: rules is missing',
    ],
    [
      'a filter with a typo in a modifier',
      [rule, { ...filter, filter: { ...filter.filter, selection: { 'u|foo': 'x' } } }],
      'filter.selection.u|foo: unknown modifier foo',
    ],
    [
      'a filter that could mean its opposite',
      [rule, { ...filter, filter: { ...filter.filter, other: { v: 1 }, condition: 'selection and not other' } }],
      'filter.condition: mixes what is to be taken away',
    ],
    [
      'a filter with an unused selection',
      [rule, { ...filter, filter: { ...filter.filter, other: { v: 1 } } }],
      'filter.other: no condition speaks of this selection',
    ],
  ])('%s', (_, documents, message) => {
    expect(() => parse(...documents)).toThrow(message)
  })
})

describe('generate', () => {
  const correlation = { title: 'c', correlation: block }
  const quiet = (...documents: readonly unknown[]) => parse(...documents).rules[0]!.quiet ?? false

  it('is false where not said: the rules of a correlation tell nothing by themselves', () => {
    expect(quiet(rule, correlation)).toBe(true)
  })
  it('lets them tell too where it is true, beside the block or in it', () => {
    expect(quiet(rule, { ...correlation, generate: true })).toBe(false)
    expect(quiet(rule, { title: 'c', correlation: { ...block, generate: true } })).toBe(false)
  })
  it('keeps a rule that one of its correlations generates', () => {
    expect(quiet(rule, { ...correlation, generate: true }, { ...correlation, title: 'd' })).toBe(false)
  })
  it('is as good for a correlation inside another', () => {
    const outer = { title: 'c', correlation: { ...block, rules: ['i'] } }
    expect(parse(rule, inner, outer).correlations.map(({ quiet = false }) => quiet)).toEqual([true, false])
  })
})
