import type { TimePart } from './rule.ts'

/** What each part of a date can be (Modifiers, "Time Modifiers"). */
export const timeParts: Readonly<Record<TimePart, { readonly least: number; readonly most: number }>> = {
  minute: { least: 0, most: 59 },
  hour: { least: 0, most: 23 },
  day: { least: 1, most: 31 },
  week: { least: 1, most: 52 },
  month: { least: 1, most: 12 },
  year: { least: 0, most: 9999 },
}

/**
 * A part of a date as its text says it, or undefined for what is no date of ISO 8601 or has no such part. The time zone is not
 * converted: the specification rules that out. Weeks are those of ISO 8601, so that a few years have a 53rd.
 */
export function timePart(text: string, part: TimePart): number | undefined {
  if (text.length > 40) return undefined
  const found = text.match(date)
  if (!found) return undefined
  const [year, month, day, hour, minute] = found.slice(1).map((digits) => (digits === undefined ? undefined : +digits))
  if (month! < 1 || month! > 12 || day! < 1 || day! > daysIn(year!, month!)) return undefined
  return { year, month, day, week: part === 'week' ? week(year!, month!, day!) : 0, hour, minute }[part]
}

const date =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ]([01]\d|2[0-3]):([0-5]\d)(?::(?:[0-5]\d|60)(?:[.,]\d+)?)?(?: ?(?:[Zz]|UTC|[+-]\d\d(?::?\d\d)?))?)?$/

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** A week belongs to the year that its Thursday is in. */
function week(year: number, month: number, day: number): number {
  const at = new Date(0)
  at.setUTCFullYear(year, month - 1, day)
  const thursday = new Date(at)
  thursday.setUTCDate(at.getUTCDate() + 3 - ((at.getUTCDay() + 6) % 7))
  const first = new Date(thursday)
  first.setUTCMonth(0, 1)
  return 1 + Math.floor((thursday.getTime() - first.getTime()) / (7 * 24 * 3600 * 1000))
}
