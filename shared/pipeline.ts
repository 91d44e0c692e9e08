import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Activity } from './activity.ts'
import type { Detector } from './detector.ts'
import type { Finding } from './finding.ts'
import type { Memory, Remembered } from './memory.ts'

/** What a batch is folded with: the detectors, and where their memory and findings are kept. */
export interface Detection {
  readonly detectors: readonly Detector[]
  readonly memory: Memory
  /** Keeps a finding unless one with its uid is kept already, and says whether it was new. */
  readonly keep: (finding: Finding) => Promise<boolean>
  /** Waits before memory that somebody else changed is read again. */
  readonly pause?: (attempt: number) => Promise<void>
}

/** What came of a batch. */
export interface Detected {
  /** The findings that were new. */
  readonly findings: readonly Finding[]
  /** Those of rules on trial, to be counted: they are not kept, so that a batch that comes again finds them again. */
  readonly silent: readonly Finding[]
  readonly failures: readonly DetectorFailed[]
}

/** A detector threw. The others went on; the activity is to be tried again. */
export class DetectorFailed extends Error {
  override readonly name = 'DetectorFailed'
  readonly activity: Activity
  constructor(detector: string, activity: Activity, cause: unknown) {
    super(
      `detector ${detector} failed on ${activity.source} ${activity.uid}: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    )
    this.activity = activity
  }
}

/**
 * Folds a batch of activities into findings. Memory is read and written once a scope. Findings are kept before memory is written: stopped
 * in between, the batch is folded again from the old memory and finds the same, under the same ids.
 */
export async function detect(activities: readonly Activity[], detection: Detection): Promise<Detected> {
  const inOrder = activities.toSorted((a, b) => a.time - b.time || (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0))
  const pending = new Map<string, Finding>()
  const findings = new Map<string, Finding>()
  const silent = new Map<string, Finding>()
  const failures: DetectorFailed[] = []

  const { remembering = [], stateless = [] } = Object.groupBy(detection.detectors, ({ key }) =>
    key ? 'remembering' : 'stateless',
  )
  let scopes = new Map<string, Step[]>()
  // Everybody asks about one activity before the next, so that what they share of it is worked out once.
  for (const activity of inOrder) {
    for (const detector of stateless) attempt(detector, activity, undefined)
    for (const detector of remembering) {
      const scope = scopeOf(detector, activity)
      if (scope === undefined) continue
      const steps = scopes.get(scope)
      if (steps) steps.push({ detector, activity })
      else scopes.set(scope, [{ detector, activity }])
    }
  }
  await keepAll()

  for (let round = 0; scopes.size > 0; round++) {
    if (round === mostRounds)
      throw new Error(`memory of ${[...scopes.keys()].slice(0, 3).join(', ')} kept changing: ${mostRounds} attempts`)
    if (round > 0) await detection.pause?.(round)
    const entries = await detection.memory.read([...scopes.keys()])
    const changed = new Map<string, Remembered>()
    for (const [scope, steps] of scopes) {
      const entry = fold(steps, entries.get(scope))
      if (entry) changed.set(scope, entry)
    }
    await keepAll()
    const conflicts = changed.size > 0 ? await detection.memory.write(changed) : []
    scopes = new Map(conflicts.map((scope) => [scope, scopes.get(scope)!]))
  }
  return {
    findings: [...findings.values()],
    silent: [...silent.values()],
    failures: [...new Map(failures.map((failure) => [failure.message, failure])).values()],
  }

  function scopeOf(detector: Detector, activity: Activity): string | undefined {
    try {
      return bounded(detector.key!(activity))
    } catch (error) {
      failures.push(new DetectorFailed(detector.id, activity, error))
      return undefined
    }
  }

  function fold(steps: readonly Step[], before: Remembered = nothing): Remembered | undefined {
    const states: Record<string, unknown> = { ...before.states }
    for (const { detector, activity } of steps) states[detector.id] = attempt(detector, activity, states[detector.id])
    // What was learned before is learned again when a batch comes twice; a write would wake nobody and cost the same.
    if (isDeepStrictEqual(states, before.states)) return undefined
    const time = steps.reduce((latest, { activity }) => Math.max(latest, activity.time), before.time)
    return { version: before.version, time, states }
  }

  function attempt(detector: Detector, activity: Activity, state: unknown): unknown {
    try {
      const verdict = detector.step(activity, state)
      for (const finding of verdict.findings) pending.set(finding.uid, finding)
      return 'state' in verdict ? verdict.state : state
    } catch (error) {
      failures.push(new DetectorFailed(detector.id, activity, error))
      return state
    }
  }

  async function keepAll(): Promise<void> {
    for (const finding of pending.values()) {
      if (finding.silent) silent.set(finding.uid, finding)
      else if (!findings.has(finding.uid) && (await detection.keep(finding))) findings.set(finding.uid, finding)
    }
    pending.clear()
  }
}

interface Step {
  readonly detector: Detector
  readonly activity: Activity
}

const nothing: Remembered = { version: 0, time: 0, states: {} }

/** Two functions that meet on one scope part at the second attempt; only a fault meets itself this often. */
const mostRounds = 8

/** A table's key holds 2,048 bytes, and names in a scope are an attacker's choice. */
function bounded(scope: string | undefined): string | undefined {
  if (scope === undefined || scope.length <= 500) return scope
  return `${scope.slice(0, 100)}#${createHash('sha256').update(scope).digest('hex')}`
}
