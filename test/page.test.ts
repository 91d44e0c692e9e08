import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activitiesOf, pagesOf } from '../shared/page.ts'
import { activity, noon } from './make.ts'

const some = (count: number, over: (index: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, index) => ({ activity: activity({ uid: `uid-${index}`, ...over(index) }) }))
const back = (written: ReturnType<typeof some>) => pagesOf(written).pages.flatMap(({ body }) => activitiesOf(body))

describe('pages', () => {
  it('give back the activities that they were made of', () => {
    const written = some(10)
    expect(back(written)).toEqual(written.map(({ activity }) => activity))
  })

  it('give back what was written as text, whatever it holds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        const record = JSON.parse(text) as Record<string, unknown>
        const { pages } = pagesOf([{ activity: activity({ record }), text }])
        expect(activitiesOf(pages[0]!.body)).toEqual([activity({ record })])
      }),
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
