import { examplesOf } from '../../shared/rules/examples.ts'
import { sequencesOf } from '../../shared/rules/sequences.ts'
import { isMap } from '../../shared/sigma/document.ts'
import { InvalidRule } from '../../shared/sigma/invalid-rule.ts'
import { quietAmong, toldAmong } from './assembled.ts'
import { duplicates, type Named } from './duplicates.ts'
import { type EventNames, eventNames } from './event-names.ts'
import { linkFaults } from './linked.ts'
import { lint, unusedSelections } from './lint.ts'
import { type LoadedDocument, type LoadedFile, loadRules } from './load.ts'
import { ourFolder } from './rule-paths.ts'

/** A file with all that there is to say against it. */
export interface Checked {
  readonly path: string
  /** How many of its documents compiled. */
  readonly rules: number
  readonly errors: readonly InvalidRule[]
  readonly warnings: readonly InvalidRule[]
}

/** Checks files together: what refers to what, what is there twice, and what is probably not meant. */
export async function checkRules(files: readonly LoadedFile[]): Promise<readonly Checked[]> {
  // Whatever is deployed is deployed beside ours: their ids are taken, and correlations may refer to them.
  const beside = files.some(({ ours }) => ours) ? [] : await loadRules([ourFolder], { trusted: true })
  const twins = duplicates()
  for (const document of beside.flatMap(({ documents }) => documents)) twins(named(document))
  const faults = linkFaults([...beside, ...files])
  const quiet = quietAmong(files.flatMap(({ documents }) => documents))
  const others = toldAmong(beside.flatMap(({ documents }) => documents))
  let known: Promise<EventNames> | undefined
  const names = () => {
    known ??= eventNames()
    return known
  }

  const checked: Checked[] = []
  for (const { path, ours, documents, errors } of files) {
    const found = [...errors]
    const warnings: InvalidRule[] = []
    for (const document of documents) {
      const fault = faults.get(document)
      const twin = twins(named(document))
      found.push(...(fault === undefined ? [] : [fault]), ...twin.errors, ...exampleFaults(document))
      // Parts of correlations may well be alike, and need no level.
      if (!quiet.has(document)) warnings.push(...twin.warnings)
      warnings.push(...silenced(document, others))
      if (document.kind === 'correlation' && document.correlation.level === undefined && !quiet.has(document))
        warnings.push(new InvalidRule(document.file.where, [], 'level is missing: its findings will count as medium'))
      if (document.kind !== 'rule') continue
      const linted = { ...document.file, own: document.own, quiet: quiet.has(document) }
      warnings.push(...(await lint(linted, names)))
      // In rules of our own a selection that nothing uses is a mistake for certain.
      if (ours) found.push(...unusedSelections(linted))
      else warnings.push(...unusedSelections(linted))
    }
    checked.push({ path, rules: documents.length, errors: inOrder(found), warnings: inOrder(warnings) })
  }
  return checked
}

/** Whether its examples can be run; whether they pass is what `rules test` says. */
function exampleFaults({ kind, file }: LoadedDocument): readonly InvalidRule[] {
  try {
    if (kind === 'rule') examplesOf(file.document, file.where)
    if (kind === 'correlation') sequencesOf(file.document, file.where)
    return []
  } catch (error) {
    if (error instanceof InvalidRule) return [error]
    throw error
  }
}

/** A correlation silences what it refers to unless it says not to, as Sigma has it: of a rule that comes with the project that is hardly meant. */
function silenced(document: LoadedDocument, told: ReadonlySet<string>): readonly InvalidRule[] {
  if (document.kind !== 'correlation' || document.correlation.generate) return []
  return document.correlation.rules.flatMap((reference, at) =>
    told.has(reference)
      ? [
          new InvalidRule(
            document.file.where,
            ['correlation', 'rules', at],
            `${reference} comes with the project and would be silenced: say generate: true to be told of it all the same`,
          ),
        ]
      : [],
  )
}

function inOrder(faults: readonly InvalidRule[]): readonly InvalidRule[] {
  return faults.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
}

function named(document: LoadedDocument): Named {
  const { where, document: written } = document.file
  const block = isMap(written) ? [written.logsource, written.detection ?? written.correlation ?? written.filter] : []
  return { where, header: headerOf(document), says: JSON.stringify(block) }
}

/** What every kind of document says of itself. */
export function headerOf(document: LoadedDocument) {
  if (document.kind === 'rule') return document.own.rule
  return document.kind === 'correlation' ? document.correlation : document.filter
}
