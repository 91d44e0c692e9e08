import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { sources } from '../../shared/sources/index.ts'
import { type Batch, intake } from '../../shared/sources/intake.ts'
import type { Content } from '../../shared/sources/open.ts'
import { read } from '../../shared/sources/read.ts'
import { merge, tally } from '../../shared/tally.ts'
import { trailRecord } from './records.ts'

const records = (count: number) =>
  Array.from({ length: count }, (_, index) => trailRecord({ eventID: `record-${index}` }))
const file = (values: readonly unknown[]) => Buffer.from(JSON.stringify({ Records: values }))
const all = async (bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<Content[]> =>
  (await Array.fromAsync(read(bytes, { sources }))).flat()
const reasons = (contents: readonly Content[]) =>
  contents.flatMap((content) => ('rejected' in content ? [content.rejected] : []))

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

describe('reading a file', () => {
  it.each([
    ['plain', file(records(50))],
    ['gzipped', gzipSync(file(records(50)))],
    [
      'gzipped in two members',
      Buffer.concat([gzipSync(file(records(50)).subarray(0, 999)), gzipSync(file(records(50)).subarray(999))]),
    ],
  ])('reads a %s one, whole or in pieces', async (_, bytes) => {
    for (const input of [bytes, pieces(bytes, 100), pieces(bytes, 1 << 20)]) expect(await all(input)).toHaveLength(50)
  })

  it('keeps letters that two pieces share', async () => {
    const bytes = file([trailRecord({ userAgent: 'naïve ünïcode 漢字 🛡️' })])
    const [content] = await all(pieces(bytes, 1))
    expect(content).toMatchObject({ record: { userAgent: 'naïve ünïcode 漢字 🛡️' } })
  })

  it('reads what comes before a gzipped file was cut, and says that it was', async () => {
    const whole = gzipSync(file(records(2000)))
    const contents = await all(whole.subarray(0, whole.length >> 1))
    expect(contents.length).toBeGreaterThan(100)
    expect(reasons(contents)).toEqual([expect.stringMatching(/cut|broken gzip/)])
  })

  it('reads what comes before gzip breaks, and says that it does', async () => {
    const noise = records(3000).map((record, index) => ({ ...record, requestID: Math.sin(index).toString(36) }))
    const broken = gzipSync(file(noise))
    broken.fill(Buffer.from('deadbeef00', 'hex'), broken.length >> 1)
    const contents = await all(broken)
    expect(contents.length).toBeGreaterThan(100)
    expect(reasons(contents).length).toBeGreaterThan(0)
    expect(reasons(contents).at(-1)).toMatch(/cut|broken/)
  })

  it('rejects a bomb before it fills the memory', async () => {
    const before = process.memoryUsage().rss
    const contents = await all(gzipSync(Buffer.alloc(60_000_000, 0x20)))
    expect(reasons(contents)).toEqual(['inflates more than 300-fold: no log does'])
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
  })

  it('rejects a record without an end, and does not hold it', async () => {
    const contents = await all(
      pieces(Buffer.concat([Buffer.from('{"Records":[{"a":"'), Buffer.alloc(20_000_000, 0x78)]), 1 << 18),
    )
    expect(reasons(contents)).toEqual(['the file was cut: it ends inside a value'])
  })

  it('counts an empty file as ignored', async () => {
    expect(await all(Buffer.alloc(0))).toEqual([{ ignored: 'an empty file' }])
    expect(await all(gzipSync(''))).toEqual([{ ignored: 'an empty file' }])
  })

  it('throws what its bytes throw: the disk failed, not the file', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield gzipSync(file(records(1))).subarray(0, 20)
      throw new Error('EIO')
    }
    await expect(all(failing())).rejects.toThrow('EIO')
  })
})

describe('taking in what was read', () => {
  const take = async (
    bytes: Uint8Array | AsyncIterable<Uint8Array>,
    { seen = new Set<string>(), ...options }: { seen?: Set<string>; latest?: number } = {},
  ) => {
    const counts = tally()
    const batches = await Array.fromAsync(intake(read(bytes, { sources }), { seen, ...options }))
    for (const batch of batches) merge(counts, batch.tally)
    return { counts, batches, seen }
  }
  const uids = (batches: readonly Batch[]) => batches.map(({ written }) => written.map(({ activity }) => activity.uid))

  it('gives the same batches however the bytes arrived', async () => {
    const bytes = gzipSync(file(records(2500)))
    const whole = await take(bytes)
    const inPieces = await take(pieces(bytes, 777))
    expect(uids(whole.batches)).toEqual(uids(inPieces.batches))
    expect(whole.batches.map(({ written }) => written.length)).toEqual([1000, 1000, 500])
  })

  it('leaves out what came before and counts it', async () => {
    const first = await take(file(records(3)))
    const second = await take(file([...records(5), ...records(1)]), first)
    expect(uids(second.batches)).toEqual([['record-3', 'record-4']])
    expect(second.counts).toMatchObject({ received: 6, duplicate: 4 })
  })

  it('counts every record, with the reason where it is not stored', async () => {
    const bytes = file([
      ...records(2),
      trailRecord({ eventTime: 'x', eventID: 'bad' }),
      { digestStartTime: 't', logFiles: [] },
      { what: 1 },
    ])
    const { counts, batches } = await take(bytes)
    expect(counts.received).toBe(5)
    expect([...counts.ignored]).toEqual([['CloudTrail digest file', 1]])
    expect([...counts.rejected.values()]).toEqual([1, 1])
    expect(batches[0]!.rejected.map(({ text }) => text)).toEqual([expect.stringContaining('"bad"'), '{"what":1}'])
  })

  it('keeps a record’s own text, unless something in it was decoded', async () => {
    const decoded = trailRecord({ eventID: 'decoded', additionalEventData: '{"a":1}' })
    const { batches } = await take(file([trailRecord(), decoded]))
    expect(batches[0]!.written.map(({ line }) => line)).toEqual([
      JSON.stringify(trailRecord()),
      JSON.stringify({ ...decoded, additionalEventData: { a: 1 } }),
    ])
  })

  it('rejects what is larger than a page can be, and what comes from the future', async () => {
    const noise = Array.from({ length: 60_000 }, (_, at) => Math.sin(at).toString(36)).join('')
    const later = trailRecord({ eventID: 'later', eventTime: '2099-01-01T00:00:00Z' })
    const { counts, batches } = await take(file([...records(1), trailRecord({ eventID: 'large', noise }), later]), {
      latest: Date.UTC(2026, 11, 1),
    })
    expect([...counts.rejected.keys()]).toEqual([
      'aws.cloudtrail large: larger than a page can be',
      'aws.cloudtrail later: its time is in the future',
    ])
    expect(uids(batches)).toEqual([['record-0']])
  })
})
