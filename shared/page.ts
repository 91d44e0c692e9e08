import { createHash } from 'node:crypto'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Activity } from './activity.ts'
import type { Source } from './source.ts'

/** The activities of one delivery, of one account, region, source and hour, compressed: what is stored, and what wakes the detectors. */
export interface Page {
  /** `account#region#source#2026-11-22T07`: where it is found again. */
  readonly place: string
  /** Time of its first activity and a digest of what is in it, so that the same delivery gives the same page. */
  readonly id: string
  readonly source: string
  /** How many activities it holds. */
  readonly count: number
  /** zstd (RFC 8878) over JSON lines: an activity each, or its record where the source is self-contained. */
  readonly body: Uint8Array
}

/** An activity and the line that a page keeps of it. */
export interface Written {
  readonly activity: Activity
  readonly line: string
}

const hour = 3_600_000

/** Of CloudTrail, level 3 makes no less than level 1 and takes a fifth longer; one chunk takes the whole page. */
const compression = { params: { [constants.ZSTD_c_compressionLevel]: 1 }, chunkSize: 512 * 1024 }

/** DynamoDB's items end at 400 KB; a page leaves room for its keys. */
const largestBody = 300 * 1000
const mostActivities = 1000
/** What a page may hold before it is compressed, in bytes of UTF-8, and so what a reader has to inflate at most. */
const longestText = 4 * 1024 * 1024

/**
 * The line that a page keeps of an activity: of a self-contained source its record, in its own text where that is at hand, as writing the
 * activity out costs more than reading the record did, and normalising it again costs less than either.
 */
export function lineOf(activity: Activity, source: Source, text?: string): string {
  if (!source.selfContained) return JSON.stringify(activity)
  return text === undefined || text.includes('\n') ? JSON.stringify(activity.record) : text
}

/** Whether a line is small enough for a page of its own. */
export function fits(line: string): boolean {
  if (line.length * 3 <= largestBody) return true
  const bytes = Buffer.byteLength(line)
  return bytes <= largestBody || (bytes <= longestText && zstdCompressSync(line, compression).length <= largestBody)
}

/** Lays activities out as pages. Each of their lines fits one. */
export function pagesOf(written: readonly Written[]): readonly Page[] {
  const places = Map.groupBy(
    written,
    ({ activity }) => `${activity.account}#${activity.region}#${activity.source}#${Math.floor(activity.time / hour)}`,
  )
  return [...places.values()].flatMap((there) => {
    const place = placeOf(there[0]!.activity, there[0]!.activity.time)
    return portions(there).flatMap((portion) => compressed(place, portion))
  })
}

/** The activities that a page of this source holds. */
export function activitiesOf(body: Uint8Array, source: Source): readonly Activity[] {
  const text = zstdDecompressSync(body, { maxOutputLength: longestText + mostActivities }).toString('utf8')
  const lines = text.split('\n').map((line) => JSON.parse(line) as unknown)
  return source.selfContained ? lines.flatMap((record) => source.normalize(record)) : (lines as Activity[])
}

/** The key under which the activities of an account, region, source and hour lie. */
export function placeOf(
  { account, region, source }: Pick<Activity, 'account' | 'region' | 'source'>,
  time: number,
): string {
  return `${account}#${region}#${source}#${new Date(time).toISOString().slice(0, 13)}`
}

function portions(written: readonly Written[]): readonly (readonly Written[])[] {
  const all: Written[][] = [[]]
  let bytes = 0
  for (const one of written) {
    const size = Buffer.byteLength(one.line)
    const full = all.at(-1)!.length >= mostActivities || bytes + size > longestText
    if (full && all.at(-1)!.length > 0) {
      all.push([])
      bytes = 0
    }
    all.at(-1)!.push(one)
    bytes += size
  }
  return all
}

function compressed(place: string, written: readonly Written[]): readonly Page[] {
  const body = zstdCompressSync(written.map(({ line }) => line).join('\n'), compression)
  if (body.length <= largestBody || written.length === 1) {
    return [{ place, id: idOf(written, body), source: written[0]!.activity.source, count: written.length, body }]
  }
  const half = written.length >> 1
  return [...compressed(place, written.slice(0, half)), ...compressed(place, written.slice(half))]
}

function idOf(written: readonly Written[], body: Uint8Array): string {
  const first = written.reduce((first, { activity }) => Math.min(first, activity.time), Number.POSITIVE_INFINITY)
  return `${new Date(first).toISOString()}#${createHash('sha256').update(body).digest('hex').slice(0, 32)}`
}
