/** EventBridge's part: what is put on a bus goes to the targets of each rule that it fits. */
import type { Rule } from './declared-functions.ts'

/** An event as rules and targets see it. */
export interface BusEnvelope {
  readonly version: '0'
  readonly id: string
  readonly 'detail-type': string
  readonly source: string
  readonly account: string
  readonly time: string
  readonly region: string
  readonly resources: readonly string[]
  readonly detail: unknown
}

export interface Router {
  /** Hands an event to whoever a rule names; says whether any did. */
  put(bus: string, event: unknown): boolean
  /** How many hand-overs are not done yet. */
  readonly working: number
}

/** A router over rules; `handOver` takes an event to a target and never throws. */
export function router(rules: readonly Rule[], handOver: (target: string, event: unknown) => Promise<void>): Router {
  let working = 0
  return {
    put(bus, event) {
      const targets = rules.filter((rule) => rule.bus === bus && rule.matches(event)).flatMap((rule) => rule.targets)
      for (const target of targets) {
        working += 1
        void handOver(target, event).finally(() => {
          working -= 1
        })
      }
      return targets.length > 0
    },
    get working() {
      return working
    },
  }
}
