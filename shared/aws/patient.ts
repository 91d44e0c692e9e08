import { type Channel, RetryLater } from '../channel.ts'

/** A channel that leaves its other side alone for as long as it asked: until then nothing is attempted, and whoever delivers is told how long is left. */
export function patient(channel: Channel, now: () => number): Channel {
  const { id } = channel
  let closedUntil = 0
  return {
    id,
    async deliver(finding) {
      const left = closedUntil - now()
      if (left > 0) throw new RetryLater(`${id} asked to be left alone`, Math.ceil(left / 1000))
      try {
        await channel.deliver(finding)
      } catch (error) {
        if (error instanceof RetryLater) closedUntil = now() + error.seconds * 1000
        throw error
      }
    },
  }
}
