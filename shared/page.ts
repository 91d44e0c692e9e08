import { createHash } from 'node:crypto'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Activity } from './activity.ts'

/** The activities of one delivery, of one account, region, source and hour, compressed: what is stored, and what wakes the detectors. */
export interface Page {
  /** `account#region#source#2026-11-22T07`: where it is found again. */
  readonly place: string
  /** Time of its first activity and a digest of what is in it, so that the same delivery gives the same page. */
  readonly id: string
  readonly source: string
  /** How many activities it holds. */
  readonly count: number
  /** zstd (RFC 8878) over JSON lines, an activity each. */
  readonly body: Uint8Array
}

/** An activity with the text of its record, where that is at hand: stringifying it again costs more than compressing it. */
export interface Written {
  readonly activity: Activity
  readonly text?: string
}

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
  const places = Map.groupBy(written, ({ activity }) => placeOf(activity, activity.time))
  const pages = [...places].flatMap(([place, there]) =>
    portions(there).flatMap((lines) => compressed(place, lines, tooLarge)),
  )
  return { pages, tooLarge }
}

/** The activities that a page holds. */
export function activitiesOf(body: Uint8Array): readonly Activity[] {
  const text = zstdDecompressSync(body, { maxOutputLength: 2 * longestText }).toString('utf8')
  return text.split('\n').map((line) => JSON.parse(line) as Activity)
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
  const body = zstdCompressSync(lines.map(({ text }) => text).join('\n'), {
    params: { [constants.ZSTD_c_compressionLevel]: 3 },
  })
  if (body.length <= largestBody)
    return [{ place, id: idOf(lines), source: lines[0]!.activity.source, count: lines.length, body }]
  if (lines.length === 1) {
    tooLarge.push(lines[0]!.activity)
    return []
  }
  const half = lines.length >> 1
  return [...compressed(place, lines.slice(0, half), tooLarge), ...compressed(place, lines.slice(half), tooLarge)]
}

/** One line: the activity's own fields, then its record as it was written. */
function lineOf({ activity, text }: Written): string {
  if (text === undefined || text.includes('\n')) return JSON.stringify(activity)
  const { record: _, ...head } = activity
  return `${JSON.stringify(head).slice(0, -1)},"record":${text}}`
}

function idOf(lines: readonly Line[]): string {
  const digest = createHash('sha256')
  let first = Number.POSITIVE_INFINITY
  for (const { activity, text } of lines) {
    digest.update(text).update('\n')
    if (activity.time < first) first = activity.time
  }
  return `${new Date(first).toISOString()}#${digest.digest('hex').slice(0, 32)}`
}
