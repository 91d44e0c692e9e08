/** One batch of a stream, delivered as Lambda delivers it: from the first failed item again, in halves, and at last to the on-failure destination. */
import { setTimeout as sleep } from 'node:timers/promises'
import { failuresOf, type Invoke } from './pump.ts'

export interface DeliveryOptions<Item> {
  readonly invoke: Invoke
  readonly idOf: (item: Item) => string
  /** Whether the trigger says `ReportBatchItemFailures`; without it only a throw is a failure. */
  readonly partial: boolean
  /** Whether a failed batch is cut in half before it is tried again; cutting uses up no retry. */
  readonly bisect: boolean
  /** How often one batch is tried again; -1 for ever. */
  readonly retries: number
  /** Takes what was tried often enough. */
  readonly onFailure?: (items: readonly Item[], attempts: number) => Promise<void>
  /** The first pause before trying again, in milliseconds; it doubles up to a second. */
  readonly pause?: number
  readonly stopping: AbortSignal
}

/** Resolves when every item was handled, set aside, or dropped for want of a destination. */
export async function deliver<Item>(
  items: readonly Item[],
  options: DeliveryOptions<Item>,
  attempts = 0,
): Promise<void> {
  const { invoke, idOf, partial, bisect, retries, onFailure, pause = 50, stopping } = options
  if (stopping.aborted) return
  const ids = items.map(idOf)
  const failed = await invoke({ Records: items }).then(
    (answer) => (partial ? failuresOf(answer, ids) : []),
    () => ids, // The function's log holds what it was.
  )
  if (failed.length === 0) return

  const first = Math.min(...failed.map((id) => ids.indexOf(id)))
  if (first > 0) return deliver(items.slice(first), options)
  if (bisect && items.length > 1) {
    const middle = Math.ceil(items.length / 2)
    await deliver(items.slice(0, middle), options, attempts)
    return deliver(items.slice(middle), options, attempts)
  }
  if (retries >= 0 && attempts >= retries) return onFailure?.(items, attempts + 1)
  await sleep(Math.min(1_000, pause * 2 ** Math.min(attempts, 10)), undefined, { signal: stopping }).catch(() => {})
  return deliver(items, options, attempts + 1)
}
