import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Activity } from '../shared/activity.ts'
import { activitiesOf, fits, lineOf, pagesOf, type Written } from '../shared/page.ts'
import type { Source } from '../shared/source.ts'
import { cloudtrail } from '../shared/sources/cloudtrail.ts'
import { activity, noon } from './make.ts'
import { trailRecord } from './sources/records.ts'

/** A source that is not self-contained: its activities are written out. */
const plain: Source = { id: 'plain', claims: () => false, normalize: () => [] }
const write = (activities: readonly Activity[], source = plain): Written[] =>
  activities.map((activity) => ({ activity, line: lineOf(activity, source) }))
const some = (count: number, over: (index: number) => object = () => ({})) =>
  write(Array.from({ length: count }, (_, index) => activity({ uid: `uid-${index}`, ...over(index) })))
const back = (written: readonly Written[], source = plain) =>
  pagesOf(written).flatMap(({ body }) => activitiesOf(body, source))
const noise = (length: number, seed = 0) => Array.from({ length }, (_, at) => Math.sin(seed + at).toString(36)).join('')

describe('pages', () => {
  it('give back the activities that they were made of', () => {
    const ten = some(10)
    expect(back(ten)).toEqual(ten.map(({ activity }) => activity))
  })

  it('keep no more than the record where that tells all, whatever its text is laid out like', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(trailRecord({ responseElements: value }), null, indent)
        const activities = cloudtrail.normalize(JSON.parse(text))
        const written = activities.map((activity) => ({ activity, line: lineOf(activity, cloudtrail, text) }))
        expect(written.map(({ line }) => line.split('\n').length)).toEqual([1])
        expect(back(written, cloudtrail)).toEqual(activities)
      }),
    )
  })

  it('can be read again, however much their records shrink and whatever letters they use', () => {
    const alike = some(100, (index) => ({ record: { text: '漢'.repeat(80_000), index } }))
    expect(pagesOf(alike).length).toBeGreaterThan(1)
    expect(back(alike)).toHaveLength(100)
  })

  it('lie by account, region, source and hour', () => {
    const elsewhere = [{}, { region: 'us-east-1' }, { time: noon + 3_600_000 }, { source: 'aws.config' }]
    expect(pagesOf(some(4, (index) => elsewhere[index]!)).map(({ place }) => place)).toEqual([
      '111122223333#eu-central-1#aws.cloudtrail#2026-06-01T12',
      '111122223333#us-east-1#aws.cloudtrail#2026-06-01T12',
      '111122223333#eu-central-1#aws.cloudtrail#2026-06-01T13',
      '111122223333#eu-central-1#aws.config#2026-06-01T12',
    ])
  })

  it('are the same for the same delivery, and others for another', () => {
    const ids = (written: readonly Written[]) => pagesOf(written).map(({ id }) => id)
    expect(ids(some(5))).toEqual(ids(some(5)))
    expect(ids(some(5))).not.toEqual(ids(some(6)))
    expect(ids(some(5))[0]).toMatch(/^2026-06-01T12:00:00\.000Z#[0-9a-f]{32}$/)
  })

  it('hold a thousand activities or 300 KB, whichever comes first', () => {
    expect(pagesOf(some(2001)).map(({ count }) => count)).toEqual([1000, 1000, 1])
    const pages = pagesOf(some(200, (index) => ({ record: { noise: noise(800, index * 1000) } })))
    expect(pages.length).toBeGreaterThan(1)
    for (const { body } of pages) expect(body.length).toBeLessThanOrEqual(300_000)
    expect(pages.reduce((sum, { count }) => sum + count, 0)).toBe(200)
  })

  it('have room for a line unless it is too large even alone', () => {
    expect(fits('x'.repeat(4_000_000))).toBe(true)
    expect(fits(noise(60_000))).toBe(false)
    expect(fits('漢'.repeat(2_000_000)), 'six million bytes').toBe(false)
  })
})
