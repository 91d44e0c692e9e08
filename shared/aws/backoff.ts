import { setTimeout as sleep } from 'node:timers/promises'

/** Waits before attempt 1, 2, 3 … of something that was refused: at most 50, 100, 200 … 3,200 ms, with full jitter. */
export function backoff(attempt: number): Promise<void> {
  return sleep(Math.random() * 50 * 2 ** Math.min(attempt - 1, 6))
}

/** Runs over items, a few at a time, and gives the results in their order. After a failure no more are begun; it is thrown once all have ended. */
export async function inParallel<T, R>(items: readonly T[], run: (item: T) => Promise<R>, width = 10): Promise<R[]> {
  const results: R[] = new Array(items.length)
  let next = 0
  async function worker(): Promise<void> {
    while (next < items.length) {
      const index = next++
      try {
        results[index] = await run(items[index]!)
      } catch (error) {
        next = items.length
        throw error
      }
    }
  }
  const settled = await Promise.allSettled(Array.from({ length: Math.min(width, items.length) }, worker))
  const failed = settled.find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
  return results
}
