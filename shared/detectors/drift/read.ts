import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { Activity } from '../../activity.ts'
import { isObject, type JsonObject } from '../../json.ts'

/** A configuration item as properties are read from it. A part that is absent is unknown; within a part, absent is none. */
export interface Item {
  readonly account: string
  readonly configuration?: JsonObject
  readonly supplementary?: JsonObject
}

/** The parts of a configuration item that are known. An empty configuration is one that Config could not read. */
export function item({ account, record }: Activity): Item {
  const { configuration, supplementaryConfiguration } = record
  return {
    account,
    ...(isObject(configuration) && Object.keys(configuration).length > 0 && { configuration }),
    ...(isObject(supplementaryConfiguration) && { supplementary: supplementaryConfiguration }),
  }
}

/**
 * What a path leads to, the value itself where it is empty, `undefined` where there is nothing. Config's casing is its own (`kmskeyArn`, `ssedescription`), so a name that is
 * not there is looked for in any casing.
 */
export function at(value: unknown, path: string): unknown {
  if (path === '') return value
  return path.split('.').reduce<unknown>((inner, name) => {
    if (!isObject(inner)) return undefined
    if (Object.hasOwn(inner, name)) return inner[name]
    const key = Object.keys(inner).find((known) => known.toLowerCase() === name.toLowerCase())
    return key === undefined ? undefined : inner[key]
  }, value)
}

/** Longer values are remembered by both their ends and a hash. */
const mostBytes = 80

/** A value as it is remembered and told: empty where there is none, and never longer than eighty bytes. */
export function short(value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (text.length <= mostBytes && Buffer.byteLength(JSON.stringify(text)) <= mostBytes) return text
  const ascii = `${text.slice(0, 24)}…${text.slice(-32)}`.replace(/[^\x20-\x7e…]|["\\]/g, '?')
  return `${ascii} ${fingerprint(text)}`
}

/** A long document by its fingerprint. */
export function fingerprint(value: unknown): string {
  return `#${createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 10)}`
}

/** What a list never loses, however long it is. */
const gravest = ['everyone', 'every AWS account', 'all traffic']

/** A list as it is remembered: sorted, without doubles, the gravest members first. One that is too long keeps those, its size and a fingerprint. */
export function list(values: Iterable<string>): string {
  const names = [...new Set([...values].map((value) => short(value).replaceAll(',', ';')))]
  const sorted = names.toSorted(
    (one, other) => Number(isGravest(other)) - Number(isGravest(one)) || (one < other ? -1 : 1),
  )
  const whole = sorted.join(', ')
  if (short(whole) === whole) return whole
  return [...sorted.filter(isGravest), `${sorted.length} in all ${fingerprint(sorted)}`].join(', ')
}

/** A remembered list, read back; one that did not fit knows its size and its gravest members. */
export function members(remembered: string): {
  all: readonly string[]
  gravest: readonly string[]
  size: number
  whole: boolean
} {
  const all = remembered === '' ? [] : remembered.split(', ')
  const rest = /^(\d+) in all #[0-9a-f]{10}$/.exec(all.at(-1) ?? '')
  return { all, gravest: all.filter(isGravest), size: rest ? Number(rest[1]) : all.length, whole: !rest }
}

/** The account in an ARN, if it is another than this one. */
export function foreign(arn: unknown, account: string): readonly string[] {
  const owner = typeof arn === 'string' ? /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1] : undefined
  return owner && account && owner !== account ? [owner] : []
}

const isGravest = (name: string) => gravest.includes(name)

/** A value as a list: one that stands alone, as policies allow, is a list of one. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}
