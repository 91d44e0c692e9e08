import { isObject } from '../json.ts'
import { InvalidRecord, type Source } from '../source.ts'
import { carriers, type Inside, type StoredObject } from './carriers.ts'
import { sources } from './index.ts'
import { inflate } from './inflate.ts'
import { splitter } from './split.ts'

/** What was found inside: a record with the source that reads it, an object that must be fetched first, or neither, with the reason. */
export type Content =
  | { readonly source: Source; readonly record: unknown; readonly text?: string }
  | { readonly object: StoredObject }
  | { readonly ignored: string }
  | { readonly rejected: string; readonly text: string }

/** What is looked for. */
export interface OpenOptions {
  /** The logs that are read here. A record of another is ignored, by name. */
  readonly sources: readonly Source[]
  /** The region that the host runs in, for records that do not name theirs (log subscriptions). */
  readonly region?: string
}

/** Opens whatever AWS hands over, envelope by envelope, down to the records. What it is, its content tells. */
export function open(value: unknown, options: OpenOptions, text?: string, depth = 0): readonly Content[] {
  if ((text === undefined || text.length > shallow) && nestsDeeper(value, deepestNesting))
    return [{ rejected: `nested deeper than ${deepestNesting}`, text: text?.slice(0, quoted) ?? '' }]
  const source = sources.find((source) => source.claims(value))
  if (source && !options.sources.includes(source)) return [{ ignored: `${source.id} record, which is not read here` }]
  if (source) return [{ source, record: value, ...(text !== undefined && { text }) }]
  const rejected = (reason: string): readonly Content[] => [
    { rejected: reason, text: (text ?? JSON.stringify(value) ?? '').slice(0, quoted) },
  ]
  if (!isObject(value))
    return rejected(`not a record: ${value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value}`)
  const carrier = carriers.find((carrier) => carrier.is(value))
  if (!carrier)
    return rejected(
      `not a record of any log that is read: its keys are ${Object.keys(value).slice(0, 6).join(', ').slice(0, 200) || 'none'}`,
    )
  if (depth >= deepest) return rejected(`more than ${deepest} envelopes inside each other`)
  try {
    return carrier.open(value, options.region).flatMap((inside) => contents(inside, options, depth + 1))
  } catch (error) {
    if (error instanceof InvalidRecord) return rejected(`${carrier.id}: ${error.message}`)
    throw error
  }
}

/** SQS around SNS around EventBridge around a Config rule's JSON in a string are four. */
const deepest = 6
/** CloudTrail's deepest records have about twenty levels. What is deeper can only be meant to exhaust whoever walks through it. */
const deepestNesting = 100
/** Text of so few characters cannot nest deep enough to exhaust anything, and nine records in ten are no longer. */
const shallow = 4096
/** How much of what is rejected is kept, in characters. */
const quoted = 64 * 1024

function contents(inside: Inside, options: OpenOptions, depth: number): readonly Content[] {
  if ('value' in inside) return open(inside.value, options, undefined, depth)
  if ('text' in inside) return fromText(inside.text, options, depth)
  if ('bytes' in inside) return fromText(inflate(inside.bytes), options, depth)
  return [inside]
}

function fromText(text: string, options: OpenOptions, depth: number): readonly Content[] {
  const split = splitter()
  const elements = [...split.push(text), ...split.end()]
  if (elements.length === 0) return [{ rejected: 'empty', text: '' }]
  return elements.flatMap((element) =>
    'value' in element
      ? open(element.value, options, element.text, depth)
      : [{ rejected: element.refused, text: element.text }],
  )
}

function nestsDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) return value.some((item) => nestsDeeper(item, levels - 1))
  for (const key in value) {
    if (nestsDeeper((value as Record<string, unknown>)[key], levels - 1)) return true
  }
  return false
}
