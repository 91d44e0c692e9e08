import { plain } from '../../shared/channels/plain.ts'
import { type Severity, severities } from '../../shared/finding.ts'
import { account, type Tally, total } from '../../shared/tally.ts'
import { visible } from './visible.ts'

/** How a replay ended: why records were left out, what was found, and the account as the last line. */
export interface Ending {
  readonly tally: Tally
  /** How many files there were, read or not. */
  readonly files: number
  readonly found: ReadonlyMap<Severity, number>
  /** How often rules on trial held, by their titles. */
  readonly silent: ReadonlyMap<string, number>
  /** What detectors threw. */
  readonly failures: readonly string[]
  readonly interrupted: boolean
}

/** How one file was read: how many records it held, how many of them were rejected, and why the first was. */
export interface Reading {
  readonly path: string
  readonly received: number
  readonly rejected: number
  readonly reason: string
}

/** What is said of a file of which something, or all, could not be read. */
export function complaintOf({ path, received, rejected, reason }: Reading): string {
  const why = plain(reason, 300)
  if (rejected === received) return `could not be read: ${visible(path)}: ${why}`
  return `read in part: ${visible(path)}: ${rejected} of ${received} records rejected${rejected > 1 ? ', the first' : ''}: ${why}`
}

/** How many reasons are told one by one. */
const told = 10

/** The lines that end a replay. */
export function reportOf({ tally, files, found, silent, failures, interrupted }: Ending): readonly string[] {
  const by = severities
    .toReversed()
    .flatMap((severity) => (found.has(severity) ? [`${found.get(severity)} ${severity}`] : []))
  return [
    ...failures.slice(0, told).map((line) => plain(line, 500)),
    ...(failures.length > told ? [`detectors failed on ${failures.length - told} more activities`] : []),
    ...reasons('ignored', tally.ignored),
    ...reasons('rejected', tally.rejected),
    ...reasons('silent', silent),
    `findings: ${by.join(', ') || 'none'} in ${files} ${files === 1 ? 'file' : 'files'}${interrupted ? ' (interrupted)' : ''}`,
    account(tally),
  ]
}

function reasons(what: string, counts: ReadonlyMap<string, number>): readonly string[] {
  const most = [...counts].sort(([, a], [, b]) => b - a).slice(0, told)
  const rest = total(counts) - most.reduce((sum, [, some]) => sum + some, 0)
  return [
    ...most.map(([reason, some]) => `${what} ${some}: ${plain(reason, 300)}`),
    ...(rest > 0 ? [`${what} ${rest}: for other reasons`] : []),
  ]
}
