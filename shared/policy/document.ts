/** One statement of an IAM or resource policy, its one-or-many spellings made lists. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[]
  readonly notActions: readonly string[]
  readonly resources: readonly string[]
  readonly notResources: readonly string[]
  readonly principals: readonly Principal[]
  /** Whether the statement names whom it is not for: everyone else. */
  readonly everyoneBut: boolean
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

/** IAM takes 10 KB and S3 20 KB; what is far above either is not a policy. */
const maxLength = 100_000
const maxEntries = 2_000

/** Reads a policy as CloudTrail and Config carry it: JSON, URL-encoded JSON, or already decoded. Undefined where it cannot be read. */
export function parsePolicy(document: unknown): readonly Statement[] | undefined {
  const policy = typeof document === 'string' ? decode(document) : document
  if (!isMap(policy)) return undefined
  const statements = listOf(policy.Statement).filter(isMap)
  if (statements.length === 0) return undefined
  return statements.flatMap(statement)
}

function decode(text: string): unknown {
  if (text.length > maxLength) return undefined
  try {
    return JSON.parse(text.trimStart().startsWith('%') ? decodeURIComponent(text) : text)
  } catch {
    return undefined // Neither JSON nor its URL-encoded form: what it grants is unknown, which is what undefined says.
  }
}

function statement(source: Readonly<Record<string, unknown>>): readonly Statement[] {
  if (source.Effect !== 'Allow' && source.Effect !== 'Deny') return []
  return [
    {
      effect: source.Effect,
      actions: texts(source.Action),
      notActions: texts(source.NotAction),
      resources: texts(source.Resource),
      notResources: texts(source.NotResource),
      principals: principals(source.Principal),
      everyoneBut: source.NotPrincipal !== undefined,
      conditions: conditions(source.Condition),
    },
  ]
}

function principals(value: unknown): readonly Principal[] {
  if (value === '*') return [{ kind: '*', value: '*' }]
  if (!isMap(value)) return []
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
  return Array.isArray(value) ? value.slice(0, maxEntries) : [value]
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
