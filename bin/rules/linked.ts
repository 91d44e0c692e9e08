import { applyFilters } from '../../shared/sigma/filter.ts'
import { InvalidRule } from '../../shared/sigma/invalid-rule.ts'
import { link } from '../../shared/sigma/link.ts'
import type { LoadedDocument, LoadedFile } from './load.ts'

type Of<K extends LoadedDocument['kind']> = Extract<LoadedDocument, { readonly kind: K }>

/** What is wrong with how documents refer to each other, by document, across all of these files. */
export function linkFaults(files: readonly LoadedFile[]): ReadonlyMap<LoadedDocument, InvalidRule> {
  const documents = files.flatMap(({ documents }) => documents)
  const rules = of('rule', documents).map(({ own }) => own.rule)
  const faults = new Map<LoadedDocument, InvalidRule>()
  for (const document of of('filter', documents)) {
    const fault = faultOf(() => applyFilters(rules, [document.filter]))
    if (fault !== undefined) faults.set(document, fault)
  }

  // A correlation at fault is taken out and the others are looked at again, so that each is told.
  let left = of('correlation', documents)
  while (left.length > 0) {
    let guilty = left[0]!
    const placed = left.map((document) => ({
      correlation: document.correlation,
      where: {
        ...document.file.where,
        lineOf(path: readonly (string | number)[]) {
          guilty = document
          return document.file.where.lineOf?.(path)
        },
      },
    }))
    const fault = faultOf(() => link(rules, placed))
    if (fault === undefined) break
    faults.set(guilty, fault)
    left = left.filter((one) => one !== guilty)
  }
  return faults
}

function of<K extends LoadedDocument['kind']>(kind: K, documents: readonly LoadedDocument[]): readonly Of<K>[] {
  return documents.filter((document): document is Of<K> => document.kind === kind)
}

function faultOf(attempt: () => unknown): InvalidRule | undefined {
  try {
    attempt()
    return undefined
  } catch (error) {
    if (error instanceof InvalidRule) return error
    throw error
  }
}
