import { externalAccounts, type IsOwn } from './accounts.ts'
import { isPositive } from './conditions.ts'
import type { PolicyCondition, Statement } from './document.ts'
import { type Found, listed } from './found.ts'
import { grantsOf } from './grants.ts'
import { publicGrants } from './public.ts'

/** Who may take a role, by its trust policy. */
export interface Trust {
  /** Why anyone in AWS may, with no condition that says who; nothing where not everyone may. */
  readonly everyone: readonly Found[]
  /** Other accounts that may, or that hold principals which may. */
  readonly accounts: readonly Found[]
  /** Those among them that need not know an external id. */
  readonly withoutExternalId: readonly Found[]
  /** Identity providers whose users may. */
  readonly providers: readonly Found[]
  /** Those of which any user may, since no condition says whose token or for whom it was issued. */
  readonly openProviders: readonly Found[]
  /** AWS services that may. */
  readonly services: readonly Found[]
}

/** Reads a role's trust policy from the side of the account that the role is in. */
export function trustOf(statements: readonly Statement[], isOwn: IsOwn): Trust {
  return {
    everyone: publicGrants(statements),
    accounts: externalAccounts(statements, isOwn),
    withoutExternalId: externalAccounts(
      statements.filter((one) => one.effect === 'Deny' || !needsExternalId(one)),
      isOwn,
    ),
    providers: principals(statements, 'Federated', 'may take the role'),
    openProviders: principals(
      statements,
      'Federated',
      'may send any of its users into the role, since no condition says whose token',
      (value, conditions) => !conditions.some((one) => namesToken(one, value)),
    ),
    services: principals(statements, 'Service', 'may take the role'),
  }
}

function principals(
  statements: readonly Statement[],
  of: string,
  does: string,
  holds: (value: string, conditions: readonly PolicyCondition[]) => boolean = () => true,
): readonly Found[] {
  return grantsOf(statements).flatMap(({ statement }) =>
    statement.principals
      .filter(({ kind, value }) => kind === of && holds(value, statement.conditions))
      .map(({ value }) => ({ value, reason: `${listed([value])} ${does}.` })),
  )
}

function needsExternalId({ conditions }: Statement): boolean {
  return conditions.some((condition) => condition.key.toLowerCase() === 'sts:externalid' && restricts(condition))
}

/**
 * Whom a token was issued about or for: `…:sub`, `…:aud` and a provider's own claims, `SAML:aud`. Where a provider serves all the world
 * the audience is the same for everyone, and only a claim about the subject keeps strangers out.
 */
function namesToken(condition: PolicyCondition, provider: string): boolean {
  const key = condition.key.toLowerCase()
  if (!restricts(condition) || !key.includes(':') || /^(aws|sts):/.test(key)) return false
  return !(key.endsWith(':aud') && sharedProviders.some((host) => provider.toLowerCase().includes(host)))
}

/** Providers whose tokens anybody can get by opening an account there. */
const sharedProviders = [
  'token.actions.githubusercontent.com',
  'gitlab.com',
  'app.terraform.io',
  'accounts.google.com',
  'oidc.circleci.com',
  'agent.buildkite.com',
  'oidc.vercel.com',
  'api.bitbucket.org',
]

/** A condition that holds without the key, for all but some, or for any value keeps nobody out. */
function restricts({ operator, values }: PolicyCondition): boolean {
  return isPositive(operator) && values.length > 0 && !values.some((value) => /^(\w+:)?\*+(:\*+)*$/.test(value))
}
