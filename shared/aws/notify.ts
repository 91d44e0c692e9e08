import { type Channel, RetryLater } from '../channel.ts'
import type { FindingStore } from './findings.ts'

/** What notifying takes of the world. */
export interface Notify {
  readonly findings: FindingStore
  readonly channels: readonly Channel[]
  /** Has one channel tried again later, after so many seconds. */
  readonly retry: (delivery: Delivery, seconds: number) => Promise<void>
}

/** One finding that is to go out by one channel. */
export interface Delivery {
  readonly uid: string
  readonly channel: string
}

/** How long a channel that failed is left alone at first, in seconds, unless it says otherwise itself. */
const firstPause = 10

/**
 * Sends a finding out by every channel that has not taken it yet. A channel that fails is handed to the retry queue, so that it neither
 * holds up nor repeats another's. Throws only when the stores or the queue fail: then nothing is repeated, as what went out is recorded.
 */
export async function notify(uid: string, { findings, channels, retry }: Notify): Promise<readonly Outcome[]> {
  const kept = await findings.get(uid)
  if (!kept) throw new Error(`finding ${uid} is not in the table`)
  const open = channels.filter(({ id }) => !kept.delivered.includes(id))
  // All of them end before anything is thrown: what a channel takes after that would go unrecorded, and out twice.
  const settled = await Promise.allSettled(
    open.map(async (channel): Promise<Outcome> => {
      try {
        await channel.deliver(kept.finding)
      } catch (error) {
        await retry({ uid, channel: channel.id }, error instanceof RetryLater ? error.seconds : firstPause)
        return { channel: channel.id, error: error as Error }
      }
      await findings.delivered(uid, channel.id)
      return { channel: channel.id }
    }),
  )
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}

/** What became of a delivery; with the error where the channel did not take it. */
export interface Outcome {
  readonly channel: string
  readonly error?: Error
}

/** Tries one channel again. Throws what the channel throws, so that the queue brings it once more and in the end sets it aside. */
export async function deliverAgain(
  { uid, channel: id }: Delivery,
  { findings, channels }: Omit<Notify, 'retry'>,
): Promise<void> {
  const kept = await findings.get(uid)
  if (!kept) throw new Error(`finding ${uid} is not in the table`)
  if (kept.delivered.includes(id)) return
  const channel = channels.find((channel) => channel.id === id)
  if (!channel) throw new Error(`channel ${id} is not configured any more`)
  await channel.deliver(kept.finding)
  await findings.delivered(uid, id)
}
