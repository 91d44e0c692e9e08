import { isMap } from './document.ts'
import { InvalidRule, type Path, short, type Where } from './invalid-rule.ts'
import { type Level, type Logsource, levels, type Status, statuses } from './rule.ts'
import { suggest } from './suggest.ts'

/** What every kind of Sigma document says about itself before it says what it looks for. */
export interface Header {
  readonly file: string
  readonly title: string
  readonly id?: string
  readonly name?: string
  readonly status?: Status
  readonly description?: string
  readonly author?: string
  readonly date?: string
  readonly modified?: string
  readonly level?: Level
  readonly references: readonly string[]
  readonly tags: readonly string[]
  readonly falsepositives: readonly string[]
}

/** A document's map, before its values are checked. */
export type Keys = Readonly<Record<string, unknown>>

/** Checks the keys that rules, correlations and filters share. */
export function parseHeader(document: Keys, where: Where): Header {
  const title = text(document, 'title', where, { most: 256 })
  if (title === undefined) throw new InvalidRule(where, [], 'title is missing')
  if (document.taxonomy !== undefined && document.taxonomy !== 'sigma')
    throw new InvalidRule(where, ['taxonomy'], 'a taxonomy other than sigma is not supported')
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
    falsepositives: texts(document, 'falsepositives', where, { orOne: true }),
  }
}

/** The keys that a document may have without meaning anything else here. */
export const headerKeys = [
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
  'falsepositives',
  'level',
  'tags',
  'scope',
] as const

/** Throws for a key that is nearly a known one; any other is the reader's own, as the specification allows. */
export function checkKeys(document: Keys, known: ReadonlySet<string>, where: Where): void {
  for (const key of Object.keys(document)) {
    const meant = known.has(key) ? undefined : suggest(key, known)
    if (meant !== undefined) throw new InvalidRule(where, [key], `unknown key ${short(key)}; did you mean ${meant}?`)
  }
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

function text(document: Keys, key: string, where: Where, form: Form = {}): string | undefined {
  return document[key] === undefined ? undefined : checkText(document[key], [key], where, form)
}

function checkText(value: unknown, path: Path, where: Where, { most = 65_535, like, example }: Form): string {
  if (typeof value !== 'string' || value === '') throw new InvalidRule(where, path, 'has to be a text')
  if (value.length > most) throw new InvalidRule(where, path, `is longer than ${most} characters`)
  if (like && !like.test(value)) throw new InvalidRule(where, path, `${short(value)} is not ${example}`)
  return value
}

/** A list of different texts; absent is empty. */
export function texts(document: Keys, key: string, where: Where, form: Form = {}, at: Path = []): readonly string[] {
  const value = document[key]
  const path = [...at, key]
  if (value === undefined) return []
  if (form.orOne && typeof value === 'string') return [checkText(value, path, where, form)]
  if (!Array.isArray(value)) throw new InvalidRule(where, path, 'has to be a list of texts')
  const found = value.map((entry, place) => checkText(entry, [...path, place], where, form))
  const seen = new Set<string>()
  const twice = found.findIndex((entry) => seen.size === seen.add(entry).size)
  if (twice >= 0) throw new InvalidRule(where, [...path, twice], `${short(found[twice]!)} is listed twice`)
  return found
}

function oneOf<T extends string>(document: Keys, key: string, allowed: readonly T[], where: Where): T | undefined {
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

/** The log that a document is about. Beside the three keys that route it, the specification allows a definition and others for the reader. */
export function parseLogsource(value: unknown, where: Where): Logsource {
  if (value === undefined) throw new InvalidRule(where, [], 'logsource is missing')
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
