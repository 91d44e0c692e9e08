import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { story } from '../../samples/story.ts'
import { envelopes, histories, lines, notices, payloads, records, snapshots, told, trails } from './read.ts'

const day = 86_400_000

describe('the samples', () => {
  it('are the same bytes every time', () => {
    const hash = () => {
      const sum = createHash('sha256')
      for (const { path, time, bytes } of story().files) sum.update(`${path} ${time}\n`).update(bytes)
      return sum.digest('hex')
    }
    expect(hash()).toBe(hash())
  })

  it('come in the order of their delivery, each under a path of its own', () => {
    const times = told.files.map(({ time }) => time)
    expect(times).toEqual(times.toSorted((one, other) => one - other))
    expect(new Set(told.files.map(({ path }) => path)).size).toBe(told.files.length)
  })

  it('stay small: under 5 MB unpacked, 60 to 150 records on a whole day', () => {
    expect(told.files.reduce((sum, { raw }) => sum + raw, 0)).toBeLessThan(5_000_000)
    for (let at = told.times.begins; at + day < told.times.attacks; at += day) {
      const count = records.filter(({ eventTime }) => Math.floor((Date.parse(eventTime) - at) / day) === 0).length
      expect(count).toBeGreaterThanOrEqual(60)
      expect(count).toBeLessThanOrEqual(150)
    }
  })

  it('hold every kind of delivery', () => {
    for (const some of [trails, envelopes, notices, histories, snapshots, payloads]) expect(some).not.toHaveLength(0)
  })

  it('use no address and no account but those set aside for documentation', () => {
    const everything = JSON.stringify([records, envelopes, notices, histories, snapshots, payloads])
    const addresses = everything.match(/(?<![\w./-])\d{1,3}(\.\d{1,3}){3}(?![\w.])/g) ?? []
    const strange = addresses.filter((one) => !/^(192\.0\.2|198\.51\.100|203\.0\.113|10\.20\.[12])\./.test(one))
    expect([...new Set(strange)]).toEqual([])
    const accounts = everything.match(/(?<=:)\d{12}(?=:)/g) ?? []
    expect([...new Set(accounts)].sort()).toEqual(['111122223333', '444455556666'])
  })

  it('say EXAMPLE in whatever looks like a key or an identifier', () => {
    const everything = JSON.stringify([records, envelopes, notices, snapshots, lines])
    const ids = everything.match(/\b(ASIA|AKIA|AROA|AIDA)[A-Z0-9]{12,}/g) ?? []
    expect(ids.filter((id) => !id.endsWith('EXAMPLE'))).toEqual([])
  })
})

describe('the moments', () => {
  const events = new Set(records.map(({ eventID }) => eventID))
  const logs = new Set(lines.map(({ id }) => id))
  const items = new Set(
    notices.map(
      ({ detail: { configurationItem: item } }) =>
        `${item.resourceType}/${item.resourceId}/${item.configurationStateId}`,
    ),
  )

  it('point at events, lines and items that exist', () => {
    for (const moment of told.moments) {
      expect([...moment.events, ...moment.logs, ...moment.items], moment.step).not.toHaveLength(0)
      expect(
        moment.events.filter((id) => !events.has(id)),
        moment.step,
      ).toEqual([])
      expect(
        moment.logs.filter((id) => !logs.has(id)),
        moment.step,
      ).toEqual([])
      expect(
        moment.items
          .map((item) => `${item.resourceType}/${item.resourceId}/${item.stateId}`)
          .filter((id) => !items.has(id)),
        moment.step,
      ).toEqual([])
    }
  })

  it('tell the story in order', () => {
    expect(told.moments.map(({ step }) => step)).toEqual([
      'label',
      'deployment',
      'probing',
      'injection',
      'leak',
      'stolen',
      'denied',
      'secret',
      'layer',
      'extension',
      'widened',
      'trust',
      'stolen-again',
      'key',
      'visit',
      'blinded',
      'unseen',
    ])
  })
})
