import { resolve } from 'node:path'
import { type Collection, parseCollection } from '../../shared/rules/collection.ts'
import { type LoadedDocument, loadRules } from './load.ts'
import { defaultPaths } from './standing.ts'

/**
 * Documents put together as they would be deployed. What a correlation or filter among them refers to, and is not among them, is looked for
 * among what is deployed. Throws InvalidRule where a reference leads nowhere.
 */
export async function assembled(documents: readonly LoadedDocument[]): Promise<Collection> {
  const refers = documents.some(({ kind }) => kind !== 'rule')
  const given = new Set(documents.map(placeOf))
  const beside = refers ? await loadRules(defaultPaths(), { trusted: true }) : []
  // Filters of somebody else's are no business of those who are asked about; nor is a correlation of theirs, which may be broken.
  const needed = beside.flatMap(({ ours, documents }) =>
    documents.filter(
      (one) => !given.has(placeOf(one)) && (one.kind === 'rule' || (ours && one.kind === 'correlation')),
    ),
  )
  return parseCollection([...documents, ...needed].map(({ file }) => file))
}

function placeOf({ file }: LoadedDocument): string {
  return `${resolve(file.file)}:${file.where.line}`
}

/** The documents that are there for correlations and tell nothing by themselves. */
export function quietAmong(documents: readonly LoadedDocument[]): ReadonlySet<LoadedDocument> {
  const loud = new Map<string, boolean>()
  for (const document of documents) {
    if (document.kind !== 'correlation') continue
    const { rules, generate } = document.correlation
    for (const rule of rules) loud.set(rule, generate || loud.get(rule) === true)
  }
  return new Set(
    documents.filter((document) => {
      if (document.kind === 'filter') return false
      const { id, name } = document.kind === 'rule' ? document.own.rule : document.correlation
      return [id, name].some((key) => key !== undefined && loud.get(key) === false)
    }),
  )
}

/** The ids and names of those among the documents that tell something by themselves. */
export function toldAmong(documents: readonly LoadedDocument[]): ReadonlySet<string> {
  const quiet = quietAmong(documents)
  return new Set(
    documents.flatMap((document) => {
      if (document.kind === 'filter' || quiet.has(document)) return []
      const { id, name } = document.kind === 'rule' ? document.own.rule : document.correlation
      return [id, name].filter((key) => key !== undefined)
    }),
  )
}
