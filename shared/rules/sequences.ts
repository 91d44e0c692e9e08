import { isMap } from '../sigma/document.ts'
import { InvalidRule, type Path, type Where } from '../sigma/invalid-rule.ts'
import { usual } from './examples.ts'

/** Records in order of time that a correlation says about itself it has to find, or must not. */
export interface Sequence {
  readonly match: boolean
  readonly records: readonly Readonly<Record<string, unknown>>[]
}

/**
 * The examples at the bottom of a correlation: each a list of records, how long after noon each one came (`after: 5m`), and `always`, what all
 * of them hold. What every CloudTrail record has, they need not say; a record with a log group is one of Lambda's logs.
 */
export function sequencesOf(document: unknown, where: Where): readonly Sequence[] {
  const block = isMap(document) ? document.vedette : undefined
  const examples = isMap(block) ? block.examples : undefined
  if (examples === undefined) return []
  if (!Array.isArray(examples))
    throw new InvalidRule(where, ['vedette', 'examples'], 'has to be a list of match and records')
  return examples.map((example, at) => {
    const path = ['vedette', 'examples', at]
    const { match, records, always = {} } = checked(example, ['match', 'records', 'always'], path, where)
    if (typeof match !== 'boolean') throw new InvalidRule(where, [...path, 'match'], 'has to be true or false')
    if (!isMap(always)) throw new InvalidRule(where, [...path, 'always'], 'has to be a part of a record')
    if (!Array.isArray(records) || records.length === 0)
      throw new InvalidRule(where, [...path, 'records'], 'has to be a list of after and record')
    return {
      match,
      records: records.map((entry, index) => {
        const place = [...path, 'records', index]
        const { after, record } = checked(entry, ['after', 'record'], place, where)
        if (!isMap(record)) throw new InvalidRule(where, [...place, 'record'], 'has to be a record')
        return complete({ ...always, ...record }, noon + offset(after, place, where), index)
      }),
    }
  })
}

const noon = Date.UTC(2026, 5, 1, 12)

function complete(record: Readonly<Record<string, unknown>>, time: number, index: number) {
  if (record.logGroup !== undefined) return { ...record, id: `${record.id} ${index}`, timestamp: time }
  const eventID = `5f0c7b1e-2d7c-4a55-9b1f-${String(index).padStart(12, '0')}`
  return { ...usual, eventID, eventTime: new Date(time).toISOString().replace('.000Z', 'Z'), ...record }
}

function checked(value: unknown, keys: readonly string[], path: Path, where: Where) {
  if (!isMap(value)) throw new InvalidRule(where, path, `has to be a map of ${keys.join(', ')}`)
  const stranger = Object.keys(value).find((key) => !keys.includes(key))
  if (stranger !== undefined)
    throw new InvalidRule(where, [...path, stranger], `unknown key ${stranger}; there are ${keys.join(', ')}`)
  return value
}

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function offset(value: unknown, path: Path, where: Where): number {
  const [, number, unit] = (typeof value === 'string' && /^(\d{1,9})([smhd])$/.exec(value)) || []
  if (number === undefined)
    throw new InvalidRule(where, [...path, 'after'], 'has to be a number with s, m, h or d behind it, such as 5m')
  return Number(number) * units[unit!]!
}
