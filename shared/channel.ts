import type { Finding } from './finding.ts'

/** A way out to people. */
export interface Channel {
  readonly id: string
  /** Resolves when the other side has taken the finding. Throws otherwise; what it throws may say when to try again. */
  deliver(finding: Finding): Promise<void>
}

/** The other side asks to be left alone for a while (HTTP 429 or 503 with Retry-After). */
export class RetryLater extends Error {
  override readonly name = 'RetryLater'
  /** Seconds until it may be tried again. */
  readonly seconds: number
  constructor(message: string, seconds: number) {
    super(message)
    this.seconds = seconds
  }
}
