import type { Activity } from '../activity.ts'
import { lower, type Severity } from '../finding.ts'
import { deployerTest, isByCloudFormation, type Settings } from '../settings.ts'
import type { Rule } from '../sigma/rule.ts'

/**
 * Grades a change that came by CloudFormation or by a configured deployer one lower, once for both, and never below low: a deployment is
 * the usual reason for a change, and a stolen deployment role is an attacker's best one.
 */
export function deploymentGrade(settings: Settings): (severity: Severity, activity: Activity) => Severity {
  const isDeployer = deployerTest(settings)
  return (severity, activity) => {
    const isFloor = severity === 'low' || severity === 'informational'
    if (isFloor || activity.write === false) return severity
    return isByCloudFormation(activity) || isDeployer(activity) ? lower(severity) : severity
  }
}

/** Whether a rule itself asks how a change was made: then its level is meant as it stands. */
export function asksDeployment({ selections }: Rule): boolean {
  return [...selections.values()].some(({ groups }) =>
    groups.flat().some(({ field }) => field !== undefined && fields.has(field)),
  )
}

const fields: ReadonlySet<string> = new Set([
  'vedette.deployer',
  'vedette.changed_by_cloudformation',
  'vedette.actor.via',
  'userIdentity.invokedBy',
])
