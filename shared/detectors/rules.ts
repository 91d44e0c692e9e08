import { createHash } from 'node:crypto'
import type { Activity } from '../activity.ts'
import type { Detector } from '../detector.ts'
import { type Finding, lower } from '../finding.ts'
import { fieldOf, recordOf } from '../rules/fields.ts'
import type { OwnRule } from '../rules/parse.ts'
import { fill } from '../rules/reason.ts'
import type { Rule } from '../sigma/rule.ts'
import { ruleSet } from '../sigma/rule-set.ts'

/** Runs Sigma rules: each one that holds for an activity is a finding. It remembers nothing. */
export function ruleDetector(rules: readonly OwnRule[]): Detector<never> {
  const bySource = Map.groupBy(rules, ({ source }) => source)
  const sets = new Map(
    [...bySource].map(([source, own]) => [
      source,
      {
        own: new Map(own.map((one) => [one.rule, describe(one)])),
        set: ruleSet(
          own.map(({ rule }) => rule),
          options,
        ),
      },
    ]),
  )

  return {
    id: 'rules',
    step(activity) {
      const here = sets.get(activity.source)
      const matches = here?.set.match(activity) ?? []
      if (matches.length === 0) return nothing
      return { findings: matches.map(({ rule }) => here!.own.get(rule)!(activity)) }
    },
  }
}

const options = {
  field: fieldOf,
  root: recordOf,
  index: ['eventName', 'eventSource', 'userIdentity.type', 'userIdentity.inScopeOf.issuerType'],
}
const nothing = { findings: [] as readonly Finding[] }

/** How a rule's findings read; what is the same in all of them is made once. */
function describe({ rule, attacks, remediation, why, once }: OwnRule): (activity: Activity) => Finding {
  const id = rule.id ?? rule.title
  const severity = rule.level ?? 'medium'
  const asksOutcome = testsOutcome(rule)
  const analytic = { uid: id, name: rule.title, type: 'rule' as const }
  // An attempt that failed is worth one grade less, unless failing is what the rule is about. Where a session is told once, its grade may
  // not depend on which of its calls came first; a sign-in that failed began no session.
  const isAttempt = ({ outcome, action }: Activity) =>
    outcome === 'failure' && !asksOutcome && (once === undefined || action === 'signin:ConsoleLogin')
  return (activity) => {
    const attempt = isAttempt(activity)
    return {
      uid: uidOf(id, once === 'session' ? sessionOf(activity) : activity.uid),
      kind: 'detection',
      analytic,
      title: attempt ? `Refused: ${rule.title}` : rule.title,
      reason: attempt
        ? `${fill(why, activity)} The call was refused, so nothing has changed by it.`
        : fill(why, activity),
      remediation,
      severity: attempt ? lower(severity) : severity,
      attacks,
      activity,
      related: [activity.uid],
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
