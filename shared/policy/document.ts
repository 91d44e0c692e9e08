/** One statement of an IAM or resource policy, its one-or-many spellings made lists. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[]
  readonly notActions: readonly string[]
  readonly resources: readonly string[]
  readonly notResources: readonly string[]
  readonly principals: readonly Principal[]
  /** Whom the statement is not for: everyone else. */
  readonly notPrincipals: readonly Principal[]
  readonly conditions: readonly PolicyCondition[]
}

/** Whom a statement is for: `{ kind: 'AWS', value: '111122223333' }`. A bare `*` is `{ kind: '*', value: '*' }`. */
export interface Principal {
  readonly kind: string
  readonly value: string
}

/** When a statement applies: `{ operator: 'StringEquals', key: 'aws:PrincipalOrgID', values: ['o-1'] }`. */
export interface PolicyCondition {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

/** AWS takes 100 KB for a domain of OpenSearch and far less everywhere else; what is above that is not a policy. */
const maxLength = 110_000
/** Entries of one list. What holds more is not read in part: the part left out would be the one that matters. */
const maxEntries = 20_000

/** Reads a policy as CloudTrail and Config carry it: JSON, URL-encoded JSON, or already decoded. Undefined where it cannot be read. */
export function parsePolicy(document: unknown): readonly Statement[] | undefined {
  const policy = typeof document === 'string' ? decode(document) : document
  if (!isMap(policy)) return undefined
  const source = get(policy, 'Statement')
  if (source === undefined) return undefined
  try {
    return listOf(source).map(statement)
  } catch {
    return undefined // An effect that is neither, or a list beyond all bounds: what it grants is unknown, which is what undefined says.
  }
}

/** Reads one statement on its own, as Lambda answers with it. Undefined where it cannot be read. */
export function parseStatement(document: unknown): readonly Statement[] | undefined {
  const source = typeof document === 'string' ? decode(document) : document
  return isMap(source) ? parsePolicy({ Statement: source }) : undefined
}

/** The text may be encoded once more by whoever logged it. */
function decode(text: string): unknown {
  if (text.length > maxLength) return undefined
  try {
    const value: unknown = JSON.parse(/^\s*(%|\+)/.test(text) ? decodeURIComponent(text.replaceAll('+', ' ')) : text)
    return typeof value === 'string' ? JSON.parse(value) : value
  } catch {
    return undefined // Neither JSON nor its URL-encoded form.
  }
}

function statement(source: unknown): Statement {
  if (!isMap(source)) throw new TypeError('a statement is a map')
  const effect = get(source, 'Effect')
  if (effect !== 'Allow' && effect !== 'Deny') throw new TypeError('a statement allows or denies')
  return {
    effect,
    actions: texts(get(source, 'Action')),
    notActions: texts(get(source, 'NotAction')),
    resources: texts(get(source, 'Resource')),
    notResources: texts(get(source, 'NotResource')),
    principals: principals(get(source, 'Principal')),
    notPrincipals: principals(get(source, 'NotPrincipal')),
    conditions: conditions(get(source, 'Condition')),
  }
}

function principals(value: unknown): readonly Principal[] {
  if (!isMap(value)) return texts(value).map((name) => ({ kind: name === '*' ? '*' : 'AWS', value: name }))
  return Object.entries(value).flatMap(([kind, names]) => texts(names).map((name) => ({ kind, value: name })))
}

function conditions(value: unknown): readonly PolicyCondition[] {
  if (!isMap(value)) return []
  return Object.entries(value).flatMap(([operator, keys]) =>
    isMap(keys) ? Object.entries(keys).map(([key, values]) => ({ operator, key, values: texts(values) })) : [],
  )
}

function texts(value: unknown): readonly string[] {
  return listOf(value).flatMap((entry) =>
    typeof entry === 'string' || typeof entry === 'number' || typeof entry === 'boolean' ? [String(entry)] : [],
  )
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) return [value]
  if (value.length > maxEntries) throw new RangeError(`more than ${maxEntries} entries`)
  return value
}

/** Some services log the names of a policy's elements with a small letter. */
function get(source: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(source, name)) return source[name]
  const key = Object.keys(source).find((key) => key.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : source[key]
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
