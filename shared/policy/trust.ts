import type { PolicyCondition, Principal, Statement } from './document.ts'

/** Who outside may take a role, by its trust policy. */
export interface Trust {
  /** Whether anyone in AWS may, with no condition that says who. */
  readonly everyone: boolean
  /** Other accounts, and principals in other accounts, that may. */
  readonly accounts: readonly string[]
  /** Identity providers of which any user may, since no condition says whose token or for whom it was issued. */
  readonly openProviders: readonly string[]
}

/** Reads a role's trust policy from the side of the account that the role is in. */
export function trustOf(statements: readonly Statement[], account: string): Trust {
  const allowed = statements.filter(({ effect }) => effect === 'Allow')
  return {
    everyone: allowed.some((statement) => isEveryone(statement) && !statement.conditions.some(namesWho)),
    accounts: unique(
      allowed
        .flatMap((statement) => [
          ...statement.principals.map(accountOf),
          ...(isEveryone(statement) ? statement.conditions.flatMap(accountsIn) : []),
        ])
        .filter((other) => other !== account),
    ),
    openProviders: unique(
      allowed.flatMap(({ principals, conditions }) =>
        principals
          .filter(
            ({ kind, value }) => kind === 'Federated' && !conditions.some((condition) => namesToken(condition, value)),
          )
          .map(({ value }) => value),
      ),
    ),
  }
}

function isEveryone({ principals, everyoneBut }: Statement): boolean {
  return everyoneBut || principals.some(({ kind, value }) => value === '*' && (kind === '*' || kind === 'AWS'))
}

/** `111122223333`, `arn:aws:iam::111122223333:root` and every principal's ARN name an account; a unique id (`AROA…`) names none. */
function accountOf({ kind, value }: Principal): string | undefined {
  if (kind !== 'AWS') return undefined
  return /^(\d{12})$|^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(value)?.slice(1).find(Boolean)
}

function unique(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined))]
}

/** Keys that pin the caller down, and what a value of each must look like to do so. An external id does not: it is a word that the caller is told. */
const callers: ReadonlyMap<string, RegExp> = new Map([
  ['aws:principalorgid', /^o-[a-z0-9]+$/],
  ['aws:principalorgpaths', /^o-[a-z0-9]+\//],
  ['aws:principalaccount', /^\d{12}$/],
  ['aws:principalarn', /^arn:[^:*?]+:(iam|sts)::\d{12}:/],
  ['aws:userid', /^A[A-Z]{3}[A-Z0-9]{8,}/],
  ['aws:sourcearn', /^arn:[^:*?]+:[^:*?]+:[^:]*:(\d{12}:|:[^*?])/],
  ['aws:sourceaccount', /^\d{12}$/],
  ['aws:sourceorgid', /^o-[a-z0-9]+$/],
  ['aws:sourcevpc', /^vpc-[a-z0-9]+$/],
  ['aws:sourcevpce', /^vpce-[a-z0-9]+$/],
  ['aws:sourceip', /^(?!.*\/0$)[0-9a-fA-F.:]+(\/\d+)?$/],
])

/** One value that anybody has is as good as no condition. */
function namesWho(condition: PolicyCondition): boolean {
  const shape = callers.get(condition.key.toLowerCase())
  return shape !== undefined && restricts(condition) && condition.values.every((value) => shape.test(value))
}

/** The accounts that a condition lets in where the principal is everyone. */
function accountsIn(condition: PolicyCondition): readonly (string | undefined)[] {
  const key = condition.key.toLowerCase()
  if (!namesWho(condition) || (key !== 'aws:principalaccount' && key !== 'aws:principalarn')) return []
  return condition.values.map((value) => accountOf({ kind: 'AWS', value }))
}

/**
 * Whom a token was issued about or for: `…:sub`, `…:aud` and a provider's own claims, `SAML:aud`. Where a provider serves all the world
 * the audience is the same for everyone, and only a claim about the subject keeps strangers out.
 */
function namesToken(condition: PolicyCondition, provider: string): boolean {
  const key = condition.key.toLowerCase()
  if (!restricts(condition) || !key.includes(':') || /^(aws|sts):/.test(key)) return false
  return !(key.endsWith(':aud') && sharedProviders.some((host) => provider.includes(host)))
}

/** Providers whose tokens anybody can get by opening an account there. */
const sharedProviders = [
  'token.actions.githubusercontent.com',
  'gitlab.com',
  'app.terraform.io',
  'accounts.google.com',
  'oidc.circleci.com',
  'agent.buildkite.com',
]

/** A condition that holds without the key, for all but some, or for any value keeps nobody out. */
function restricts({ operator, values }: PolicyCondition): boolean {
  if (/not|null|ifexists|forallvalues/i.test(operator)) return false
  return values.length > 0 && !values.some((value) => /^(\w+:)?\*+$/.test(value))
}
