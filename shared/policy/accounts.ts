import { loadBalancerAccounts } from './aws-accounts.ts'
import type { PolicyCondition, Principal, Statement } from './document.ts'
import type { Found } from './found.ts'
import { type Grant, grantsOf } from './grants.ts'
import { accountIn } from './pinned.ts'

/** Whether an account is one's own: the resource's, or one of the organisation. */
export type IsOwn = (account: string) => boolean

/** The accounts of others that a policy lets in: by name, or by a condition on a grant to everyone or to a service. */
export function externalAccounts(statements: readonly Statement[], isOwn: IsOwn): readonly Found[] {
  return externals(statements, isOwn).flatMap(({ account, reason }) =>
    account === undefined ? [] : [{ value: account, reason }],
  )
}

/** The principals of others that a policy lets in, as it spells them; a canonical user is one whose account nobody can tell. */
export function externalPrincipals(statements: readonly Statement[], isOwn: IsOwn): readonly Found[] {
  return externals(statements, isOwn).map(({ name, reason }) => ({ value: name, reason }))
}

/** Organisations, other than one's own, whose principals a condition lets in. */
export function externalOrganisations(statements: readonly Statement[], own: string | undefined): readonly Found[] {
  return grantsOf(statements)
    .filter(({ everyone }) => everyone)
    .flatMap(({ names }) => names.filter(({ key }) => /^aws:(principal|source|vpce)org(id|paths)$/i.test(key)))
    .flatMap(({ key, values }) => values.map((value) => ({ key, value: value.split('/', 1)[0]! })))
    .filter(({ value }) => value !== own)
    .map(({ key, value }) => ({ value, reason: `${key} lets in everyone of organisation ${value}.` }))
}

interface External {
  readonly name: string
  readonly account?: string
  readonly reason: string
}

function externals(statements: readonly Statement[], isOwn: IsOwn): readonly External[] {
  return grantsOf(statements).flatMap((grant) => [
    ...grant.statement.principals.flatMap((principal) => named(principal, isOwn)),
    ...conditioned(grant, isOwn),
  ])
}

function named({ kind, value }: Principal, isOwn: IsOwn): readonly External[] {
  if (kind === 'CanonicalUser') return [{ name: value, reason: `Canonical user ${value.slice(0, 64)} is let in.` }]
  const account = kind === 'AWS' ? accountIn(value) : undefined
  if (account === undefined || isOwn(account) || loadBalancerAccounts.has(account)) return []
  return [{ name: value, account, reason: `${value.slice(0, 200)} of another account is let in.` }]
}

/** Whom everyone is narrowed down to, or whose resources a service acts for. */
function conditioned({ statement, everyone, names }: Grant, isOwn: IsOwn): readonly External[] {
  if (!everyone && !statement.principals.some(({ kind }) => kind === 'Service')) return []
  const conditions = everyone ? names : statement.conditions
  return conditions.filter(isAboutAccounts).flatMap(({ key, values }) =>
    values.flatMap((value) => {
      const account = accountIn(value)
      if (account === undefined || isOwn(account)) return []
      return [{ name: value, account, reason: `${key} lets in account ${account}.` }]
    }),
  )
}

function isAboutAccounts({ key }: PolicyCondition): boolean {
  return accountKeys.has(key.toLowerCase())
}

const accountKeys: ReadonlySet<string> = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceowner',
  'aws:vpceaccount',
  'aws:sourcevpcarn',
  'kms:calleraccount',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
])
