import { plain } from '../../shared/channels/plain.ts'
import { type Severity, severities } from '../../shared/finding.ts'
import { account, type Tally, total } from '../../shared/tally.ts'

/** How a replay ended: what could not be read, why records were left out, what was found, and the account as the last line. */
export interface Ending {
  readonly tally: Tally
  readonly found: ReadonlyMap<Severity, number>
  /** Files in which nothing could be read: path and reason. */
  readonly unreadable: readonly string[]
  readonly failures: readonly string[]
  readonly interrupted: boolean
}

/** How many reasons are told one by one. */
const told = 10

/** The lines that end a replay. */
export function reportOf({ tally, found, unreadable, failures, interrupted }: Ending): readonly string[] {
  const by = severities
    .toReversed()
    .flatMap((severity) => (found.has(severity) ? [`${found.get(severity)} ${severity}`] : []))
  return [
    ...unreadable.map((line) => `could not be read: ${plain(line, 500)}`),
    ...failures.map((line) => plain(line, 500)),
    ...reasons('ignored', tally.ignored),
    ...reasons('rejected', tally.rejected),
    `findings: ${by.join(', ') || 'none'}${interrupted ? ' (interrupted)' : ''}`,
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
