import { isObject, type JsonObject } from '../../json.ts'
import {
  cloudLogs,
  cloudStorage,
  encryptionKey,
  impair,
  inhibitRecovery,
  on,
  type Property,
  policy,
  said,
} from './property.ts'
import { at, list, listOf, short } from './read.ts'

const blocks = ['blockPublicAcls', 'ignorePublicAcls', 'blockPublicPolicy', 'restrictPublicBuckets'] as const

/** The four locks against public buckets, of a bucket or a whole account. */
const block = (read: Property['read']): Property => ({
  id: 'block',
  name: 'public access block',
  read,
  list: true,
  removed: 'high',
  attack: impair,
  remediation: 'Turn the public access block on again and look for policies and access lists that it held back.',
})
const locks = (known: unknown) => list(blocks.filter((name) => String(at(known, name)) === 'true'))

/** What is watched of an account’s public access block. */
export const publicAccess: readonly Property[] = [block(said('', (known) => locks(known)))]

const settings: readonly Property[] = [
  ...policy('+BucketPolicy.policyText', cloudStorage),
  {
    id: 'grants',
    name: 'access control list',
    read: said('+AccessControlList', (known) => list(grantees(known))),
    list: true,
    added: 'high',
    values: 'others with a grant',
    verb: (gained) => `opened to ${gained}`,
    attack: cloudStorage,
    remediation:
      'Take the grant away, or turn access control lists off (object ownership: bucket owner enforced), and look for reads by others.',
  },
  block(said('+PublicAccessBlockConfiguration', (known) => locks(known))),
  {
    id: 'versioning',
    name: 'versioning',
    empty: 'off',
    read: on('+BucketVersioningConfiguration.status', ['Enabled']),
    removed: 'high',
    attack: inhibitRecovery,
    remediation: 'Turn versioning on again and look for deletions and overwrites since.',
  },
  {
    id: 'mfaDelete',
    name: 'MFA delete',
    empty: 'off',
    read: on('+BucketVersioningConfiguration.isMfaDeleteEnabled'),
    removed: 'high',
    attack: inhibitRecovery,
    remediation: 'Turn MFA delete on again; only the root user can have turned it off.',
  },
  ...encryptionKey(said('+ServerSideEncryptionConfiguration.rules', bucketKey)),
  {
    id: 'logging',
    name: 'access logging',
    empty: 'off',
    read: said('+BucketLoggingConfiguration.destinationBucketName'),
    removed: 'high',
    changed: 'low',
    attack: cloudLogs,
    remediation: 'Turn access logging on again, to the bucket it went to.',
  },
  {
    id: 'replication',
    name: 'replication to another account',
    read: said('+BucketReplicationConfiguration.rules', (known, { account }) => list(replicas(known, account))),
    list: true,
    added: 'high',
    attack: { tactic: 'TA0010', technique: 'T1537' },
    remediation:
      'Ask the owner whose account that is; if nobody knows, remove the rule: what was written since was copied.',
  },
]

/** A bucket's settings stand in its supplementary configuration, which always holds some: an empty one could not be read. */
export const bucket: readonly Property[] = settings.map((property) => ({
  ...property,
  read: (item) => (Object.keys(item.supplementary ?? {}).length > 0 ? property.read(item) : undefined),
}))

/** What is watched of a DynamoDB table. */
export const table: readonly Property[] = [
  ...encryptionKey(
    said('ssedescription', (known) =>
      /^(ENABLED|ENABLING|UPDATING)$/.test(String(at(known, 'status')))
        ? short(at(known, 'kmsmasterKeyArn') ?? 'KMS')
        : '',
    ),
  ),
  {
    id: 'recovery',
    name: 'point-in-time recovery',
    empty: 'off',
    read: on('+ContinuousBackupsDescription.pointInTimeRecoveryDescription.pointInTimeRecoveryStatus', ['ENABLED']),
    removed: 'high',
    attack: inhibitRecovery,
    remediation:
      'Turn point-in-time recovery on again; the time before cannot be restored any more, so check the data now.',
  },
  {
    id: 'deletion',
    name: 'deletion protection',
    empty: 'off',
    read: on('deletionProtectionEnabled'),
    removed: 'high',
    attack: inhibitRecovery,
    remediation: 'Turn deletion protection on again and ask who means to delete the table.',
  },
]

/** Writes the access logs of CloudFront (`awslogsdelivery`): its canonical id is in CloudFront's developer guide. */
const awsLogsDelivery = 'c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0'

/** Groups stand as plain names, others by their canonical id; log delivery is AWS itself. */
function grantees(acl: unknown): readonly string[] {
  const owner = at(acl, 'owner.id')
  return listOf(at(acl, 'grantList')).flatMap((grant) => {
    const grantee = at(grant, 'grantee')
    const group = String(isObject(grantee) ? (grantee.uri ?? '') : grantee)
      .split('/')
      .at(-1)
    if (group === 'AllUsers') return ['everyone']
    if (group === 'AuthenticatedUsers') return ['every AWS account']
    const id = at(grantee, 'id')
    return typeof id === 'string' && typeof owner === 'string' && ![owner, awsLogsDelivery].includes(id)
      ? [`canonical user ${id.slice(0, 12)}…`]
      : []
  })
}

function bucketKey(rules: unknown): string {
  const [rule] = listOf(rules).map((one) => at(one, 'applyServerSideEncryptionByDefault'))
  if (!/kms/.test(String(at(rule, 'sseAlgorithm')))) return ''
  return short(at(rule, 'kmsMasterKeyID') ?? 'KMS')
}

function replicas(rules: unknown, account: string): readonly string[] {
  const all: readonly unknown[] = isObject(rules) ? Object.values(rules as JsonObject) : listOf(rules)
  const owners = all.map((rule) => String(at(rule, 'destinationConfig.account') ?? ''))
  return owners.filter((owner) => /^\d{12}$/.test(owner) && account !== '' && owner !== account)
}
