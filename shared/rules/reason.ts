import type { Activity } from '../activity.ts'
import { textOf } from '../sigma/text-of.ts'
import { fieldOf } from './fields.ts'

const maxValue = 200
const maxValues = 10

/** A sentence with the values of an activity where its fields are named: `{requestParameters.roleName}`; of `{a|b}` the first that is there. */
export function fill(template: string, activity: Activity): string {
  return template.replace(/\{([^{}]+)\}/g, (_, fields: string) => shown(firstOf(fields.split('|'), activity)))
}

function firstOf(fields: readonly string[], activity: Activity): unknown {
  return fields.map((field) => fieldOf(field)(activity)).find((value) => value !== undefined && value !== null)
}

/** Whoever made the call chose these values: one line each, and short. */
function shown(value: unknown): string {
  const values = Array.isArray(value) ? value.slice(0, maxValues) : [value]
  const text = values
    .map((entry) => textOf(entry) ?? '')
    .filter((entry) => entry !== '')
    .map((entry) => entry.slice(0, maxValue * 2))
    .join(', ')
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
  if (text === '') return 'unknown'
  return text.length > maxValue ? `${text.slice(0, maxValue - 1)}…` : text
}
