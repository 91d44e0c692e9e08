import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import type { Activity } from '../../shared/activity.ts'
import { plain } from '../../shared/channels/plain.ts'
import { fieldOf, recordOf } from '../../shared/rules/fields.ts'
import { compile } from '../../shared/sigma/compile.ts'
import { explain as explanationOf } from '../../shared/sigma/explain.ts'
import { sources } from '../../shared/sources/index.ts'
import { type Batch, intake } from '../../shared/sources/intake.ts'
import { read } from '../../shared/sources/read.ts'
import { visible } from '../replay/visible.ts'
import { type Command, UsageError, wordsOf } from '../usage.ts'
import { headerOf } from './checked.ts'
import type { LoadedDocument } from './load.ts'
import { NoRule, namedRules } from './named-rule.ts'
import { treeOf } from './tree.ts'

const usage = `npx vedette rules explain RULE RECORD

Prints a rule as a tree, with what of it holds for a record (✓), what does not (✗), and what the record has there.

  RULE      a file of rules, or the id, name or title of one that is deployed
  RECORD    a file with a record, in any envelope that replay understands, or - for standard input

Exit code 0, whether the rule holds or not; 1 where the rule does not compile or the record cannot be read.`

/** Says of every part of a rule whether it holds for a record. */
export const explain: Command = {
  summary: 'says why a rule holds for a record, or why not',
  usage,

  async run(words) {
    const { positionals } = wordsOf(words, {})
    const [word, path, ...more] = positionals
    if (word === undefined || path === undefined || more.length > 0)
      throw new UsageError(`a rule and a record are asked for\n\n${usage}`)
    try {
      const rules = await namedRules(word)
      const activities = await activitiesAt(path)
      for (const activity of activities.slice(0, most)) for (const rule of rules) print(rule, activity)
      if (activities.length > most) console.error(`there are more: the first ${most} records are explained`)
      return 0
    } catch (error) {
      if (!(error instanceof NoRule) && !(error instanceof NoRecord)) throw error
      console.error(error.message)
      return 1
    }
  },
}

/** Who explains a file of thousands meant another command. */
const most = 10

/** Nothing that a rule could be held against was read; the message says why. */
class NoRecord extends Error {
  override readonly name = 'NoRecord'
}

async function activitiesAt(path: string): Promise<readonly Activity[]> {
  const bytes = await (path === '-' ? buffer(process.stdin) : readFile(path)).catch((error: Error) => {
    throw new NoRecord(`${visible(path)} could not be read: ${error.message}`)
  })
  const activities: Activity[] = []
  let reason = 'it holds no record'
  const batches: AsyncGenerator<Batch> = intake(read(bytes, { sources }), { seen: new Set() })
  for await (const { written, rejected } of batches) {
    activities.push(...written.map(({ activity }) => activity))
    if (rejected[0] !== undefined) reason = rejected[0].reason
    if (activities.length > most) break
  }
  if (activities.length === 0) throw new NoRecord(`${visible(path)}: ${plain(reason, 300)}`)
  return activities
}

function print(document: LoadedDocument, activity: Activity): void {
  const { title } = headerOf(document)
  const record = `${plain(activity.action, 100)} ${plain(activity.uid, 100)} of ${new Date(activity.time).toISOString()}`
  for (const line of linesOf(document, plain(title, 200), record, activity)) console.log(visible(line))
}

function linesOf(document: LoadedDocument, title: string, record: string, activity: Activity): readonly string[] {
  if (document.kind === 'filter') return [`${title}: a filter; explain a rule that it is added to`]
  if (document.kind === 'correlation') {
    const { rules } = document.correlation
    return [`${title}: a correlation over many records; explain what it refers to: ${rules.join(', ')}`]
  }
  const { rule, source } = document.own
  if (source !== activity.source) return [`✗ ${title}: is about ${source}, and ${record} is of ${activity.source}`]
  const tree = explanationOf(compile(rule, { field: fieldOf, root: recordOf }), activity)
  return [
    `${tree.held ? '✓' : '✗'} ${title}: ${tree.held ? 'holds' : 'does not hold'} for ${record}`,
    ...treeOf(tree).map((line) => `    ${line}`),
  ]
}
