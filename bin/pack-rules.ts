import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseOwnRule } from '../shared/rules/parse.ts'
import { isMap } from '../shared/sigma/document.ts'
import { InvalidRule } from '../shared/sigma/invalid-rule.ts'
import { checkRegex, type RuleFile, readRuleFolder } from './rule-files.ts'

/** Writes shared/rules/pack.ts from the YAML beside it, after checking every rule; with `--check` it only says whether that is up to date. */
export function packRules(folder: string): string {
  const files = readRuleFolder(folder)
  const ids = new Map<string, string>()
  for (const ruleFile of files) check(ruleFile, ids)
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

/** Ours have to be more than valid: complete, used to the last selection, and each with an id of its own. */
function check({ file, document, where }: RuleFile, ids: Map<string, string>): void {
  const { rule } = parseOwnRule(document, where, { checkRegex })
  const [unused] = rule.unused
  if (unused !== undefined) throw new InvalidRule(where, ['detection', unused], 'no condition speaks of this selection')
  for (const key of ['id', 'status', 'description', 'author', 'date', 'level'] as const)
    if (rule[key] === undefined) throw new InvalidRule(where, [], `${key} is missing`)
  for (const key of ['tags', 'references', 'falsepositives'] as const)
    if (rule[key].length === 0) throw new InvalidRule(where, [], `${key} is missing`)
  const own = isMap(rule.custom.vedette) ? rule.custom.vedette : {}
  for (const key of ['remediation', 'why', 'examples'])
    if (own[key] === undefined) throw new InvalidRule(where, ['vedette'], `${key} is missing`)
  const twin = ids.get(rule.id!)
  if (twin !== undefined) throw new InvalidRule(where, ['id'], `is the id of ${twin} too`)
  ids.set(rule.id!, file)
}

function bare(document: unknown): unknown {
  if (!isMap(document) || !isMap(document.vedette)) return document
  const { examples: _, ...vedette } = document.vedette
  return { ...document, vedette }
}

if (import.meta.main) {
  const folder = fileURLToPath(new URL('../shared/rules/', import.meta.url))
  const target = `${folder}pack.ts`
  const text = packRules(folder)
  const stale = !existsSync(target) || readFileSync(target, 'utf8') !== text
  const checks = process.argv.includes('--check')
  if (stale && !checks) writeFileSync(target, text)
  if (stale && checks) {
    process.stderr.write('shared/rules/pack.ts is not what the rules beside it say: run npm run rules\n')
    process.exitCode = 1
  }
}
