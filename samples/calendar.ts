/** When the story happens. It begins on a Monday; every time is UTC. */

export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

/** Midnight before the first of the two quiet weeks. */
export const begins = Date.UTC(2026, 2, 2)

/** Morning of the fifteenth day: the pull request is merged. */
export const deploys = begins + 14 * day + 10 * hour + 12 * minute

/** Night after it: the first crafted request arrives. */
export const attacks = begins + 15 * day + 41 * minute

/** The end of what was recorded. */
export const ends = begins + 15 * day + 6 * hour + 30 * minute

/** Milliseconds since 1970 as AWS writes a time without fractions: `2026-03-02T00:00:00Z`. */
export function seconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}

/** As AWS writes a time with milliseconds. */
export function millis(time: number): string {
  return new Date(time).toISOString()
}

/** As STS writes when credentials expire: `Mar 2, 2026, 9:05:07 AM`. */
export function spoken(time: number): string {
  const [, date, month, year, clock] = new Date(time).toUTCString().split(' ')
  const [hours, ...rest] = clock!.split(':')
  return `${month} ${Number(date)}, ${year}, ${Number(hours) % 12 || 12}:${rest.join(':')} ${Number(hours) < 12 ? 'AM' : 'PM'}`
}

/** Digits of date and time as in AWS's file names: `20260302T0005Z`, or to the second. */
export function compact(time: number, digits: 12 | 14): string {
  const all = new Date(time).toISOString().replace(/\D/g, '')
  return `${all.slice(0, 8)}T${all.slice(8, digits)}Z`
}
