import { type Finding, severities } from '../../shared/finding.ts'
import type { Evaluated } from './sets.ts'

/** The table: a set, whether it is as it has to be, and what was found in it, the gravest first. */
export function textOf(sets: readonly Evaluated[]): string {
  const lines = sets.flatMap(({ name, faults, activities, findings }) => [
    `${faults.length === 0 ? 'ok  ' : 'FAIL'}  ${name}  (${activities} activities)`,
    ...counted(findings).map((line) => `        ${line}`),
    ...faults.map((fault) => `      ! ${fault}`),
  ])
  const attacks = sets.filter(({ kind }) => kind === 'attack')
  const quiet = sets.filter(({ kind }) => kind === 'quiet')
  return [...lines, '', `${passed(attacks)} attacks found, ${passed(quiet)} quiet sets silent`].join('\n')
}

function counted(findings: readonly Finding[]): readonly string[] {
  const bySort = Map.groupBy(findings, ({ severity, title }) => `${severity.padEnd(13)}  ${title}`)
  return [...bySort]
    .toSorted(([, [a]], [, [b]]) => severities.indexOf(b!.severity) - severities.indexOf(a!.severity))
    .map(([sort, { length }]) => (length === 1 ? sort : `${sort}  × ${length}`))
}

function passed(sets: readonly Evaluated[]): string {
  return `${sets.filter(({ faults }) => faults.length === 0).length} of ${sets.length}`
}
