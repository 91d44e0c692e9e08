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

/** An activity as it is written. */
export interface Written {
  readonly activity: Activity
  /**
   * The text of its record, where the source is self-contained. Writing the activity out costs more than reading the record did, and
   * normalising it again costs less than either.
   */
  readonly text?: string
}

const hour = 3_600_000

/** Of CloudTrail, level 3 makes no less than level 1 and takes a fifth longer; one chunk takes the whole page. */
const compression = { params: { [constants.ZSTD_c_compressionLevel]: 1 }, chunkSize: 512 * 1024 }

/** DynamoDB's items end at 400 KB; a page leaves room for its keys. */
const largestBody = 300 * 1000
const mostActivities = 1000
/** What a page may hold before it is compressed, in characters: a reader can inflate it without looking twice. */
const longestText = 4 * 1024 * 1024

/** Lays activities out as pages; those that are larger than a page can be are given back beside them. */
export function pagesOf(written: readonly Written[]): {
  readonly pages: readonly Page[]
  readonly tooLarge: readonly Activity[]
} {
  const tooLarge: Activity[] = []
  const places = Map.groupBy(
    written,
    ({ activity }) => `${activity.account}#${activity.region}#${activity.source}#${Math.floor(activity.time / hour)}`,
  )
  const pages = [...places.values()].flatMap((there) => {
    const place = placeOf(there[0]!.activity, there[0]!.activity.time)
    return portions(there).flatMap((lines) => compressed(place, lines, tooLarge))
  })
  return { pages, tooLarge }
}

/** The activities that a page of this source holds. */
export function activitiesOf(body: Uint8Array, source: Source): readonly Activity[] {
  const text = zstdDecompressSync(body, { maxOutputLength: 2 * longestText }).toString('utf8')
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

interface Line {
  readonly activity: Activity
  readonly text: string
}

function portions(written: readonly Written[]): readonly (readonly Line[])[] {
  const all: Line[][] = [[]]
  let length = 0
  for (const one of written) {
    const line = { activity: one.activity, text: lineOf(one) }
    const full = all.at(-1)!.length >= mostActivities || length + line.text.length > longestText
    if (full && all.at(-1)!.length > 0) {
      all.push([])
      length = 0
    }
    all.at(-1)!.push(line)
    length += line.text.length
  }
  return all
}

function compressed(place: string, lines: readonly Line[], tooLarge: Activity[]): readonly Page[] {
  const body = zstdCompressSync(lines.map(({ text }) => text).join('\n'), compression)
  if (body.length <= largestBody)
    return [{ place, id: idOf(lines, body), source: lines[0]!.activity.source, count: lines.length, body }]
  if (lines.length === 1) {
    tooLarge.push(lines[0]!.activity)
    return []
  }
  const half = lines.length >> 1
  return [...compressed(place, lines.slice(0, half), tooLarge), ...compressed(place, lines.slice(half), tooLarge)]
}

/** One line, whatever the text is laid out like. */
function lineOf({ activity, text }: Written): string {
  if (text === undefined) return JSON.stringify(activity)
  return text.includes('\n') ? JSON.stringify(activity.record) : text
}

function idOf(lines: readonly Line[], body: Uint8Array): string {
  const first = lines.reduce((first, { activity }) => Math.min(first, activity.time), Number.POSITIVE_INFINITY)
  return `${new Date(first).toISOString()}#${createHash('sha256').update(body).digest('hex').slice(0, 32)}`
}
