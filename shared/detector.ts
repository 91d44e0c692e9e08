import type { Activity } from './activity.ts'
import type { Finding } from './finding.ts'

/** A detector is a fold: what it remembers, plus one activity, gives what it remembers now and what it found. */
export interface Detector<State = unknown> {
  readonly id: string
  /** Names the slice of memory this activity touches, or undefined when it is of no interest. A detector without `key` remembers nothing. */
  key?(activity: Activity): string | undefined
  /** Pure. Stepping twice over the same activity changes nothing the second time. */
  step(activity: Activity, state: State | undefined): Verdict<State>
}

/** What one step gives. */
export interface Verdict<State> {
  /** What it remembers now; the same object when nothing changed, so that nothing is written. */
  readonly state?: State
  readonly findings: readonly Finding[]
}
