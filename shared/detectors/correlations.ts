import type { Activity } from '../activity.ts'
import type { Detector } from '../detector.ts'
import type { Finding } from '../finding.ts'
import type { OwnCorrelation } from '../rules/correlation.ts'
import type { Matching } from '../rules/matching.ts'
import { fill } from '../rules/reason.ts'
import type { Rule } from '../sigma/rule.ts'
import { fold, type State, type Told } from './correlations/fold.ts'
import { grouping, hash, type Node, nodeOf } from './correlations/node.ts'

/**
 * Runs Sigma correlations over what the rules match. Each is a fold of its own, remembered a group at a time: one finding a group and
 * day (or timespan, where that is longer), however long it goes on. An event counts that comes up to 30 minutes after newer ones of its
 * group, and what is found does not depend on the order in which they come.
 *
 * A correlation whose aliases name different fields in different rules has a detector for each such set of fields, all with one id and so
 * one memory: an activity can then stand in two groups, as the new key it creates and as the key that it was signed with.
 */
export function correlationDetectors(
  correlations: readonly OwnCorrelation[],
  matches: Matching,
): readonly Detector<State>[] {
  return correlations.filter(({ quiet }) => !quiet).flatMap((own) => detectorsOf(own, matches))
}

function detectorsOf(own: OwnCorrelation, matches: Matching): readonly Detector<State>[] {
  const node = nodeOf(own.linked)
  const sets = Map.groupBy(node.parts.keys(), (at) => JSON.stringify(node.parts[at]!.groupBy))
  return [...sets.values()].map((parts) => detectorOf(own, node, new Set(parts), matches))
}

function detectorOf(own: OwnCorrelation, node: Node, parts: ReadonlySet<number>, matches: Matching): Detector<State> {
  const { correlation } = own.linked
  const id = `correlation/${correlation.name ?? correlation.id ?? hash(correlation.title)}`
  const here = [...parts].map((at) => node.parts[at]!)
  const rules = new Set(here.flatMap((part) => [...part.rules]))
  const group = grouping(here[0]!.groupBy)
  const matchedBy = (activity: Activity): readonly Rule[] =>
    matches(activity).flatMap(({ rule }) => (rules.has(rule) ? [rule] : []))

  return {
    id,
    key(activity) {
      // Most activities match no rule at all.
      if (matches(activity).length === 0 || matchedBy(activity).length === 0) return undefined
      const name = group(activity)
      return name === undefined ? undefined : `${id}#${name}`
    },
    step(activity, before) {
      const { state, told } = fold(node, before, activity, new Set(matchedBy(activity)), parts)
      const name = group(activity)!
      return { state, findings: [...told].map(([bucket, one]) => finding(own, activity, `${name} ${bucket}`, one)) }
    },
  }
}

function finding(own: OwnCorrelation, activity: Activity, cause: string, { count, uids }: Told): Finding {
  const { correlation } = own.linked
  const id = correlation.id ?? correlation.title
  return {
    uid: hash(`correlation\n${id}\n${cause}`),
    kind: 'detection',
    analytic: { uid: id, name: correlation.title, type: 'rule' },
    title: correlation.title,
    reason: fill(own.why.replaceAll('{count}', String(count)), activity),
    remediation: own.remediation,
    severity: correlation.level ?? 'medium',
    attacks: own.attacks,
    activity,
    related: [...new Set([...uids, activity.uid])],
    ...(correlation.status === 'experimental' && { silent: true }),
  }
}
