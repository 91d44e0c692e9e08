import { plain } from '../../shared/channels/plain.ts'
import { type Severity, severities } from '../../shared/finding.ts'
import { account, type Tally, total } from '../../shared/tally.ts'
import { visible } from './visible.ts'

/** How a replay ended: what could not be read, why records were left out, what was found, and the account as the last line. */
export interface Ending {
  readonly tally: Tally
  /** How many files there were, read or not. */
  readonly files: number
  readonly found: ReadonlyMap<Severity, number>
  /** Files in which nothing could be read. */
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[]
  /** For why records of readable files were rejected, the first file where it was so. */
  readonly first: ReadonlyMap<string, string>
  /** How often rules on trial held, by their titles. */
  readonly silent: ReadonlyMap<string, number>
  /** What detectors threw. */
  readonly failures: readonly string[]
  readonly interrupted: boolean
}

/** How many reasons are told one by one. */
const told = 10

/** The lines that end a replay. */
export function reportOf({
  tally,
  files,
  found,
  unreadable,
  first,
  silent,
  failures,
  interrupted,
}: Ending): readonly string[] {
  const by = severities
    .toReversed()
    .flatMap((severity) => (found.has(severity) ? [`${found.get(severity)} ${severity}`] : []))
  return [
    ...unreadable.map(({ path, reason }) => `could not be read: ${visible(path)}: ${plain(reason, 300)}`),
    ...failures.slice(0, told).map((line) => plain(line, 500)),
    ...(failures.length > told ? [`detectors failed on ${failures.length - told} more activities`] : []),
    ...reasons('ignored', tally.ignored),
    ...reasons('rejected', tally.rejected, first),
    ...reasons('silent', silent),
    `findings: ${by.join(', ') || 'none'} in ${files} ${files === 1 ? 'file' : 'files'}${interrupted ? ' (interrupted)' : ''}`,
    account(tally),
  ]
}

function reasons(
  what: string,
  counts: ReadonlyMap<string, number>,
  first?: ReadonlyMap<string, string>,
): readonly string[] {
  const most = [...counts].sort(([, a], [, b]) => b - a).slice(0, told)
  const rest = total(counts) - most.reduce((sum, [, some]) => sum + some, 0)
  return [
    ...most.map(([reason, some]) => {
      const path = first?.get(reason)
      const where = path === undefined ? '' : ` (${some > 1 ? 'first ' : ''}in ${visible(path)})`
      return `${what} ${some}: ${plain(reason, 300)}${where}`
    }),
    ...(rest > 0 ? [`${what} ${rest}: for other reasons`] : []),
  ]
}
