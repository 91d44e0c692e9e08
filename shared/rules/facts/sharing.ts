import type { Activity } from '../../activity.ts'
import { isObject, type JsonObject, objectOf, textOf } from '../../json.ts'
import { accountIn } from '../../policy/pinned.ts'
import { ownAccounts, type Settings } from '../../settings.ts'
import { entriesOf, type Fact, some } from './fact.ts'

/** What rules can ask of a call that shares a snapshot, image, document or other resource with accounts. */
export function sharingFacts(settings: Settings): readonly (readonly [string, Fact])[] {
  const isOwn = ownAccounts(settings)
  return [
    ['vedette.share.everyone', (activity) => sharedWith(activity)?.some((name) => name === 'all' || name === '*')],
    [
      'vedette.share.accounts',
      (activity) => {
        const accounts = (sharedWith(activity) ?? []).flatMap((name) => accountIn(name) ?? [])
        return some([...new Set(accounts)].filter((account) => !isOwn(activity)(account)))
      },
    ],
  ]
}

/** Account ids, ARNs, or `all`; undefined where the call shares nothing. */
function sharedWith({ action, record }: Activity): readonly string[] | undefined {
  const request = objectOf(record.requestParameters)
  const added = calls
    .get(action)?.(request)
    .flatMap((name) => textOf(name) ?? [])
  return added && added.length > 0 ? added : undefined
}

type Read = (request: JsonObject) => readonly unknown[]

/** EC2 writes `launchPermission: { add: { items: [{ userId }, { group: 'all' }] } }`. */
const permission =
  (key: string): Read =>
  (request) => [
    ...entriesOf(objectOf(request[key]).add)
      .filter(isObject)
      .flatMap((one) => [one.group, one.userId, one.organizationArn, one.organizationalUnitArn]),
    ...(objectOf(objectOf(request[key])).add === undefined && request.operationType === 'add'
      ? [...entriesOf(request.userIdSet).map(idOf), ...entriesOf(request.groupSet).map(groupOf)]
      : []),
  ]

const idOf = (entry: unknown) => (isObject(entry) ? entry.userId : entry)
const groupOf = (entry: unknown) => (isObject(entry) ? entry.group : entry)

const restore: Read = (request) =>
  request.attributeName === undefined || request.attributeName === 'restore' ? entriesOf(request.valuesToAdd) : []
const list =
  (...keys: readonly string[]): Read =>
  (request) =>
    keys.flatMap((key) => entriesOf(request[key]))

const calls: ReadonlyMap<string, Read> = new Map([
  ['ec2:ModifySnapshotAttribute', permission('createVolumePermission')],
  ['ec2:ModifyImageAttribute', permission('launchPermission')],
  ['ec2:ModifyFpgaImageAttribute', permission('loadPermission')],
  [
    'ec2:ModifyVpcEndpointServicePermissions',
    (request) =>
      list(
        'addAllowedPrincipals',
        'AddAllowedPrincipals',
      )({ ...request, ...objectOf(request.ModifyVpcEndpointServicePermissionsRequest) }),
  ],
  ['rds:ModifyDBSnapshotAttribute', restore],
  ['rds:ModifyDBClusterSnapshotAttribute', restore],
  ['ssm:ModifyDocumentPermission', list('accountIdsToAdd')],
  ['redshift:AuthorizeSnapshotAccess', list('accountWithRestoreAccess')],
  ['redshift:AuthorizeEndpointAccess', list('account')],
  ['ram:CreateResourceShare', list('principals')],
  ['ram:AssociateResourceShare', list('principals')],
  ['servicecatalog:CreatePortfolioShare', list('accountId')],
])
