/** From a table's stream to a function: in order, in batches, and each delivered as Lambda delivers it. */
import { type DeliveryOptions, deliver } from './delivery.ts'
import type { Matches } from './event-pattern.ts'
import type { Pump } from './pump.ts'
import type { LambdaStreamRecord, StreamTail } from './stream-tail.ts'

export interface StreamPumpOptions extends Omit<DeliveryOptions<LambdaStreamRecord>, 'idOf' | 'stopping'> {
  readonly name: string
  readonly tail: StreamTail
  readonly batchSize: number
  /** What a record has to fit; Lambda passes over the others. */
  readonly filter?: Matches
}

/** Lambda hands over 6 MB at most. */
const mostBytes = 6_000_000
/** Between two looks at a tail that did not ring, in milliseconds. */
const pause = 1_000

/** Starts pumping from the stream's beginning. */
export function startStreamPump(options: StreamPumpOptions): Pump {
  const { name, tail, batchSize, filter } = options
  const stopping = new AbortController()
  let done = 0

  const running = (async () => {
    while (!stopping.signal.aborted) {
      const until = tail.records.length
      if (until === done) {
        await tail.more.wait(pause)
        continue
      }
      const wanted = tail.records.slice(done, until).filter((record) => filter === undefined || filter(record))
      for (const batch of batches(wanted, batchSize)) {
        await deliver(batch, { ...options, idOf: ({ dynamodb }) => dynamodb.SequenceNumber, stopping: stopping.signal })
      }
      done = until
    }
  })()
  running.catch(() => {}) // `stop` and `pending` throw it.

  return {
    name,
    async pending() {
      if (done === tail.records.length) await Promise.race([running, tail.look()])
      const left = tail.records.length - done
      return left === 0 ? undefined : `${name}: ${left} records`
    },
    async stop() {
      stopping.abort()
      tail.more.ring()
      await running
    },
  }
}

type Batch = readonly LambdaStreamRecord[]

function batches(records: Batch, most: number): readonly Batch[] {
  const all: LambdaStreamRecord[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const record of records) {
    const size = sizeOf(record)
    const current = all.at(-1)
    if (current === undefined || current.length >= most || bytes + size > mostBytes) {
      all.push([record])
      bytes = size
      continue
    }
    current.push(record)
    bytes += size
  }
  return all
}

function sizeOf(record: LambdaStreamRecord): number {
  return JSON.stringify(record).length
}
