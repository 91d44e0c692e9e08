import type { Activity } from '../../activity.ts'
import { isObject, objectOf, textOf } from '../../json.ts'
import { accountIn } from '../../policy/pinned.ts'
import { ownAccounts, type Settings } from '../../settings.ts'
import { publishers, unknownLayerAccounts } from '../layers.ts'
import { losesManagementEvents } from '../trail.ts'
import { type Fact, some } from './fact.ts'

/** What rules can ask of a call's parameters: whose accounts they name, and which protection they lower. */
export function parameterFacts(settings: Settings): readonly (readonly [string, Fact])[] {
  const isOwn = ownAccounts(settings)
  return [
    ['vedette.target.other', targetsOther],
    [
      'vedette.parameter.external_accounts',
      (activity) =>
        some(
          [...accountsIn(activity.record.requestParameters)].filter(
            (one) => !isOwn(activity)(one) && !publishers.has(one),
          ),
        ),
    ],
    [
      'vedette.layer.unknown_accounts',
      (activity) => some(unknownLayerAccounts(activity).filter((one) => !isOwn(activity)(one))),
    ],
    ['vedette.public_access_block.lowered', (activity) => some(loweredBlocks(activity))],
    ['vedette.logs.retention_days', retentionDays],
    ['vedette.trail.loses_management_events', losesManagementEvents],
  ]
}

/** Whether an IAM call names another user than its caller. Without a name it is about the caller. */
function targetsOther({ actor, record }: Activity): boolean | undefined {
  const user = textOf(objectOf(record.requestParameters).userName)
  if (user === undefined) return record.requestParameters === null ? undefined : false
  return actor.type !== 'User' || actor.name.toLowerCase() !== user.toLowerCase()
}

const maxDepth = 8
const maxValues = 5_000

/** The accounts in ARNs, registry and queue addresses, and fields named after an account. What is inside a policy is the policy's. */
function accountsIn(parameters: unknown): ReadonlySet<string> {
  const found = new Set<string>()
  let left = maxValues
  const visit = (value: unknown, key: string, depth: number): void => {
    if (left-- <= 0 || depth > maxDepth) return
    if (typeof value === 'string') {
      const account = accountOf(value, key)
      if (account !== undefined) found.add(account)
      return
    }
    if (Array.isArray(value)) for (const entry of value.slice(0, maxValues)) visit(entry, key, depth + 1)
    else if (isObject(value) && !('Statement' in value))
      for (const [name, inner] of Object.entries(value)) visit(inner, name, depth + 1)
  }
  visit(parameters, '', 0)
  return found
}

function accountOf(value: string, key: string): string | undefined {
  if (value.startsWith('arn:')) return accountIn(value)
  if (/^\d{12}$/.test(value))
    return /account(_?(id|ids|number|s))?$|principal$|^peerOwnerId$/i.test(key) ? value : undefined
  const text = value.slice(0, 300)
  return /^(\d{12})\.dkr\.ecr\.|^https:\/\/(?:sqs\.[\w-]+|[\w-]+\.queue)\.amazonaws\.com(?:\.cn)?\/(\d{12})\//
    .exec(text)
    ?.slice(1)
    .find(Boolean)
}

const blocks = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets']

/** A flag that is not sent is off. */
function loweredBlocks({ action, record }: Activity): readonly string[] {
  if (/^s3:Delete(Bucket|Account|AccessPoint|)PublicAccessBlock$/.test(action)) return blocks
  if (!/^s3:Put(Bucket|Account|AccessPoint|)PublicAccessBlock$/.test(action)) return []
  const configuration = objectOf(record.requestParameters).PublicAccessBlockConfiguration
  if (!isObject(configuration)) return []
  return blocks.filter((name) => configuration[name] !== true && configuration[name] !== 'true')
}

function retentionDays({ action, record }: Activity): number | undefined {
  if (action !== 'logs:PutRetentionPolicy') return undefined
  const days = objectOf(record.requestParameters).retentionInDays
  return typeof days === 'number' ? days : undefined
}
