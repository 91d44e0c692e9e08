import { existsSync } from 'node:fs'
import { parseCollection } from '../shared/rules/collection.ts'
import { isMap } from '../shared/sigma/document.ts'
import { InvalidRule } from '../shared/sigma/invalid-rule.ts'
import { checkRegex, type RuleFile, readRuleFolder } from './rule-files.ts'

/** What shared/rules/added-pack.ts holds: the rules of whoever deploys this, from the folder beside their configuration, checked together with ours. */
export function packAddedRules(folder: string, ours: string): string {
  const files = existsSync(folder) ? readRuleFolder(folder).map(inFolder) : []
  if (files.length > 0) {
    const beside = readRuleFolder(ours)
    parseCollection([...beside, ...files], { checkRegex })
    checkNames(files, beside)
  }
  const entries = files.map(({ file, document }) => `  ${JSON.stringify({ file, document: bare(document) })},\n`)
  return `${head}export const added: readonly PackedRule[] = [${entries.length > 0 ? `\n${entries.join('')}` : ''}]\n`
}

const head = `// Written by bin/pack-rules.ts from the YAML files in rules/, where there are any (npm run rules). Do not edit.
import type { PackedRule } from './pack.ts'

/** The rules that whoever deploys this adds. */
// biome-ignore format: written by a program
`

function inFolder({ document, where, file }: RuleFile): RuleFile {
  const path = `rules/${file}`
  return { file: path, document, where: { ...where, file: path } }
}

/** What findings go by, and what correlations refer to, has to be one rule's alone; a rule with neither id nor name goes by its title. */
function checkNames(files: readonly RuleFile[], beside: readonly RuleFile[]): void {
  const known = new Map(beside.flatMap((one) => namesOf(one).map(({ value }) => [value, `shared/rules/${one.file}`])))
  for (const one of files) {
    for (const { key, value } of namesOf(one)) {
      const twin = known.get(value)
      if (twin !== undefined) throw new InvalidRule(one.where, [key], `is that of a rule in ${twin} too`)
      known.set(value, one.file)
    }
  }
}

function namesOf({ document }: RuleFile): readonly { readonly key: string; readonly value: string }[] {
  if (!isMap(document)) return []
  const named = ['id', 'name'].filter((key) => document[key] !== undefined)
  return (named.length > 0 ? named : ['title']).map((key) => ({ key, value: String(document[key]).toLowerCase() }))
}

function bare(document: unknown): unknown {
  if (!isMap(document) || !isMap(document.vedette)) return document
  const { examples: _, ...vedette } = document.vedette
  return { ...document, vedette }
}
