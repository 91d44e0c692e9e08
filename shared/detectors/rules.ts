import { createHash } from 'node:crypto'
import type { Activity } from '../activity.ts'
import type { Detector } from '../detector.ts'
import { type Finding, lower } from '../finding.ts'
import { asksDeployment, deploymentGrade } from '../rules/deployment.ts'
import { type Matching, matching } from '../rules/matching.ts'
import type { OwnRule } from '../rules/parse.ts'
import { fill } from '../rules/reason.ts'
import type { Settings } from '../settings.ts'
import { settings as packed } from '../settings-pack.ts'
import type { Rule } from '../sigma/rule.ts'

/** Runs Sigma rules: each one that holds for an activity is a finding. It remembers nothing. */
export function ruleDetector(
  rules: readonly OwnRule[],
  matches: Matching = matching(rules),
  settings: Settings = packed,
): Detector<never> {
  const grade = deploymentGrade(settings)
  const told = new Map(rules.filter(({ quiet }) => !quiet).map((one) => [one.rule, describe(one, grade)]))
  return {
    id: 'rules',
    step(activity) {
      const found = matches(activity)
      if (found.length === 0) return nothing
      return { findings: found.flatMap(({ rule }) => told.get(rule)?.(activity) ?? []) }
    },
  }
}

const nothing = { findings: [] as readonly Finding[] }

/** How a rule's findings read; what is the same in all of them is made once. */
function describe(
  { rule, attacks, remediation, why, once }: OwnRule,
  grade: ReturnType<typeof deploymentGrade>,
): (activity: Activity) => Finding {
  const id = rule.id ?? rule.title
  const severity = rule.level ?? 'medium'
  const asksOutcome = testsOutcome(rule)
  const analytic = { uid: id, name: rule.title, type: 'rule' as const }
  const trial = rule.status === 'experimental' ? { silent: true as const } : {}
  // An attempt that failed is worth one grade less, unless failing is what the rule is about. Where a session is told once, its grade may
  // not depend on which of its calls came first; a sign-in that failed began no session.
  const isAttempt = ({ source, outcome, action }: Activity) =>
    outcome === 'failure' &&
    source === 'aws.cloudtrail' && // What a function failed at, it has done.
    !asksOutcome &&
    (once === undefined || action === 'signin:ConsoleLogin')
  const isGraded = once === undefined && !asksDeployment(rule)
  const severityOf = (activity: Activity, attempt: boolean) => {
    const own = attempt ? lower(severity) : severity
    return isGraded ? grade(own, activity) : own
  }
  return (activity) => {
    const attempt = isAttempt(activity)
    const reason = fill(why, activity)
    return {
      uid: uidOf(id, once === 'session' ? sessionOf(activity) : activity.uid),
      kind: 'detection',
      analytic,
      title: attempt ? `Refused: ${rule.title}` : rule.title,
      reason: attempt ? `${reason} The call was refused, so nothing has changed by it.` : reason,
      remediation,
      severity: severityOf(activity, attempt),
      attacks,
      activity,
      related: [activity.uid],
      ...trial,
    }
  }
}

function testsOutcome({ selections }: Rule): boolean {
  const fields = [...selections.values()].flatMap(({ groups }) => groups.flat().map(({ field }) => field))
  return fields.some((field) => field === 'errorCode' || field === 'errorMessage' || field === 'vedette.outcome')
}

function uidOf(rule: string, cause: string): string {
  return createHash('sha256').update(`rules\n${rule}\n${cause}`).digest('hex').slice(0, 32)
}

/**
 * What one session of an actor is known by. The console works with many keys that share the time of its sign-in; a sign-in has no key and
 * is that time. A long-term key is never given back, so that it counts by the day.
 */
function sessionOf({ account, action, actor, time }: Activity): string {
  const { issued, key } = actor.session ?? {}
  const since = issued ?? (action === 'signin:ConsoleLogin' ? time : undefined)
  if (since !== undefined) return `${account}\n${actor.id}\n${Math.floor(since / 1000)}`
  return `${account}\n${actor.id}\n${key ?? ''}\n${new Date(time).toISOString().slice(0, 10)}`
}
