import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Activity } from '../../shared/activity.ts'
import { ruleDetector } from '../../shared/detectors/rules.ts'
import { inMemory } from '../../shared/in-memory.ts'
import { detect } from '../../shared/pipeline.ts'
import { parseCollection } from '../../shared/rules/collection.ts'
import { noon } from '../make.ts'
import { activitiesOf, correlate, detectorsFor, type Event } from './correlate.ts'

const rules = [
  { name: 'a', selection: { k: 'a' } },
  { name: 'b', selection: { k: 'b' } },
  { name: 'c', selection: { k: 'c' } },
]
const grouped = { 'group-by': ['u'], timespan: '10m' }
const counted = { ...grouped, type: 'event_count', rules: ['a', 'b'], condition: { gte: 4 } }

/** One of each type, and a chain. */
const correlations = {
  event_count: [counted],
  value_count: [{ ...grouped, type: 'value_count', rules: ['a', 'b'], condition: { field: 'v', gte: 4 } }],
  temporal: [{ ...grouped, type: 'temporal', rules: ['a', 'b', 'c'] }],
  temporal_ordered: [{ ...grouped, type: 'temporal_ordered', rules: ['a', 'b'] }],
  value_sum: [{ ...grouped, type: 'value_sum', rules: ['a', 'b'], condition: { field: 'n', gt: 25 } }],
  value_avg: [{ ...grouped, type: 'value_avg', rules: ['a', 'b'], condition: { field: 'n', gt: 6 } }],
  value_percentile: [
    { ...grouped, type: 'value_percentile', rules: ['a'], condition: { field: 'n', percentile: 75, gt: 7 } },
  ],
  'event_count, exactly': [{ ...counted, condition: { eq: 3 } }],
  'a chain': [
    { ...counted, name: 'many', condition: { gte: 2 } },
    { ...grouped, type: 'temporal_ordered', rules: ['many', 'c'] },
  ],
}

const event = fc.record({
  at: fc.integer({ min: 0, max: 1_750 }),
  k: fc.constantFrom('a', 'b', 'c'),
  u: fc.constantFrom('x', 'y'),
  v: fc.constantFrom('1', '2', '3', '4', '5'),
  n: fc.integer({ min: 0, max: 10 }),
})

/** In the middle of a day, and around its end, where one finding's span of time meets the next one's. */
const starts = fc.constantFrom(0, 42_300)

/** What came long before and long after, in order: it opens and closes the windows of all groups. */
const edges = (index: number): Event[] =>
  ['x', 'y'].map((u) => ({ at: index === 0 ? -86_400 : 64_000, k: 'a', u, v: '0', n: 0, uid: `edge-${index}-${u}` }))

describe.each(Object.entries(correlations))('%s', (_, correlation) => {
  const detectors = detectorsFor(rules, correlation)
  const found = (activities: readonly Activity[]) =>
    correlate(detectors, activities).findings.map(({ uid, title, severity }) => ({ uid, title, severity }))

  it('finds the same in every order of arrival within half an hour, and however often it comes', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.array(event, { minLength: 1, maxLength: 14 }), starts).chain(([events, start]) => {
          const named = events.map((one, index) => ({ ...one, at: one.at + start, uid: `event-${index}` }))
          return fc.tuple(
            fc.constant(named.toSorted((a, b) => a.at - b.at)),
            fc.shuffledSubarray([...named, ...named.slice(0, 5)], {
              minLength: named.length + Math.min(5, named.length),
            }),
          )
        }),
        ([inOrder, shuffled]) => {
          const around = (events: readonly Event[]) => activitiesOf([...edges(0), ...events, ...edges(1)])
          expect(found(around(shuffled))).toEqual(found(around(inOrder)))
        },
      ),
      { numRuns: 150 },
    )
  })

  it('remembers no more than fits an item, whatever an attacker varies', () => {
    const flood = Array.from({ length: 1_500 }, (_, index) => ({
      at: index % 1_700,
      k: 'abc'[index % 3]!,
      u: 'x',
      v: `value ${index}`.padEnd(index % 300, 'x'),
      n: index % 2,
      uid: `flood-${index}`.padEnd(index % 200, '-'),
    }))
    const { states } = correlate(detectors, activitiesOf(flood))
    for (const state of states.values()) expect(JSON.stringify(state).length).toBeLessThan(32 * 1024)
  })
})

describe('a correlation', () => {
  const detectors = detectorsFor(rules, [counted])
  const burst = (from: number, step = 60, length = 4) =>
    Array.from({ length }, (_, index) => ({ at: from + index * step, k: 'a', u: 'x', uid: `${from}-${index}` }))

  it('is told once a group and day, however long it goes on', () => {
    const day = correlate(detectors, activitiesOf(burst(0, 60, 200)))
    expect(day.findings).toHaveLength(1)
    const days = correlate(detectors, activitiesOf([...burst(0), ...burst(86_400), ...burst(2 * 86_400)]))
    expect(days.findings).toHaveLength(3)
  })

  it('is told again where a burst goes on into the next day, though what was told is remembered in part only', () => {
    const midnight = 43_200
    const events = [...burst(midnight - 1_800), ...burst(midnight - 300, 60, 3), ...burst(midnight + 60, 60, 1)]
    expect(correlate(detectors, activitiesOf(events)).findings).toHaveLength(2)
    expect(correlate(detectors, activitiesOf(events.slice(0, -1))).findings).toHaveLength(1)
  })

  it('names the activities that it rests on, the one that completed it among them', () => {
    const [finding] = correlate(detectors, activitiesOf(burst(0))).findings
    expect(finding).toMatchObject({
      related: ['0-0', '0-1', '0-2', '0-3'],
      activity: { uid: '0-3' },
      analytic: { type: 'rule' },
    })
  })

  it('leaves out what comes more than half an hour late, and changes nothing for it', () => {
    const on = activitiesOf([...burst(0, 60, 3), { at: 180 + 1_800, k: 'b', u: 'x' }])
    const late = activitiesOf([{ at: 179, k: 'a', u: 'x', uid: 'late' }])
    expect(correlate(detectors, [...on, ...late]).findings).toHaveLength(0)
    expect(
      correlate(detectors, [...on, ...activitiesOf([{ at: 180, k: 'a', u: 'x', uid: 'just' }])]).findings,
    ).toHaveLength(1)
  })

  it('reads no other time than that of the activities', () => {
    const later = activitiesOf(burst(0)).map((one) => ({ ...one, time: one.time + 10 * 365 * 86_400_000 }))
    expect(correlate(detectors, later).findings).toHaveLength(1)
    expect(noon).toBeLessThan(later[0]!.time)
  })

  it('gives the same findings in batches that are folded again', async () => {
    const kept = new Map<string, unknown>()
    const memory = inMemory()
    const keep = async (finding: { uid: string }) => !kept.has(finding.uid) && Boolean(kept.set(finding.uid, finding))
    const activities = activitiesOf(burst(0))
    for (const batch of [activities.slice(2), activities.slice(0, 2), activities, activities.slice(1, 3)])
      await detect(batch, { detectors, memory, keep })
    expect([...kept.keys()]).toEqual(correlate(detectors, activities).findings.map(({ uid }) => uid))
  })
})

describe('an ordered correlation', () => {
  const detectors = detectorsFor(rules, correlations.temporal_ordered)
  const many = (k: string, from: number) =>
    Array.from({ length: 20 }, (_, index) => ({ at: from + index, k, u: 'x', uid: `${k}-${from}-${index}` }))

  it.each([
    ['the last of many first steps', [...many('a', 0), { at: 619, k: 'b', u: 'x' }], 1],
    ['no first step that is too old', [...many('a', 0), { at: 620, k: 'b', u: 'x' }], 0],
    ['the first of many last steps', [{ at: 0, k: 'a', u: 'x' }, ...many('b', 600)], 1],
    ['many at once, where one of the last comes after one of the first', [...many('b', 0), ...many('a', 18)], 1],
    ['not many the wrong way round', [...many('b', 0), ...many('a', 20)], 0],
  ])('finds %s', (_, events, found) => {
    expect(correlate(detectors, activitiesOf(events)).findings).toHaveLength(found)
    expect(correlate(detectors, activitiesOf(events.toReversed())).findings).toHaveLength(found)
  })
})

describe('a filter', () => {
  const rule = {
    title: 'a rule',
    id: '6f3e2987-db24-4c78-a860-b4f4095a7095',
    logsource: { product: 'aws', service: 'cloudtrail' },
    detection: { selection: { k: 'a' }, condition: 'selection' },
  }
  const filter = (over: object) => ({
    title: 'a filter',
    logsource: { product: 'aws', service: 'cloudtrail' },
    filter: { rules: [rule.id], selection: { u: 'x' }, condition: 'not selection', ...over },
  })
  const [one, other] = activitiesOf([
    { at: 0, k: 'a', u: 'x' },
    { at: 0, k: 'a', u: 'y' },
  ])
  const found = (...filters: readonly unknown[]) => {
    const documents = [rule, ...filters].map((document) => ({ document, where: { file: 'x.yml' } }))
    const detector = ruleDetector(parseCollection(documents).rules)
    return [one!, other!].map((activity) => detector.step(activity, undefined).findings.length)
  }

  it.each([
    ['not selection: what remains', { condition: 'not selection' }, [0, 1]],
    ['selection: what is taken away, as the specification has it', { condition: 'selection' }, [0, 1]],
    ['any rule of its log', { rules: 'any' }, [0, 1]],
    ['several selections', { other: { u: 'y' }, condition: '1 of them' }, [0, 0]],
    ['not of several', { other: { u: 'y' }, condition: 'not (selection or other)' }, [0, 0]],
    ['both at once', { other: { k: 'b' }, condition: 'selection and other' }, [1, 1]],
    ['a name that the rule has too', { selection: { k: 'a', u: 'y' }, condition: 'not selection' }, [1, 0]],
  ])('takes away: %s', (_, over, expected) => {
    expect(found(filter(over))).toEqual(expected)
  })

  it('is added to what other filters take away', () => {
    expect(found(filter({}), { ...filter({ selection: { u: 'y' } }), title: 'another' })).toEqual([0, 0])
    expect(found()).toEqual([1, 1])
  })
})
