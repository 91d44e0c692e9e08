import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activitiesOf, pagesOf, type Written } from '../shared/page.ts'
import type { Source } from '../shared/source.ts'
import { cloudtrail } from '../shared/sources/cloudtrail.ts'
import { activity, noon } from './make.ts'
import { trailRecord } from './sources/records.ts'

const some = (count: number, over: (index: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, index) => ({ activity: activity({ uid: `uid-${index}`, ...over(index) }) }))
/** A source that is not self-contained: its activities are written out. */
const written = { id: 'written', claims: () => false, normalize: () => [] }
const back = (some: readonly Written[], source: Source = written) =>
  pagesOf(some).pages.flatMap(({ body }) => activitiesOf(body, source))

describe('pages', () => {
  it('give back the activities that they were made of', () => {
    const ten = some(10)
    expect(back(ten)).toEqual(ten.map(({ activity }) => activity))
  })

  it('keep no more than the record where that tells all, whatever its text is laid out like', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.constantFrom(undefined, 2),
        (responseElements, indent) => {
          const text = JSON.stringify(trailRecord({ responseElements }), null, indent)
          const activities = cloudtrail.normalize(JSON.parse(text))
          expect(
            back(
              activities.map((activity) => ({ activity, text })),
              cloudtrail,
            ),
          ).toEqual(activities)
        },
      ),
    )
  })

  it('lie by account, region, source and hour', () => {
    const written = some(
      4,
      (index) => [{}, { region: 'us-east-1' }, { time: noon + 3_600_000 }, { source: 'aws.config' }][index]!,
    )
    expect(pagesOf(written).pages.map(({ place }) => place)).toEqual([
      '111122223333#eu-central-1#aws.cloudtrail#2026-06-01T12',
      '111122223333#us-east-1#aws.cloudtrail#2026-06-01T12',
      '111122223333#eu-central-1#aws.cloudtrail#2026-06-01T13',
      '111122223333#eu-central-1#aws.config#2026-06-01T12',
    ])
  })

  it('are the same for the same delivery, and others for another', () => {
    const ids = (written: ReturnType<typeof some>) => pagesOf(written).pages.map(({ id }) => id)
    expect(ids(some(5))).toEqual(ids(some(5)))
    expect(ids(some(5))).not.toEqual(ids(some(6)))
    expect(ids(some(5))[0]).toMatch(/^2026-06-01T12:00:00\.000Z#[0-9a-f]{32}$/)
  })

  it('hold a thousand activities or 300 KB, whichever comes first', () => {
    expect(pagesOf(some(2001)).pages.map(({ count }) => count)).toEqual([1000, 1000, 1])
    const noise = (index: number) =>
      Array.from({ length: 800 }, (_, at) => Math.sin(index * 1000 + at).toString(36)).join('')
    const { pages } = pagesOf(some(200, (index) => ({ record: { noise: noise(index) } })))
    expect(pages.length).toBeGreaterThan(1)
    for (const { body } of pages) expect(body.length).toBeLessThanOrEqual(300_000)
    expect(pages.reduce((sum, { count }) => sum + count, 0)).toBe(200)
  })

  it('name an activity that is larger than any page, and hold the others', () => {
    const noise = Array.from({ length: 60_000 }, (_, at) => Math.sin(at).toString(36)).join('')
    const { pages, tooLarge } = pagesOf(some(3, (index) => (index === 1 ? { record: { noise } } : {})))
    expect(tooLarge.map(({ uid }) => uid)).toEqual(['uid-1'])
    expect(pages.reduce((sum, { count }) => sum + count, 0)).toBe(2)
  })
})
