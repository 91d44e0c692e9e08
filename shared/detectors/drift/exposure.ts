import { isObject, type JsonObject } from '../../json.ts'
import { fingerprint, listOf } from './read.ts'

/** What narrows a principal of `*` to somebody that the owner chose. */
const narrowing = new Set([
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceowner',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceip',
  'kms:calleraccount',
  's3:dataaccesspointaccount',
  'lambda:functionurlauthtype',
])
const positive = /^(?:ForAnyValue:)?(?:String(?:Equals|EqualsIgnoreCase|Like)|Arn(?:Equals|Like)|IpAddress)$/i
/** Values that narrow nothing: wildcards for the account or for everything, the whole internet, a function address without sign-in. */
const anything = /^(?:\*+|0\.0\.0\.0\/0|::\/0|NONE|arn:(?:[^:]*:){0,4}\*+|arn:(?:[^:]*:){3}[*?]+:.*)$/i

/** Who outside the account a resource policy lets in: `everyone`, `anyone at <provider>`, or accounts by their ids. */
export function exposure(policy: unknown, account: string): readonly string[] {
  return statements(policy).flatMap((statement) => {
    if (statement.Effect !== 'Allow') return []
    if (statement.NotPrincipal !== undefined) return everyone(statement, account)
    return principals(statement.Principal).flatMap((principal) => {
      if (principal === '*') return everyone(statement, account)
      if (principal.startsWith('federated:')) return statement.Condition ? [] : [`anyone at ${principal.slice(10)}`]
      return outside([principal], account)
    })
  })
}

/** Whether a policy lets its holder do everything, or everything in IAM, which is the same. */
export function isAdministrator(policy: unknown): boolean {
  return statements(policy).some(
    ({ Effect, Action, Resource }) =>
      Effect === 'Allow' &&
      listOf(Resource).some((resource) => resource === '*') &&
      listOf(Action).some((action) => typeof action === 'string' && /^(\*|\*:\*|iam:\*)$/i.test(action)),
  )
}

/** A policy by its fingerprint, the same however it is laid out: order, lists of one, statement ids and the casing of actions mean nothing. */
export function canonical(policy: unknown): string {
  return policy === undefined || policy === null || policy === '' ? '' : fingerprint(ordered(policy))
}

function ordered(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    if (value.length === 1) return ordered(value[0], key)
    return value
      .map((inner) => ordered(inner, key))
      .toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
  }
  if (!isObject(value)) return typeof value === 'string' && /^(Not)?Action$/.test(key) ? value.toLowerCase() : value
  const members = Object.entries(value).filter(([name]) => name !== 'Sid' && name !== 'Id')
  return Object.fromEntries(
    members
      .map(([name, inner]) => [name, ordered(inner, name)])
      .toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
  )
}

/** A customer managed policy's document stands in a list of one. */
function statements(policy: unknown): readonly JsonObject[] {
  const [document] = listOf(policy)
  return isObject(document) ? listOf(document.Statement).filter(isObject) : []
}

function principals(principal: unknown): readonly string[] {
  if (!isObject(principal)) return listOf(principal).filter((one) => typeof one === 'string')
  const federated = listOf(principal.Federated).map(
    (one) => `federated:${String(one).split('/').slice(1).join('/') || one}`,
  )
  return [...listOf(principal.AWS).filter((one) => typeof one === 'string'), ...federated]
}

/** Everyone, unless a condition that must be met names who: then those of them that are of another account. */
function everyone({ Condition }: JsonObject, account: string): readonly string[] {
  const conditions = isObject(Condition) ? Object.entries(Condition) : []
  const named = conditions
    .filter(([operator, keys]) => positive.test(operator) && isObject(keys))
    .flatMap(([, keys]) => Object.entries(keys as JsonObject)) // filtered by isObject just above
    .filter(([key]) => narrowing.has(key.toLowerCase()))
    .map(([, values]) => listOf(values).map(String))
    .filter((values) => values.length > 0 && !values.some((value) => anything.test(value)))
  return named.length === 0 ? ['everyone'] : outside(named.flat(), account)
}

function outside(names: readonly string[], account: string): readonly string[] {
  return names.flatMap((name) => {
    const owner = /^(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::|$)/.exec(name)?.[1]
    return owner && account && owner !== account ? [owner] : []
  })
}
