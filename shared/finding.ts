import type { Activity } from './activity.ts'

/** What a detector concluded, with its evidence. */
export interface Finding {
  /** Derived from detector and cause, so that finding the same thing again gives the same id. */
  readonly uid: string
  /** A detection is conduct (OCSF 2004); compliance is configuration that differs from what was approved (OCSF 2003). */
  readonly kind: 'detection' | 'compliance'
  readonly analytic: Analytic
  /** One line: what, without the reader needing the rest. */
  readonly title: string
  /** One sentence: why this was found, with the values that made it so. */
  readonly reason: string
  /** What to do next. */
  readonly remediation: string
  readonly severity: Severity
  readonly attacks: readonly Attack[]
  /** The activity that completed it. */
  readonly activity: Activity
  /** The uids of every activity it rests on, `activity.uid` among them. */
  readonly related: readonly string[]
  /** True where its rule is on trial (Sigma status `experimental`): it is counted, and neither kept nor told. */
  readonly silent?: true
}

/** What found it: a rule, or a detector that learns or counts. */
export interface Analytic {
  readonly uid: string
  readonly name: string
  readonly type: 'rule' | 'behavioral' | 'statistical'
}

/** A tactic and technique of MITRE ATT&CK: `{ tactic: 'TA0003', technique: 'T1098.003' }`. */
export interface Attack {
  readonly tactic: string
  readonly technique: string
}

/** From least to most: critical pages, high is looked at within hours, medium is a ticket, low goes into a digest. */
export const severities = ['informational', 'low', 'medium', 'high', 'critical'] as const
/** How grave it is. */
export type Severity = (typeof severities)[number]

/** Whether one severity is at least another. */
export function atLeast(severity: Severity, floor: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(floor)
}

/** The severity one grade lower; informational stays. */
export function lower(severity: Severity): Severity {
  return severities[Math.max(0, severities.indexOf(severity) - 1)]!
}
