import type { Activity } from '../activity.ts'
import { fits, lineOf, type Written } from '../page.ts'
import { InvalidRecord } from '../source.ts'
import { count, type Tally, tally } from '../tally.ts'
import type { StoredObject } from './carriers.ts'
import type { Content } from './open.ts'

/** What a delivery held, a batch at a time: activities to store, records that were refused, objects that are still to be fetched. */
export interface Batch {
  readonly written: Written[]
  readonly rejected: Rejected[]
  readonly objects: StoredObject[]
  /** What became of its records, but for what is stored: only the store can tell. */
  readonly tally: Tally
}

/** A record that was refused, and why. */
export interface Rejected {
  readonly reason: string
  /** As much of the record as is kept, in its own text. */
  readonly text: string
}

/** What one delivery is compared with. */
export interface IntakeOptions {
  /** The activities that this delivery already brought, by source and uid. */
  readonly seen: Seen
  /** Nothing happens after this, in milliseconds since 1970. Without it times are taken as they are. */
  readonly latest?: number
}

/** A set that only grows: a `Set`, or one that holds millions in less. */
export interface Seen {
  readonly size: number
  add(key: string): unknown
}

/** Batches end after this many activities or characters: what is in one depends on the records alone, never on how their bytes arrived. */
const mostActivities = 1000
const mostCharacters = 4 * 1024 * 1024

/** Normalises what was read, leaves out what came twice and counts every record. */
export async function* intake(
  contents: AsyncIterable<readonly Content[]>,
  options: IntakeOptions,
): AsyncGenerator<Batch> {
  let batch = emptyBatch()
  let characters = 0
  for await (const some of contents) {
    for (const content of some) {
      take(content, batch, options)
      characters += 'text' in content ? (content.text?.length ?? 0) : 0
      if (
        batch.written.length < mostActivities &&
        batch.rejected.length < mostActivities &&
        characters < mostCharacters
      )
        continue
      yield batch
      batch = emptyBatch()
      characters = 0
    }
  }
  yield batch
}

function take(content: Content, batch: Batch, { seen, latest = Number.POSITIVE_INFINITY }: IntakeOptions): void {
  if ('object' in content) {
    batch.objects.push(content.object)
    return
  }
  const { tally } = batch
  tally.received++
  if ('ignored' in content) {
    count(tally.ignored, content.ignored)
    return
  }
  try {
    if ('rejected' in content) throw new InvalidRecord(content.rejected)
    const activities = content.source.normalize(content.record)
    if (activities.length === 0) count(tally.ignored, `${content.source.id} record that tells of nothing done`)
    const fresh = activities.filter(({ source, uid }) => isNew(seen, `${source}:${uid}`))
    if (activities.length > 0 && fresh.length === 0) tally.duplicate++
    for (const activity of fresh) batch.written.push(writtenOf(activity, content, latest))
  } catch (error) {
    if (!(error instanceof InvalidRecord)) throw error
    count(tally.rejected, error.message)
    batch.rejected.push({ reason: error.message, text: content.text ?? '' })
  }
}

type RecordContent = Extract<Content, { readonly record: unknown }>

function writtenOf(activity: Activity, { source, record, text }: RecordContent, latest: number): Written {
  // One activity from the future would have detectors take everything after it for late.
  if (activity.time > latest) throw new InvalidRecord(`${source.id} ${activity.uid}: its time is in the future`)
  const line = lineOf(activity, source, activity.record === record ? text : undefined)
  if (!fits(line)) throw new InvalidRecord(`${source.id} ${activity.uid}: larger than a page can be`)
  return { activity, line }
}

function isNew(seen: Seen, key: string): boolean {
  const before = seen.size
  seen.add(key)
  return seen.size > before
}

function emptyBatch(): Batch {
  return { written: [], rejected: [], objects: [], tally: tally() }
}
