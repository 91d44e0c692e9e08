import { isObject, type JsonObject, objectOf, textOf } from '../../json.ts'
import { type AclGrant, aclStatements, cannedGrants } from '../../policy/acl.ts'
import type { Statement } from '../../policy/document.ts'

/** The access control list that a call to S3 sets, canned, in headers or spelt out, as statements. Undefined where it sets none. */
export function aclOf(request: JsonObject): readonly Statement[] | undefined {
  const canned = textsOf(request['x-amz-acl'] ?? request.acl ?? request.cannedAcl)
  const headers = Object.entries(request).filter(([key]) => key.startsWith('x-amz-grant-'))
  const policy = objectOf(request.AccessControlPolicy)
  const list = objectOf(policy.AccessControlList).Grant
  if (canned.length === 0 && headers.length === 0 && list === undefined) return undefined
  const owner = textOf(objectOf(policy.Owner).ID)
  const grants = [
    ...canned.flatMap(cannedGrants),
    ...headers.flatMap(([key, value]) => textsOf(value).flatMap((text) => headerGrants(key, text))),
    ...(Array.isArray(list) ? list.slice(0, 200) : [list]).filter(isObject).flatMap(spelledGrant),
  ]
  return aclStatements(grants.filter(({ grantee }) => grantee !== owner))
}

function textsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value.slice(0, 20) : [value]).flatMap((one) => textOf(one) ?? [])
}

/** `x-amz-grant-read: uri="http://acs.amazonaws.com/groups/global/AllUsers", id="…"` */
function headerGrants(key: string, text: string): readonly AclGrant[] {
  const permission = key.slice('x-amz-grant-'.length).replaceAll('-', '_')
  return [...text.slice(0, 10_000).matchAll(/(?:uri|id|emailAddress)="?([^",]+)"?/gi)].map(([, grantee]) => ({
    grantee: grantee!.trim(),
    permission,
  }))
}

function spelledGrant(grant: JsonObject): readonly AclGrant[] {
  const grantee = objectOf(grant.Grantee ?? grant.grantee)
  const name = textOf(grantee.URI) ?? textOf(grantee.uri) ?? textOf(grantee.ID) ?? textOf(grantee.EmailAddress)
  const permission = textOf(grant.Permission) ?? textOf(grant.permission) ?? ''
  return name === undefined ? [] : [{ grantee: name, permission }]
}
