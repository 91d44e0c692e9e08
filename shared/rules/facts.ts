import type { Activity } from '../activity.ts'
import { isObject, objectOf, textOf } from '../json.ts'
import { parsePolicy } from '../policy/document.ts'
import { trustOf } from '../policy/trust.ts'
import { isAdmin, wildcardActions } from '../policy/wildcards.ts'
import { unknownLayerAccounts } from './layers.ts'
import { losesManagementEvents } from './trail.ts'

/** What rules can ask that no field of a record says, by the name that they ask it under. Undefined where the record does not tell. */
export const facts: ReadonlyMap<string, (activity: Activity) => unknown> = new Map<
  string,
  (activity: Activity) => unknown
>([
  ['vedette.action', ({ action }) => action],
  ['vedette.account', ({ account }) => account],
  ['vedette.outcome', ({ outcome }) => outcome],
  ['vedette.actor.id', ({ actor }) => actor.id],
  ['vedette.actor.name', ({ actor }) => actor.name],
  ['vedette.actor.type', ({ actor }) => actor.type],
  ['vedette.actor.account', ({ actor }) => actor.account],
  ['vedette.actor.aws', isAws],
  ['vedette.actor.lambda', isFunction],
  ['vedette.actor.elsewhere', isElsewhere],
  ['vedette.target.other', targetsOther],
  ['vedette.layer.unknown_accounts', (activity) => some(unknownLayerAccounts(activity))],
  ['vedette.policy.wildcard', (activity) => some(policyFacts(activity).wildcards)],
  ['vedette.policy.admin', (activity) => policyFacts(activity).admin],
  ['vedette.trust.everyone', (activity) => policyFacts(activity).trust?.everyone],
  ['vedette.trust.accounts', (activity) => some(policyFacts(activity).trust?.accounts ?? [])],
  ['vedette.trust.open_providers', (activity) => some(policyFacts(activity).trust?.openProviders ?? [])],
  ['vedette.trail.loses_management_events', losesManagementEvents],
])

/** An empty list is absent, so that a rule can ask whether there is any. */
function some(list: readonly string[]): readonly string[] | undefined {
  return list.length > 0 ? list : undefined
}

/** AWS itself: a service in its own name, or in a service-linked role, which nobody else can take. A path may hold anything but its own beginning. */
function isAws({ actor }: Activity): boolean {
  return actor.type === 'Service' || /^arn:[^:]+:iam::\d{12}:role\/aws-service-role\//.test(actor.id)
}

/** Credentials that Lambda issued to a function, as CloudTrail says it. A user agent says it too, but anyone can write one. */
function isFunction({ actor, record }: Activity): boolean {
  const scope = objectOf(objectOf(record.userIdentity).inScopeOf)
  return actor.type === 'Function' || textOf(scope.issuerType) === 'AWS::Lambda::Function'
}

/**
 * A function's credentials in the hands of a machine that Lambda does not run. Functions run on Amazon Linux: an SDK that names another
 * system or another kernel is elsewhere. An SDK that names neither proves nothing, and Lambda's own workers are let through.
 */
function isElsewhere(activity: Activity): boolean | undefined {
  const { ip, userAgent } = activity.origin
  if (!isFunction(activity) || ip === undefined || userAgent === undefined || !/^[\d.]+$|:/.test(ip)) return undefined
  const text = userAgent.slice(0, 1024).toLowerCase()
  if (text.startsWith('awslambda-worker')) return false
  // Looked at before any word of being Lambda's, which costs a thief nothing to add.
  if (/\bos\/(macos|windows)|\b(darwin|windows|macosx)[/#]|^mozilla\//.test(text)) return true
  const kernel = /\b(?:os\/linux#|linux\/)(\d\S*)/.exec(text)?.[1]
  if (kernel !== undefined && !kernel.includes('amzn')) return true
  return text.includes('exec-env/aws_lambda') || kernel !== undefined ? false : undefined
}

/** Whether an IAM call names another user than its caller. Without a name it is about the caller. */
function targetsOther({ actor, record }: Activity): boolean | undefined {
  const user = textOf(objectOf(record.requestParameters).userName)
  if (user === undefined) return record.requestParameters === null ? undefined : false
  return actor.type !== 'User' || actor.name.toLowerCase() !== user.toLowerCase()
}

interface PolicyFacts {
  readonly wildcards: readonly string[]
  readonly admin: boolean
  readonly trust?: ReturnType<typeof trustOf>
}

/** Several fields ask about one document, and a document is read once an activity. */
const known = new WeakMap<Activity, PolicyFacts>()

function policyFacts(activity: Activity): PolicyFacts {
  const before = known.get(activity)
  if (before) return before
  const request = objectOf(activity.record.requestParameters)
  const granted = parsePolicy(request.policyDocument)
  // CreateRole has the trust under its own name; UpdateAssumeRolePolicy has nothing but it.
  const trust = parsePolicy(
    request.assumeRolePolicyDocument ?? (isTrustUpdate(activity) ? request.policyDocument : undefined),
  )
  const grants = granted && !isTrustUpdate(activity) ? granted : []
  const found: PolicyFacts = {
    wildcards: wildcardActions(grants),
    admin: isAdmin(grants),
    ...(trust && { trust: trustOf(trust, activity.account) }),
  }
  known.set(activity, found)
  return found
}

function isTrustUpdate({ action, record }: Activity): boolean {
  return action === 'iam:UpdateAssumeRolePolicy' && isObject(record.requestParameters)
}
