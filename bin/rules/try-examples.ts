import type { Activity } from '../../shared/activity.ts'
import type { Collection } from '../../shared/rules/collection.ts'
import { type Example, examplesOf } from '../../shared/rules/examples.ts'
import { fieldOf, recordOf } from '../../shared/rules/fields.ts'
import type { OwnRule } from '../../shared/rules/parse.ts'
import { compile } from '../../shared/sigma/compile.ts'
import { explain } from '../../shared/sigma/explain.ts'
import { InvalidRule } from '../../shared/sigma/invalid-rule.ts'
import { InvalidRecord } from '../../shared/source.ts'
import { sourceOf } from '../../shared/sources/index.ts'
import { headerOf } from './checked.ts'
import type { LoadedDocument } from './load.ts'
import { treeOf } from './tree.ts'
import { trySequences } from './try-sequence.ts'

/** What came of a document's examples. */
export interface Tried {
  readonly title: string
  readonly outcome: 'passed' | 'failed' | 'untested'
  readonly examples: number
  readonly failures: readonly Failure[]
}

/** An example that is not as it should be: what was expected, and what of the rule held. */
export interface Failure {
  readonly reason: string
  readonly tree: readonly string[]
}

/** Runs the examples that a document carries. `collection` is what it would be deployed with. */
export async function tryExamples(document: LoadedDocument, collection: Collection): Promise<Tried> {
  const { title } = headerOf(document)
  try {
    const { examples, failures } = await run(document, collection)
    const outcome = failures.length > 0 ? 'failed' : examples > 0 ? 'passed' : 'untested'
    return { title, outcome, examples, failures }
  } catch (error) {
    if (!(error instanceof InvalidRule) && !(error instanceof InvalidRecord)) throw error
    return { title, outcome: 'failed', examples: 0, failures: [{ reason: error.message, tree: [] }] }
  }
}

async function run(document: LoadedDocument, collection: Collection): Promise<Pick<Tried, 'examples' | 'failures'>> {
  const { file } = document
  if (document.kind === 'filter') return { examples: 0, failures: [] }
  if (document.kind === 'correlation') return trySequences(file, document.correlation, collection)
  const examples = examplesOf(file.document, file.where)
  return { examples: examples.length, failures: examples.flatMap((one, at) => tryExample(one, at, document.own) ?? []) }
}

function tryExample({ match, record }: Example, at: number, own: OwnRule): Failure | undefined {
  let activities: readonly Activity[]
  try {
    activities = sourceOf(own.source).normalize(record)
  } catch (error) {
    if (!(error instanceof InvalidRecord)) throw error
    return { reason: `example ${at + 1} is no record of ${own.source}: ${error.message}`, tree: [] }
  }
  const rule = compile(own.rule, { field: fieldOf, root: recordOf })
  const found = activities.some((activity) => rule.match(activity) !== undefined)
  if (found === match) return undefined
  return {
    reason: `example ${at + 1} has to ${match ? 'match and does not' : 'stay unmatched and matches'}:`,
    tree: activities.flatMap((activity) => treeOf(explain(rule, activity))),
  }
}
