import { plain } from '../../shared/channels/plain.ts'
import type { ExplainedGroup, ExplainedItem, Explanation } from '../../shared/sigma/explain.ts'

/** What an explanation says, line by line: each part of a rule with whether it held, and what the record has there. */
export function treeOf(explanation: Explanation): readonly string[] {
  const { held } = explanation
  if (explanation.kind === 'selection') return selectionLines(explanation.name, held, explanation.groups)
  if (explanation.kind === 'not') return [line(held, 'not'), ...indented(treeOf(explanation.of))]
  const head = explanation.kind === 'some' ? explanation.written : explanation.kind
  return [line(held, head), ...indented(explanation.of.flatMap(treeOf))]
}

function selectionLines(name: string, held: boolean, groups: readonly ExplainedGroup[]): readonly string[] {
  const [only, ...more] = groups
  if (only !== undefined && more.length === 0) return [line(held, name), ...indented(only.items.map(itemLine))]
  const shown = groups.slice(0, mostGroups)
  return [
    line(held, `${name}: any of ${groups.length} maps`),
    ...indented(
      shown.flatMap((group, at) => [line(group.held, `map ${at + 1}`), ...indented(group.items.map(itemLine))]),
    ),
    ...(groups.length > shown.length ? [`    and ${groups.length - shown.length} more maps`] : []),
  ]
}

function itemLine({ held, field, modifiers, quantifier, negated, values, count, tests, asked }: ExplainedItem): string {
  const name = [field ?? 'keywords', ...modifiers].join('|')
  const listed = tests.slice(0, mostTests).map(({ written }) => plain(written, mostText))
  const more = asked > listed.length ? `, … (${asked})` : ''
  const joined = listed.join(quantifier === 'all' ? ' and ' : ' or ')
  const wanted = `${negated ? 'not ' : ''}${joined}${more}`
  return line(held, `${plain(name, mostText)}: ${wanted}  ←  ${found(field, values, count)}`)
}

function found(field: string | undefined, values: readonly string[], count: number): string {
  if (values.length === 0) return field === undefined ? 'nowhere in the record' : 'absent from the record'
  const shown = values.map((value) => plain(value, mostText))
  return `${shown.join(', ')}${count > values.length ? `, … (${count})` : ''}`
}

function line(held: boolean, text: string): string {
  return `${held ? '✓' : '✗'} ${text}`
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((one) => `    ${one}`)
}

const mostGroups = 20
const mostTests = 10
const mostText = 120
