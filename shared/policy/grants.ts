import { namesWho, sparesOnly, sparesServices } from './conditions.ts'
import type { PolicyCondition, Principal, Statement } from './document.ts'
import { covers, matches } from './pattern.ts'

/** What an Allow still gives after the same policy's denials, and which conditions say to whom. */
export interface Grant {
  readonly statement: Statement
  /** Whether it is for everyone, as far as its principals say. */
  readonly everyone: boolean
  /** The conditions, its own and those of denials that spare only some, that say who. */
  readonly names: readonly PolicyCondition[]
}

/** The grants of a resource's or trust policy. An Allow that a denial takes back whole is none. */
export function grantsOf(statements: readonly Statement[]): readonly Grant[] {
  const denied = statements.filter(({ effect }) => effect === 'Deny')
  const allowed = statements.filter(({ effect }) => effect === 'Allow')
  const denials = sizeOf(denied) * sizeOf(allowed) > maxSteps ? [] : denied
  return allowed.flatMap((statement) => {
    const taken = denials.filter((denial) => takes(denial, statement))
    if (taken.some(isWhole)) return []
    const spared = taken
      .filter(sparesNamed)
      .flatMap((denial) => [...denial.conditions.filter(sparesOnly), ...sparedPrincipals(denial)])
    return [
      { statement, everyone: isForEveryone(statement), names: [...statement.conditions.filter(namesWho), ...spared] },
    ]
  })
}

/** Each grant is held against each denial. Beyond this, denials are not counted: rather a finding too many than a minute spent on one policy. */
const maxSteps = 250_000

function sizeOf(statements: readonly Statement[]): number {
  return statements.reduce(
    (size, one) => size + 1 + one.actions.length + one.resources.length + one.principals.length,
    0,
  )
}

/** Whether a statement is for everyone, as far as its principals say. */
export function isForEveryone({ principals, notPrincipals }: Statement): boolean {
  return notPrincipals.length > 0 || principals.some(isAnyone)
}

/** `*`, and an ARN whose account is a wildcard: AWS refuses the latter, and who writes it means everyone. */
export function isAnyone({ kind, value }: Principal): boolean {
  if (kind !== '*' && kind !== 'AWS') return false
  return /^\*+$/.test(value) || /^arn:[^:]*:[^:]*:[^:]*:[^:]*[*?]/.test(value)
}

function isWhole({ conditions, notPrincipals }: Statement): boolean {
  return conditions.length === 0 && notPrincipals.length === 0
}

function sparesNamed(denial: Statement): boolean {
  const { conditions, notPrincipals } = denial
  return (
    (notPrincipals.length > 0 || conditions.some(sparesOnly)) &&
    conditions.every((one) => sparesOnly(one) || sparesServices(one)) &&
    !notPrincipals.some(isAnyone)
  )
}

/** A denial for all but some is one that spares these, as a condition on the principal's ARN would say it. */
function sparedPrincipals({ notPrincipals }: Statement): readonly PolicyCondition[] {
  if (notPrincipals.length === 0) return []
  return [{ operator: 'ArnNotEquals', key: 'aws:PrincipalArn', values: notPrincipals.map(({ value }) => value) }]
}

/** Whether a denial is about all that a grant gives. Where that cannot be seen at once, it is not. */
function takes(denial: Statement, grant: Statement): boolean {
  return takesPrincipals(denial, grant) && takesActions(denial, grant) && takesResources(denial, grant)
}

function takesPrincipals(denial: Statement, grant: Statement): boolean {
  if (isForEveryone(denial)) return true
  // An identity's policy names nobody: both are about whom it is attached to.
  if (denial.principals.length === 0) return grant.principals.length === 0 && grant.notPrincipals.length === 0
  const denied = new Set(denial.principals.map(({ kind, value }) => `${kind} ${value}`))
  return grant.principals.length > 0 && grant.principals.every(({ kind, value }) => denied.has(`${kind} ${value}`))
}

function takesActions(denial: Statement, grant: Statement): boolean {
  if (grant.notActions.length > 0 || grant.actions.length === 0)
    return denial.actions.some((wide) => /^\*+(:\*+)?$/.test(wide))
  return grant.actions.every((narrow) =>
    denial.notActions.length > 0
      ? !/[*?]/.test(narrow) && !denial.notActions.some((spared) => matches(spared, narrow))
      : denial.actions.some((wide) => covers(wide, narrow)),
  )
}

function takesResources(denial: Statement, grant: Statement): boolean {
  // A trust policy, and a function's, may name no resource: it is the one that the policy is attached to.
  if (grant.resources.length === 0 && grant.notResources.length === 0 && denial.notResources.length === 0) return true
  if (denial.resources.some((wide) => /^\*+$/.test(wide))) return true
  return (
    grant.resources.length > 0 &&
    grant.resources.every((narrow) => denial.resources.some((wide) => covers(wide, narrow)))
  )
}
