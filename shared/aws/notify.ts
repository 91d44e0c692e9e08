import { type Channel, RetryLater } from '../channel.ts'
import type { FindingStore } from './findings.ts'

/** What notifying takes of the world. */
export interface Notify {
  readonly findings: FindingStore
  readonly channels: readonly Channel[]
  /** Puts a delivery into the retry queue, to come out after about so many seconds: after 15 minutes at most, which is SQS's limit. */
  readonly retry: (delivery: Delivery, seconds: number) => Promise<void>
  readonly now: () => number
}

/** One finding that is to go out by one channel. */
export interface Delivery {
  readonly uid: string
  readonly channel: string
  /** When it was tried first. */
  readonly since?: number
  /** When the channel may be tried again, where its other side asked for a pause. */
  readonly notBefore?: number
  /** Set when the other side took it: only that is left to be recorded. */
  readonly taken?: true
}

/** What became of a delivery; with the error when something of it is left to the retry queue. */
export interface Outcome {
  readonly channel: string
  /** `unrecorded` went out, which the table does not say yet; of `known` nothing went out now, as it had before. */
  readonly became: 'delivered' | 'unrecorded' | 'postponed' | 'known'
  readonly error?: Error
}

/** How long a channel or a table that failed is left alone at first, in seconds. */
const firstPause = 10
/** For how long other sides may ask for pauses, in milliseconds; after that a delivery fails as it would by any other error. */
const longestWait = 24 * 60 * 60 * 1000

/**
 * Sends a finding out by every channel that has not taken it yet. A channel that fails is handed to the retry queue, so that it neither
 * holds up nor repeats another's, and so is the record of one that took it. Throws when the finding cannot be read or the queue fails: what
 * went out then is recorded and not repeated, unless recording it had failed as well.
 */
export async function notify(uid: string, host: Notify): Promise<readonly Outcome[]> {
  const { findings, channels, retry, now } = host
  const kept = await findings.get(uid)
  if (!kept) throw new Error(`finding ${uid} is not in the table`)
  const open = channels.filter(({ id }) => !kept.delivered.includes(id))
  // All of them end before anything is thrown: what a channel takes after that would go unrecorded, and out twice.
  const settled = await Promise.allSettled(
    open.map(async (channel): Promise<Outcome> => {
      const delivery = { uid, channel: channel.id, since: now() }
      try {
        await channel.deliver(kept.finding)
      } catch (thrown) {
        const error = thrown as Error
        if (error instanceof RetryLater) await retry(...pause(delivery, now() + error.seconds * 1000, now()))
        else await retry(delivery, firstPause)
        return { channel: channel.id, became: 'postponed', error }
      }
      return record(delivery, host)
    }),
  )
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}

/**
 * Takes up a delivery that the queue brings. A pause that the other side asks for goes back into the queue as a new message, since the one
 * received would be set aside after a few receives. Throws what the channel throws otherwise, so that the queue brings it once more and in
 * the end sets it aside.
 */
export async function deliverAgain(delivery: Delivery, host: Notify): Promise<Outcome> {
  const { uid, channel: id, taken, notBefore = 0 } = delivery
  const { findings, channels, retry, now } = host
  if (taken) {
    await findings.delivered(uid, id)
    return { channel: id, became: 'known' }
  }
  const { since = now() } = delivery
  const mayWait = now() - since < longestWait
  if (notBefore > now() && mayWait) {
    await retry(...pause({ uid, channel: id, since }, notBefore, now()))
    return { channel: id, became: 'postponed', error: new Error(`${id} is to be left alone for longer`) }
  }
  const kept = await findings.get(uid)
  if (!kept) throw new Error(`finding ${uid} is not in the table`)
  if (kept.delivered.includes(id)) return { channel: id, became: 'known' }
  const channel = channels.find((channel) => channel.id === id)
  if (!channel) throw new Error(`channel ${id} is not configured any more`)
  try {
    await channel.deliver(kept.finding)
  } catch (error) {
    if (!(error instanceof RetryLater && mayWait)) throw error
    await retry(...pause({ uid, channel: id, since }, now() + error.seconds * 1000, now()))
    return { channel: id, became: 'postponed', error }
  }
  return record({ uid, channel: id, since }, host)
}

/** Records what the other side took. Where that fails it is left to the queue, as only that: throwing would send the finding again. */
async function record({ uid, channel, since }: Delivery, { findings, retry }: Notify): Promise<Outcome> {
  try {
    await findings.delivered(uid, channel)
    return { channel, became: 'delivered' }
  } catch (error) {
    await retry({ uid, channel, ...(since !== undefined && { since }), taken: true }, firstPause)
    return { channel, became: 'unrecorded', error: error as Error }
  }
}

function pause(delivery: Delivery, notBefore: number, now: number): [Delivery, number] {
  return [{ ...delivery, notBefore }, (notBefore - now) / 1000]
}
