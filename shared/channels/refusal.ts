import { isObject, textOf } from '../json.ts'

/**
 * What to throw when a client of AWS threw: the channel, the error's code and the status, and nothing else. AWS's messages name
 * addresses and echo what was sent, and an error ends in a log.
 */
export function refusal(channel: string, thrown: unknown): Error {
  const { code, name, $metadata } = isObject(thrown) ? thrown : {}
  const status = isObject($metadata) ? $metadata.httpStatusCode : undefined
  const what = codeOf(code) ?? codeOf(name)
  if (typeof status === 'number') return new Error(`${channel} answered ${status}${what ? ` ${what}` : ''}`)
  return new Error(`${channel} could not be reached${what ? `: ${what}` : ''}`)
}

/** An error's code as clients spell them (`ECONNREFUSED`, `NotFoundException`), undefined for anything else. */
export function codeOf(value: unknown): string | undefined {
  const code = textOf(value)
  return code !== undefined && /^[A-Za-z][\w.]{0,63}$/.test(code) ? code : undefined
}
