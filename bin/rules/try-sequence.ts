import { plain } from '../../shared/channels/plain.ts'
import type { Detector } from '../../shared/detector.ts'
import { correlationDetectors } from '../../shared/detectors/correlations.ts'
import { inMemory } from '../../shared/in-memory.ts'
import { detect } from '../../shared/pipeline.ts'
import type { Collection } from '../../shared/rules/collection.ts'
import { matching } from '../../shared/rules/matching.ts'
import { type Sequence, sequencesOf } from '../../shared/rules/sequences.ts'
import { type Correlation, isLinked, type Linked } from '../../shared/sigma/correlation.ts'
import type { Rule } from '../../shared/sigma/rule.ts'
import { sources } from '../../shared/sources/index.ts'
import type { RuleFile } from '../rule-files.ts'
import type { Failure } from './try-examples.ts'

/** Runs the examples of a correlation: records in order of time, after which it has to have been found, or not. Throws InvalidRecord. */
export async function trySequences(
  { document, where }: RuleFile,
  correlation: Correlation,
  { rules, correlations }: Collection,
): Promise<{ readonly examples: number; readonly failures: readonly Failure[] }> {
  const { file, title } = correlation
  const own = correlations.find(({ linked }) => linked.correlation.file === file && linked.correlation.title === title)!
  const { quiet: _, ...loud } = own
  const matches = matching(rules)
  const detectors = correlationDetectors([loud], matches) as readonly Detector[]
  const mine = rulesOf(own.linked)
  const sequences = sequencesOf(document, where)
  const failures: Failure[] = []
  for (const [at, sequence] of sequences.entries()) {
    const { found, tree } = await run(sequence)
    if (found === sequence.match) continue
    const expected = sequence.match ? 'match and does not' : 'stay unmatched and matches'
    failures.push({ reason: `example ${at + 1} has to ${expected}; what its records match:`, tree })
  }
  return { examples: sequences.length, failures }

  async function run({ records }: Sequence): Promise<{ found: boolean; tree: readonly string[] }> {
    const activities = records.flatMap((record) => {
      const source = sources.find((one) => one.claims(record))
      return source === undefined ? [] : source.normalize(record)
    })
    const { findings, silent } = await detect(activities, { detectors, memory: inMemory(), keep: async () => true })
    const tree = activities.map((activity) => {
      const held = matches(activity).flatMap(({ rule }) =>
        mine.has(rule) ? [plain(rule.name ?? rule.title, 100)] : [],
      )
      return `${new Date(activity.time).toISOString()}  ${plain(activity.action, 60)}  ${held.join(', ') || 'nothing'}`
    })
    return { found: findings.length + silent.length > 0, tree }
  }
}

/** The rules that a correlation refers to, by way of others too. */
function rulesOf({ parts }: Linked): ReadonlySet<Rule> {
  return new Set(parts.flatMap(({ of }) => (isLinked(of) ? [...rulesOf(of)] : [of])))
}
