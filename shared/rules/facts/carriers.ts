import type { Activity } from '../../activity.ts'
import { isObject, type JsonObject, objectOf, textOf } from '../../json.ts'
import { parsePolicy, parseStatement, type Statement } from '../../policy/document.ts'
import { aclOf } from './acl.ts'
import { grantStatement } from './grant-statement.ts'

/** What a policy is of: an identity that it gives rights to, a resource that it opens, or a role and who may take it. */
export type PolicyKind = 'identity' | 'resource' | 'trust'

/** The policies that a call carries, by what they are of; and whether one of them could not be read. */
export interface Carried {
  readonly statements: Readonly<Record<PolicyKind, readonly Statement[]>>
  readonly unreadable: boolean
  /** Whether any policy is there, of which what is not granted can be said. */
  readonly kinds: ReadonlySet<PolicyKind>
}

/** Reads every policy in the parameters of a call. */
export function carriedBy(activity: Activity): Carried {
  const request = objectOf(activity.record.requestParameters)
  const statements: Record<PolicyKind, Statement[]> = { identity: [], resource: [], trust: [] }
  const kinds = new Set<PolicyKind>()
  let unreadable = false
  for (const { kind, read } of readersOf(activity.action)) {
    const found = read(request, activity)
    if (found === undefined) continue
    if (found === 'unreadable') unreadable = true
    if (found === 'unreadable') continue
    kinds.add(kind)
    statements[kind].push(...found)
  }
  return { statements, unreadable, kinds }
}

/** Gives a policy's statements; undefined where the call has none, `unreadable` where what it has is no policy that AWS takes. */
type Read = (request: JsonObject, activity: Activity) => readonly Statement[] | 'unreadable' | undefined
interface Reader {
  readonly kind: PolicyKind
  readonly read: Read
}

function readersOf(action: string): readonly Reader[] {
  return (
    readers.get(action) ??
    (/:(Put|Set|Create|Update|Attach)\w*Policy$/.test(action) &&
    !/^(iam|organizations|sso|ec2|iot|elasticloadbalancing):/.test(action)
      ? anyPolicy
      : [])
  )
}

/** A document under the first of several paths that is there. */
function at(...paths: readonly string[]): Read {
  const steps = paths.map((path) => path.split('.'))
  return (request) => {
    const value = steps
      .map((path) => valueAt(request, path))
      .find((one) => one !== undefined && one !== '' && one !== null)
    return value === undefined ? undefined : (parsePolicy(value) ?? 'unreadable')
  }
}

function valueAt(request: JsonObject, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, step) => (isObject(value) ? value[step] : undefined), request)
}

const identity = (...paths: readonly string[]): Reader => ({ kind: 'identity', read: at(...paths) })
const resource = (...paths: readonly string[]): Reader => ({ kind: 'resource', read: at(...paths) })
const trust = (...paths: readonly string[]): Reader => ({ kind: 'trust', read: at(...paths) })
const grant: Reader = { kind: 'resource', read: grantStatement }
const acl: Reader = { kind: 'resource', read: aclOf }

/** SNS and SQS set one attribute among others. */
const attribute: Reader = {
  kind: 'resource',
  read: (request) => {
    const inMap = at('attributes.Policy', 'attributes.policy', 'attribute.Policy')(request, undefined as never)
    if (inMap !== undefined) return inMap
    return request.attributeName === 'Policy' ? at('attributeValue')(request, undefined as never) : undefined
  },
}

/** Lambda answers with the statement as it now stands. */
const functionPermission: Reader = {
  kind: 'resource',
  read: (request, activity) => {
    const statement = textOf(objectOf(activity.record.responseElements).statement)
    return (statement === undefined ? undefined : parseStatement(statement)) ?? grantStatement(request, activity)
  },
}

/** Changes to a REST API are a list of patches, of which one may be its policy. */
const apiPatch: Reader = {
  kind: 'resource',
  read: (request) => {
    const nested = objectOf(request.updateRestApiInput)
    const patches = [request.patchOperations, nested.patchOperations].flatMap((list) =>
      Array.isArray(list) ? list.slice(0, 100) : [],
    )
    const patch = patches.filter(isObject).find(({ path, op }) => path === '/policy' && op !== 'remove')
    const value = textOf(patch?.value)
    return value === undefined
      ? undefined
      : (parsePolicy(value) ?? parsePolicy(value.replaceAll('\\"', '"')) ?? 'unreadable')
  },
}

const names = [
  'policy',
  'Policy',
  'resourcePolicy',
  'policyDocument',
  'policyText',
  'policyInJson',
  'accessPolicy',
  'accessPolicies',
]

/** A service that is not listed: what looks like a policy is read as one, and what does not is nothing. */
const anyPolicy: readonly Reader[] = [
  {
    kind: 'resource',
    read: (request, activity) => {
      const found = at(...names)(request, activity)
      return found === 'unreadable' ? undefined : found
    },
  },
]

/** Which calls carry which policies, and where. */
const readers: ReadonlyMap<string, readonly Reader[]> = new Map([
  ['iam:PutRolePolicy', [identity('policyDocument')]],
  ['iam:PutUserPolicy', [identity('policyDocument')]],
  ['iam:PutGroupPolicy', [identity('policyDocument')]],
  ['iam:CreatePolicy', [identity('policyDocument')]],
  ['iam:CreatePolicyVersion', [identity('policyDocument')]],
  ['sso:PutInlinePolicyToPermissionSet', [identity('inlinePolicy')]],
  ['iam:CreateRole', [trust('assumeRolePolicyDocument')]],
  ['iam:UpdateAssumeRolePolicy', [trust('policyDocument')]],
  ['lambda:AddPermission', [functionPermission]],
  ['lambda:AddLayerVersionPermission', [functionPermission]],
  ['lambda:PutResourcePolicy', [resource(...names)]],
  ['s3:PutBucketPolicy', [resource('bucketPolicy', ...names)]],
  ['s3:PutAccessPointPolicy', [resource('PutAccessPointPolicyRequest.Policy', ...names)]],
  ['s3:PutBucketAcl', [acl]],
  ['s3:PutObjectAcl', [acl]],
  ['s3:PutObjectVersionAcl', [acl]],
  ['s3:CreateBucket', [acl]],
  ['s3:PutObject', [acl]],
  ['sns:CreateTopic', [attribute]],
  ['sns:SetTopicAttributes', [attribute]],
  ['sns:AddPermission', [grant]],
  ['sqs:CreateQueue', [attribute]],
  ['sqs:SetQueueAttributes', [attribute]],
  ['sqs:AddPermission', [grant]],
  ['kms:PutKeyPolicy', [resource('policy')]],
  ['kms:CreateKey', [resource('policy')]],
  ['kms:ReplicateKey', [resource('policy')]],
  ['kms:CreateGrant', [grant]],
  ['secretsmanager:PutResourcePolicy', [resource('resourcePolicy')]],
  ['ecr:SetRepositoryPolicy', [resource('policyText')]],
  ['ecr:PutRegistryPolicy', [resource('policyText')]],
  ['ecr-public:SetRepositoryPolicy', [resource('policyText')]],
  ['dynamodb:PutResourcePolicy', [resource('policy')]],
  ['dynamodb:CreateTable', [resource('resourcePolicy')]],
  ['events:PutPermission', [resource('policy'), grant]],
  ['apigateway:CreateRestApi', [resource('policy', 'createRestApiInput.policy')]],
  ['apigateway:UpdateRestApi', [apiPatch]],
  ['apigateway:UpdateRestApiPolicy', [apiPatch]],
  ['elasticfilesystem:PutFileSystemPolicy', [resource('policy')]],
  ['es:CreateElasticsearchDomain', [resource('accessPolicies')]],
  ['es:UpdateElasticsearchDomainConfig', [resource('accessPolicies')]],
  ['es:CreateDomain', [resource('accessPolicies')]],
  ['es:UpdateDomainConfig', [resource('accessPolicies')]],
  ['backup:PutBackupVaultAccessPolicy', [resource('policy')]],
  ['glue:PutResourcePolicy', [resource('policyInJson')]],
  ['glacier:SetVaultAccessPolicy', [resource('policy.policy', 'policy')]],
  ['logs:PutDestinationPolicy', [resource('accessPolicy')]],
  ['signer:AddProfilePermission', [grant]],
])
