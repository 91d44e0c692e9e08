import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { ownWords } from '../../shared/rules/correlation.ts'
import { type OwnRule, parseOwnRule } from '../../shared/rules/parse.ts'
import type { Correlation } from '../../shared/sigma/correlation.ts'
import type { ParseOptions } from '../../shared/sigma/document.ts'
import { kindOf } from '../../shared/sigma/documents.ts'
import { type Filter, parseFilter } from '../../shared/sigma/filter.ts'
import { InvalidRule, type Where } from '../../shared/sigma/invalid-rule.ts'
import { parseCorrelation } from '../../shared/sigma/parse-correlation.ts'
import { visible } from '../replay/visible.ts'
import { checkRegex, type RuleFile, readRules } from '../rule-files.ts'
import { allFaults } from './faults.ts'
import { rulePaths } from './rule-paths.ts'

/** A file of rules: what it holds, and all that is wrong with it. */
export interface LoadedFile {
  /** As it was named, printable. */
  readonly path: string
  /** Whether it is one of those that come with the project. */
  readonly ours: boolean
  readonly documents: readonly LoadedDocument[]
  readonly errors: readonly InvalidRule[]
}

/** One document of a file, which compiled by itself. */
export type LoadedDocument = { readonly file: RuleFile } & (
  | { readonly kind: 'rule'; readonly own: OwnRule }
  | { readonly kind: 'correlation'; readonly correlation: Correlation }
  | { readonly kind: 'filter'; readonly filter: Filter }
)

/** How rules are read. */
interface LoadOptions {
  /** Whether the rules were checked before: then their regular expressions are not searched for attacks again, which takes seconds. */
  readonly trusted?: boolean
}

/** Reads the rules at these paths, in files and folders. Nothing is thrown for what people wrote: it is among the errors. */
export async function loadRules(
  paths: readonly string[],
  { trusted = false }: LoadOptions = {},
): Promise<readonly LoadedFile[]> {
  const options: ParseOptions = trusted ? {} : { checkRegex }
  const files: LoadedFile[] = []
  for await (const found of rulePaths(paths)) {
    const path = visible(shown(found.path))
    const failed = (reason: string): LoadedFile => ({
      path,
      ours: false,
      documents: [],
      errors: [new InvalidRule({ file: path }, [], reason)],
    })
    if ('problem' in found) {
      files.push(failed(found.problem))
      continue
    }
    try {
      files.push(loadText(await readFile(found.path, 'utf8'), path, found.ours, options))
    } catch (error) {
      files.push(failed(`could not be read: ${(error as Error).message}`))
    }
  }
  return files
}

function shown(path: string): string {
  const near = relative(process.cwd(), path)
  return near === '' || near.startsWith('..') ? path : near
}

function loadText(text: string, path: string, ours: boolean, options: ParseOptions): LoadedFile {
  const documents: LoadedDocument[] = []
  const errors: InvalidRule[] = []
  for (const file of documentsIn(text, path, errors)) {
    const outcome = allFaults(file.document, file.where, (document, where): LoadedDocument => {
      const kind = kindOf(document, where)
      if (kind === 'correlation') return correlationIn(file, document, where)
      if (kind === 'filter') return { kind, file, filter: parseFilter(document, where, options) }
      return { kind, file, own: parseOwnRule(document, where, options) }
    })
    if ('value' in outcome) documents.push(outcome.value)
    else errors.push(...outcome.faults)
  }
  return { path, ours, documents, errors }
}

function correlationIn(file: RuleFile, document: unknown, where: Where): LoadedDocument {
  const correlation = parseCorrelation(document, where)
  ownWords(correlation, where)
  return { kind: 'correlation', file, correlation }
}

function documentsIn(text: string, path: string, errors: InvalidRule[]): readonly RuleFile[] {
  try {
    return readRules(text, path)
  } catch (error) {
    if (!(error instanceof InvalidRule)) throw error
    errors.push(error)
    return []
  }
}
