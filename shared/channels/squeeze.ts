import { Buffer } from 'node:buffer'
import { clip } from '../clip.ts'
import { isObject } from '../json.ts'
import { type OcsfFinding, withoutRecord } from '../ocsf.ts'

/**
 * The most of a finding that its channel has room for, in bytes of what `write` makes of it: whole, without the raw record, with short
 * lists, or at last with every text cut. `note` says in a sentence for people what was left out; it is empty when nothing was.
 */
export function squeeze(
  finding: OcsfFinding,
  limit: number,
  write: (json: string, note: string) => string = (json) => json,
): string {
  for (const { note, shrink } of steps) {
    const written = write(json(shrink(finding)), note)
    if (Buffer.byteLength(written) <= limit) return written
  }
  throw new Error('finding: too large for its channel even without its evidence')
}

const steps: readonly { note: string; shrink: (finding: OcsfFinding) => unknown }[] = [
  { note: '', shrink: (finding) => finding },
  { note: 'The raw record is too large for this message and was left out.', shrink: bare },
  { note: 'The raw record and long lists are too large for this message and were left out.', shrink: short },
  ...[160, 32].map((most) => ({
    note: 'The raw record, long lists and long texts are too large for this message and were cut.',
    shrink: (finding: OcsfFinding) => cut(short(finding), most),
  })),
]

function bare(finding: OcsfFinding): OcsfFinding {
  return withoutRecord(finding, 'The record is too large for this channel.')
}

function short(finding: OcsfFinding): OcsfFinding {
  const { finding_info: info, resources } = finding
  return {
    ...bare(finding),
    finding_info: {
      ...info,
      attacks: info.attacks.slice(0, 5),
      related_events: info.related_events.slice(0, 20),
    },
    resources: resources.slice(0, 10),
  }
}

function cut(value: unknown, most: number): unknown {
  if (typeof value === 'string') return clip(value, most)
  if (Array.isArray(value)) return value.map((inner) => cut(inner, most))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cut(inner, most)]))
}

/** JSON without the characters that SQS refuses, or that end a line: JSON itself would leave them as they are. */
function json(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
