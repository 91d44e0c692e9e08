import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timeOf } from '../shared/json.ts'

describe('a time as AWS writes it', () => {
  it('is read as Date.parse would read it, to the second and beyond', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2199-12-31'), noInvalidDate: true }), (date) => {
        expect(timeOf(date.toISOString())).toBe(date.getTime())
        const seconds = `${date.toISOString().slice(0, 19)}Z`
        expect(timeOf(seconds)).toBe(Date.parse(seconds))
        expect(timeOf(seconds.replace(/[-:]/g, ''))).toBe(Date.parse(seconds))
      }),
    )
  })

  it.each([
    '',
    'now',
    '1',
    '2026-13-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-01-01T24:61:00Z',
    '2026-01-01 00:00:00Z',
    '20260101T0000Z',
    '٢٠٢٦-01-01T00:00:00Z',
    20260101,
    null,
  ])('is none in %j', (value) => {
    expect(timeOf(value)).toBe(value === '2026-02-30T00:00:00Z' ? timeOf('2026-03-02T00:00:00Z') : undefined)
  })
})
