import { pagesOf } from '../page.ts'
import type { StoredObject } from '../sources/carriers.ts'
import { type Batch, intake, type Rejected } from '../sources/intake.ts'
import { type Content, type OpenOptions, open } from '../sources/open.ts'
import { read } from '../sources/read.ts'
import { count, merge, type Tally } from '../tally.ts'
import type { ActivityStore } from './activities.ts'

/** What ingesting takes of the world. */
export interface Ingest extends OpenOptions {
  readonly activities: ActivityStore
  /** Fetches an object that a notification names, whole or as it comes. */
  readonly fetchObject: (object: StoredObject) => Promise<Uint8Array | AsyncIterable<Uint8Array>>
  /** Keeps what was refused, with its reason, for somebody to look at. */
  readonly keepRejected: (from: string, rejected: readonly Rejected[]) => Promise<void>
}

/** How far ahead of ours another clock may be, in milliseconds. */
const ahead = 60 * 60 * 1000

/**
 * Takes one delivery, whatever AWS hands over: opens it, fetches what it names, stores its activities as pages and counts every record.
 * Throws when AWS is down or throttles: then all of it is delivered again and gives the same pages. What was stored until then is counted,
 * and nothing else of it.
 */
export async function ingest(delivery: unknown, tally: Tally, host: Ingest): Promise<void> {
  const objects = await store('event', once(open(delivery, host)), tally, host)
  for (const object of objects) {
    const from = `s3://${object.bucket}/${object.key}`
    const further = await store(from, read(await host.fetchObject(object), host), tally, host)
    for (const { key } of further) await refuse(from, { reason: 'names another object', text: key }, tally, host)
  }
}

async function store(
  from: string,
  contents: AsyncIterable<readonly Content[]>,
  tally: Tally,
  host: Ingest,
): Promise<readonly StoredObject[]> {
  const objects: StoredObject[] = []
  for await (const batch of intake(contents, { seen: new Set(), latest: Date.now() + ahead })) {
    objects.push(...batch.objects)
    await storeBatch(from, batch, tally, host)
  }
  return objects
}

async function storeBatch(from: string, batch: Batch, tally: Tally, host: Ingest): Promise<void> {
  const { stored, duplicate, failure } = await host.activities.put(pagesOf(batch.written))
  tally.received += stored + duplicate
  tally.stored += stored
  tally.duplicate += duplicate
  if (failure !== undefined) throw failure
  if (batch.rejected.length > 0) await host.keepRejected(from, batch.rejected)
  merge(tally, { ...batch.tally, received: batch.tally.received - batch.written.length })
}

async function refuse(from: string, rejected: Rejected, tally: Tally, host: Ingest): Promise<void> {
  await host.keepRejected(from, [rejected])
  tally.received++
  count(tally.rejected, rejected.reason)
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value
}
