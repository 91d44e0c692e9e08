/** Ctrl-C, and whatever else asks for an end: told once, as an error that knows the exit code. */
import { constants } from 'node:os'

/** Somebody asked for an end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  /** What a shell expects: 128 and the signal's number. */
  readonly code: number
  constructor(signal: NodeJS.Signals) {
    super(`stopped by ${signal}`)
    this.code = 128 + constants.signals[signal]
  }
}

/** Never resolves; rejects when somebody asks for an end. A second time the process ends as it would have without us. */
export function interrupted(): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => {})
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => reject(new Interrupted(signal)))
  return promise
}
