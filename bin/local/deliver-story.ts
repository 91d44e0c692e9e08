/** Hands the samples over as AWS would: files into buckets, events onto the bus, log lines to who subscribed to them. */
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import type { Kind, SampleFile } from '../../samples/file.ts'
import type { Host } from './host.ts'

export interface StoryOptions {
  readonly s3: S3Client
  readonly host: Pick<Host, 'put' | 'log' | 'drained'>
  /** The account's own buckets, that the trail and Config write to. */
  readonly buckets: { readonly trail: string; readonly config: string }
  readonly onProgress?: (done: number, day: string) => void
}

const day = 24 * 60 * 60 * 1000
/** A day of the story is a second or two; what takes this long is stuck. */
const mostPerDay = 60_000

/**
 * Resolves when all was delivered and everything that follows from it is done. One day is let through before the next begins: two weeks handed
 * over at once would reach the detectors in an order that no account ever sees.
 */
export async function deliverStory(
  files: readonly SampleFile[],
  { s3, host, buckets, onProgress }: StoryOptions,
): Promise<void> {
  const put =
    (Bucket: string) =>
    async ({ path: Key, bytes: Body }: SampleFile) => {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }))
    }
  const onBus = async (file: SampleFile) => void host.put('default', json(file))
  const ways: Readonly<Record<Kind, (file: SampleFile) => Promise<void>>> = {
    trail: put(buckets.trail),
    'config-history': put(buckets.config),
    'config-snapshot': put(buckets.config),
    'config-notification': onBus,
    'fast-lane': onBus,
    subscription: async (file) => host.log(json(file)),
  }

  let done = 0
  for (const [start, some] of Map.groupBy(files, ({ time }) => Math.floor(time / day) * day)) {
    for (const file of some) await ways[file.kind](file)
    done += some.length
    onProgress?.(done, new Date(start).toISOString().slice(0, 10))
    await host.drained(mostPerDay)
  }
}

function json({ bytes }: SampleFile): unknown {
  return JSON.parse(Buffer.from(bytes).toString('utf8'))
}
