import type { Activity } from '../../activity.ts'
import { objectOf, textOf } from '../../json.ts'
import { deployerTest, isByCloudFormation, ownAccounts, type Settings } from '../../settings.ts'
import type { Fact } from './fact.ts'

/** What rules can ask of who made a call, and how. */
export function actorFacts(settings: Settings): readonly (readonly [string, Fact])[] {
  const isOwn = ownAccounts(settings)
  return [
    ['vedette.actor.id', ({ actor }) => actor.id],
    ['vedette.actor.name', ({ actor }) => actor.name],
    ['vedette.actor.type', ({ actor }) => actor.type],
    ['vedette.actor.account', ({ actor }) => actor.account],
    ['vedette.actor.external', (activity) => isExternal(activity, isOwn(activity))],
    ['vedette.actor.aws', isAws],
    ['vedette.actor.lambda', isFunction],
    ['vedette.actor.elsewhere', isElsewhere],
    ['vedette.actor.via', ({ actor }) => actor.session?.via],
    ['vedette.actor.key', ({ actor }) => actor.session?.key],
    [
      'vedette.actor.long_term_key',
      ({ actor }) => (actor.session?.key === undefined ? undefined : actor.session.key.startsWith('AKIA')),
    ],
    ['vedette.actor.session_name', ({ actor }) => actor.session?.name],
    ['vedette.actor.mfa', secondFactor],
    ['vedette.signin.federated', isFederatedSignIn],
    ['vedette.changed_by_cloudformation', isByCloudFormation],
    ['vedette.deployer', deployerTest(settings)],
  ]
}

function isExternal({ actor }: Activity, isOwn: (account: string) => boolean): boolean | undefined {
  if (actor.account === undefined || !/^\d{12}$/.test(actor.account) || actor.type === 'Service') return undefined
  return !isOwn(actor.account)
}

/** AWS itself: a service in its own name, or in a service-linked role, which nobody else can take. */
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

/** A sign-in has no session yet, and says it of itself. */
function secondFactor({ action, actor, record }: Activity): boolean | undefined {
  if (action !== 'signin:ConsoleLogin') return actor.session?.mfa
  const used = textOf(objectOf(record.additionalEventData).MFAUsed)
  return used === undefined ? undefined : used === 'Yes'
}

/** With SAML and IAM Identity Center it is the provider that asks for the second factor, and CloudTrail says No of it. */
function isFederatedSignIn({ action, actor, record }: Activity): boolean | undefined {
  if (action !== 'signin:ConsoleLogin') return undefined
  return (
    textOf(objectOf(record.additionalEventData).SamlProviderArn) !== undefined ||
    !(actor.type === 'User' || actor.type === 'Root')
  )
}
