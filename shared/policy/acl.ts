import type { Principal, Statement } from './document.ts'

/** A grant of an access control list of S3: to a canned group, a group's URI, a canonical user or an e-mail address. */
export interface AclGrant {
  readonly grantee: string
  readonly permission: string
}

/** What a list grants, as the statements of a policy that would say the same, so that it is asked the same questions. */
export function aclStatements(grants: readonly AclGrant[]): readonly Statement[] {
  return grants.flatMap(({ grantee, permission }) => {
    const principal = principalOf(grantee)
    if (principal === undefined) return []
    return [
      {
        effect: 'Allow',
        actions: permissions.get(permission.toUpperCase()) ?? ['s3:*'],
        notActions: [],
        resources: ['*'],
        notResources: [],
        principals: [principal],
        notPrincipals: [],
        conditions: [],
      },
    ]
  })
}

/** The grants that a canned list stands for; of a list that opens nothing, none. */
export function cannedGrants(canned: string): readonly AclGrant[] {
  return (cannedLists.get(canned.trim().toLowerCase()) ?? []).map((permission) => ({ grantee: 'AllUsers', permission }))
}

/** `AuthenticatedUsers` is everyone who has an AWS account, which is everyone. */
function principalOf(grantee: string): Principal | undefined {
  if (/(^|\/)(AllUsers|AuthenticatedUsers)$/i.test(grantee)) return { kind: '*', value: '*' }
  if (/(^|\/)LogDelivery$/i.test(grantee)) return undefined
  return { kind: 'CanonicalUser', value: grantee }
}

const permissions: ReadonlyMap<string, readonly string[]> = new Map([
  ['READ', ['s3:ListBucket', 's3:GetObject']],
  ['WRITE', ['s3:PutObject', 's3:DeleteObject']],
  ['READ_ACP', ['s3:GetBucketAcl', 's3:GetObjectAcl']],
  ['WRITE_ACP', ['s3:PutBucketAcl', 's3:PutObjectAcl']],
  ['FULL_CONTROL', ['s3:*']],
])

const cannedLists: ReadonlyMap<string, readonly string[]> = new Map([
  ['public-read', ['READ']],
  ['public-read-write', ['READ', 'WRITE']],
  ['authenticated-read', ['READ']],
])
