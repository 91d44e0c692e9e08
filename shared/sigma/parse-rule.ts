import { isMap, type ParseOptions } from './document.ts'
import { InvalidRule, type Path, short, type Where } from './invalid-rule.ts'
import { parseDetection } from './parse-detection.ts'
import { type Level, type Logsource, levels, type Rule, type Status, statuses } from './rule.ts'
import { suggest } from './suggest.ts'

/** Checks a Sigma detection rule and gives its tree. Throws InvalidRule for everything that would not run exactly as specified. */
export function parseRule(document: unknown, where: Where, options: ParseOptions = {}): Rule {
  if (!isMap(document)) throw new InvalidRule(where, [], 'a rule is a map of title, logsource, detection and more')
  const at = (key: string, reason: string) => new InvalidRule(where, [key], reason)
  for (const [key, why] of Object.entries(notYet)) if (Object.hasOwn(document, key)) throw at(key, why)
  for (const key of Object.keys(document)) {
    const meant = known.has(key) ? undefined : suggest(key, known)
    if (meant !== undefined) throw at(key, `unknown key ${short(key)}; did you mean ${meant}?`)
  }
  if (document.taxonomy !== undefined && document.taxonomy !== 'sigma')
    throw at('taxonomy', 'a taxonomy other than sigma is not supported')

  const title = text(document, 'title', where, { most: 256 })
  if (title === undefined) throw new InvalidRule(where, [], 'title is missing')
  if (document.logsource === undefined) throw new InvalidRule(where, [], 'logsource is missing')
  if (document.detection === undefined) throw new InvalidRule(where, [], 'detection is missing')
  checkRelated(document.related, where)
  text(document, 'license', where)
  texts(document, 'scope', where)

  return {
    file: where.file,
    title,
    ...optional('id', text(document, 'id', where, { like: uuid, example: 'a UUID' })),
    ...optional('name', text(document, 'name', where, { most: 256 })),
    ...optional('status', oneOf<Status>(document, 'status', statuses, where)),
    ...optional('description', text(document, 'description', where, { most: 65_535 })),
    ...optional('author', text(document, 'author', where)),
    ...optional('date', text(document, 'date', where, day)),
    ...optional('modified', text(document, 'modified', where, day)),
    ...optional('level', oneOf<Level>(document, 'level', levels, where)),
    references: texts(document, 'references', where),
    tags: texts(document, 'tags', where, { like: tag, example: 'namespace.name in lower case' }),
    fields: texts(document, 'fields', where),
    falsepositives: texts(document, 'falsepositives', where, { orOne: true }),
    logsource: parseLogsource(document.logsource, where),
    ...parseDetection(document.detection, where, options),
    custom: Object.fromEntries(Object.entries(document).filter(([key]) => !known.has(key))),
  }
}

const known: ReadonlySet<string> = new Set([
  'title',
  'id',
  'name',
  'related',
  'taxonomy',
  'status',
  'description',
  'license',
  'references',
  'author',
  'date',
  'modified',
  'logsource',
  'detection',
  'fields',
  'falsepositives',
  'level',
  'tags',
  'scope',
])

/** Kinds of Sigma document other than a detection rule. */
const notYet: Readonly<Record<string, string>> = {
  correlation: 'correlation rules are not supported yet',
  filter: 'filters are not supported yet',
  action: 'collections of rules (action) are not supported yet',
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const tag = /^[a-z0-9_-]+\.[a-z0-9._-]+$/
const day: Form = { like: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, example: 'a date such as 2026-01-31' }
const relations = ['derived', 'obsolete', 'merged', 'renamed', 'similar']

interface Form {
  readonly most?: number
  readonly like?: RegExp
  readonly example?: string
  /** A single text stands for a list of one. */
  readonly orOne?: boolean
}

type Map = Readonly<Record<string, unknown>>

function text(document: Map, key: string, where: Where, form: Form = {}): string | undefined {
  return document[key] === undefined ? undefined : checkText(document[key], [key], where, form)
}

function checkText(value: unknown, path: Path, where: Where, { most = 65_535, like, example }: Form): string {
  if (typeof value !== 'string' || value === '') throw new InvalidRule(where, path, 'has to be a text')
  if (value.length > most) throw new InvalidRule(where, path, `is longer than ${most} characters`)
  if (like && !like.test(value)) throw new InvalidRule(where, path, `${short(value)} is not ${example}`)
  return value
}

function texts(document: Map, key: string, where: Where, form: Form = {}): readonly string[] {
  const value = document[key]
  if (value === undefined) return []
  if (form.orOne && typeof value === 'string') return [checkText(value, [key], where, form)]
  if (!Array.isArray(value)) throw new InvalidRule(where, [key], 'has to be a list of texts')
  const found = value.map((entry, at) => checkText(entry, [key, at], where, form))
  const twice = found.findIndex((entry, at) => found.indexOf(entry) !== at)
  if (twice >= 0) throw new InvalidRule(where, [key, twice], `${short(found[twice]!)} is listed twice`)
  return found
}

function oneOf<T extends string>(document: Map, key: string, allowed: readonly T[], where: Where): T | undefined {
  const value = document[key]
  if (value === undefined) return undefined
  const found = allowed.find((candidate) => candidate === value)
  if (found === undefined)
    throw new InvalidRule(where, [key], `${short(String(value))} is none of ${allowed.join(', ')}`)
  return found
}

function checkRelated(related: unknown, where: Where): void {
  if (related === undefined) return
  if (!Array.isArray(related)) throw new InvalidRule(where, ['related'], 'has to be a list of maps of id and type')
  for (const [at, entry] of related.entries()) {
    if (!isMap(entry)) throw new InvalidRule(where, ['related', at], 'has to be a map of id and type')
    if (typeof entry.id !== 'string' || !uuid.test(entry.id))
      throw new InvalidRule(where, ['related', at, 'id'], 'has to be a UUID')
    if (!relations.includes(String(entry.type)))
      throw new InvalidRule(
        where,
        ['related', at, 'type'],
        `${short(String(entry.type))} is none of ${relations.join(', ')}`,
      )
  }
}

/** Beside the three that route a rule, the specification allows a definition and any others for the reader. */
function parseLogsource(value: unknown, where: Where): Logsource {
  if (!isMap(value)) throw new InvalidRule(where, ['logsource'], 'has to be a map of category, product and service')
  const keys = ['category', 'product', 'service', 'definition']
  for (const key of Object.keys(value)) {
    const meant = keys.includes(key) ? undefined : suggest(key, keys)
    if (meant !== undefined)
      throw new InvalidRule(where, ['logsource', key], `unknown key ${short(key)}; did you mean ${meant}?`)
  }
  const routing = keys.slice(0, 3).filter((key) => value[key] !== undefined)
  if (routing.length === 0) throw new InvalidRule(where, ['logsource'], 'names no category, product or service')
  return Object.fromEntries(routing.map((key) => [key, checkText(value[key], ['logsource', key], where, name)]))
}

const name: Form = { most: 256, like: /^[a-z0-9_.-]+$/, example: 'in lower case with _ for spaces' }

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V }
}
