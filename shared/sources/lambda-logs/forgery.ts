import type { JsonObject } from '../../json.ts'
import type { Forgery, Reading } from './line.ts'
import type { Place } from './place.ts'

/**
 * What one event alone can prove about a line that claims to be Lambda's.
 *
 * Lambda chooses the names of group and stream, the event's id and its timestamp; everything in the message may be an application's,
 * and so an attacker's. A line that contradicts those names is not Lambda's. One that agrees with them may still have been
 * written to the process's bare output (`process.stdout.write`, Python's `print`): only memory tells, by a request id
 * that never started, a second report of one request, or a format that the function does not log in. For that, a platform
 * line keeps its `requestId` and its `format`. A function whose role may write log events can write any line into any stream.
 */
export function contradiction(line: Reading, place: Place, account: string, region: string): Forgery | undefined {
  const [, , , home, owner, , name] = line.functionArn?.split(':') ?? []
  const names = [line.function, name].filter((given) => given !== undefined)
  if (place.name && names.some((given) => given !== place.name)) return 'platform line of another function'
  if (owner && account && owner !== account) return 'platform line of another account'
  if (place.version && line.version && line.version !== place.version) return 'platform line of another version'
  // A replica of Lambda@Edge runs elsewhere than its function is.
  const regions = [line.region, line.runtimeVersionArn?.split(':')[3], home].filter((given) => given)
  if (!place.edge && new Set([...regions, ...(region ? [region] : [])]).size > 1)
    return 'platform line of another region'
  return undefined
}

/** What is suspicious about a line that the guard in another function, or in another request, would have written. */
export function misplaced({ guard, requestId }: Reading, place: Place, account: string): Forgery | undefined {
  const [, , , , owner, , name = guard?.function] = guard?.function.split(':') ?? []
  if ((place.name && name !== place.name) || (owner && account && owner !== account))
    return 'guard line of another function'
  if (guard && requestId !== guard.request) return 'guard line of another request'
  return undefined
}

/** How an application line imitates a platform line, if it does. It says nothing about who meant it to. */
export function imitation(
  text: string,
  { message = '', fields, format }: Reading,
  carried: JsonObject | undefined,
): Forgery | undefined {
  if (platformEvent(fields) || platformEvent(carried)) return 'platform event inside an application log'
  const body = format === 'json' ? message : text
  const plain = body.slice(0, examined).replace(colours, '')
  if (beginning.test(plain))
    return format === 'json'
      ? 'platform event inside an application log'
      : 'begins like a platform line without its form'
  if (afterBreak.test(plain)) return 'platform line after a line break'
  if (message !== body.trimEnd() && beginning.test(message.slice(0, examined).replace(colours, '')))
    return 'platform line behind the prefix of an application line'
  return undefined
}

/** Where a flood of text ends being examined; what is beyond it is kept, and rules still see it. */
const examined = 65_536

/** Every character that some reader takes for the end of a line; no part of a form crosses one, so that each is read once. */
const breaks = '\\r\\n\\v\\f\\u0085\\u2028\\u2029'
const blank = `[^\\S${breaks}]`
const uuid = '[0-9a-f]{8}-[0-9a-f-]{27}'
/** How each platform line begins, in any case and spacing. */
const line = [
  `(?:START|END|REPORT)${blank}{1,16}RequestId:`,
  `(?:INIT|RESTORE)_START${blank}{1,16}Runtime`,
  `(?:INIT|RESTORE)_REPORT${blank}{1,16}(?:Init|Restore)`,
  `(?:EXTENSION|TELEMETRY|LOGS)${blank}{1,16}Name:`,
  `RequestId:${blank}{1,16}${uuid}${blank}`,
  `(?:[\\d:.TZ-]{20,30}${blank}{1,16})?${uuid}${blank}{1,16}Task timed out`,
  `\\{[^${breaks}]{0,200}"type"${blank}{0,8}:${blank}{0,8}"platform\\.`,
].join('|')
const beginning = new RegExp(`^${blank}{0,16}(?:${line})`, 'i')
const afterBreak = new RegExp(`[${breaks}]${blank}{0,16}(?:${line})`, 'i')
const escapeCode = String.fromCharCode(27)
const colours = new RegExp(`${escapeCode}\\[[0-9;]{0,32}[A-Za-z]`, 'g')

function platformEvent(object: JsonObject | undefined): boolean {
  const type = object?.type
  return typeof type === 'string' && /^\s{0,16}platform\./i.test(type)
}
