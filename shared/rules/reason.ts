import type { Activity } from '../activity.ts'
import { textOf } from '../sigma/text-of.ts'
import { fieldOf } from './fields.ts'

const maxValue = 200
const maxValues = 10

/** A sentence with the values of an activity where its fields are named: `{requestParameters.roleName}`. */
export function fill(template: string, activity: Activity): string {
  return template.replace(/\{([^{}]+)\}/g, (_, field: string) => shown(fieldOf(field)(activity)))
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
