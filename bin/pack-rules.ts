import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseCollection } from '../shared/rules/collection.ts'
import type { Correlation } from '../shared/sigma/correlation.ts'
import { isMap } from '../shared/sigma/document.ts'
import { kindOf } from '../shared/sigma/documents.ts'
import { InvalidRule } from '../shared/sigma/invalid-rule.ts'
import type { Rule } from '../shared/sigma/rule.ts'
import { packAddedRules } from './pack-added-rules.ts'
import { checkRegex, type RuleFile, readRuleFolder } from './rule-files.ts'

/** Writes shared/rules/pack.ts from the YAML beside it, after checking every rule; with `--check` it only says whether that is up to date. */
export function packRules(folder: string): string {
  const files = readRuleFolder(folder)
  const ids = new Map<string, string>()
  const { rules, correlations } = parseCollection(files, { checkRegex })
  const told = new Set([...rules, ...correlations].filter(({ quiet }) => !quiet))
  const parsed = { rule: rules.values(), correlation: correlations.values() }
  for (const ruleFile of files) {
    const kind = kindOf(ruleFile.document, ruleFile.where)
    if (kind === 'filter') throw new InvalidRule(ruleFile.where, [], 'a rule of our own is changed, not filtered')
    const own = parsed[kind].next().value!
    const rule = 'rule' in own ? own.rule : own.linked.correlation
    check(rule, ruleFile, told.has(own), ids)
  }
  const entries = files.map(({ file, document }) => `  ${JSON.stringify({ file, document: bare(document) })},\n`)
  return `${head}export const pack: readonly PackedRule[] = [\n${entries.join('')}]\n`
}

const head = `// Written by bin/pack-rules.ts from the YAML files beside it (npm run rules). Do not edit.

/** A rule as its file says it, without comments and examples. */
export interface PackedRule {
  readonly file: string
  readonly document: unknown
}

/** The rules that come with the project. */
`

/** Ours have to be more than valid: complete, used to the last selection, and each with an id of its own. What only correlations use needs a name. */
function check(rule: Rule | Correlation, { file, where }: RuleFile, told: boolean, ids: Map<string, string>): void {
  const [unused] = 'unused' in rule ? rule.unused : []
  if (unused !== undefined) throw new InvalidRule(where, ['detection', unused], 'no condition speaks of this selection')
  const whole = ['id', 'status', 'description', 'author', 'date', 'level'] as const
  for (const key of told ? whole : (['name', 'status'] as const))
    if (rule[key] === undefined) throw new InvalidRule(where, [], `${key} is missing`)
  for (const key of told ? (['tags', 'references', 'falsepositives'] as const) : [])
    if (rule[key].length === 0) throw new InvalidRule(where, [], `${key} is missing`)
  const own = isMap(rule.custom.vedette) ? rule.custom.vedette : {}
  for (const key of told ? ['remediation', 'why', 'examples'] : [])
    if (own[key] === undefined) throw new InvalidRule(where, ['vedette'], `${key} is missing`)
  for (const key of ['id', 'name'] as const) {
    const value = rule[key]
    if (value === undefined) continue
    const twin = ids.get(value)
    if (twin !== undefined) throw new InvalidRule(where, [key], `is the ${key} of one in ${twin} too`)
    ids.set(value, file)
  }
}

function bare(document: unknown): unknown {
  if (!isMap(document) || !isMap(document.vedette)) return document
  const { examples: _, ...vedette } = document.vedette
  return { ...document, vedette }
}

if (import.meta.main) {
  const ours = fileURLToPath(new URL('../shared/rules/', import.meta.url))
  const theirs = fileURLToPath(new URL('../rules/', import.meta.url))
  try {
    write(`${ours}pack.ts`, packRules(ours))
    write(`${ours}added-pack.ts`, packAddedRules(theirs, ours))
  } catch (error) {
    if (!(error instanceof InvalidRule)) throw error
    process.stderr.write(`${error.message}\n\nnpx vedette rules check names all that is wrong with a file.\n`)
    process.exitCode = 1
  }
}

function write(target: string, text: string): void {
  const stale = !existsSync(target) || readFileSync(target, 'utf8') !== text
  const checks = process.argv.includes('--check')
  if (stale && !checks) writeFileSync(target, text)
  if (stale && checks) {
    process.stderr.write(`${basename(target)} is not what the rules say: run npm run rules\n`)
    process.exitCode = 1
  }
}
