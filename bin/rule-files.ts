import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import recheck from 'recheck'
import { type Document, isMap, isNode, isScalar, LineCounter, parseAllDocuments } from 'yaml'
import { InvalidRule, type Path, type Where } from '../shared/sigma/invalid-rule.ts'

/** A rule as its file holds it, and where each part of it stands there. */
export interface RuleFile {
  readonly file: string
  readonly document: unknown
  readonly where: Where
}

/** The rules of one folder, in the order of their file names. */
export function readRuleFolder(folder: string): readonly RuleFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yml'))
    .sort()
    .map((name) => readRule(readFileSync(join(folder, name), 'utf8'), name))
}

/** Reads the YAML of one rule. Throws InvalidRule where it is not YAML, or not one document. */
export function readRule(text: string, file: string): RuleFile {
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })
  const [document, second] = Array.isArray(documents) ? documents : []
  if (document === undefined) throw new InvalidRule({ file }, [], 'holds no rule')
  if (second !== undefined)
    throw new InvalidRule(
      { file, line: lines.linePos(second.range[0]).line },
      [],
      'several rules in one file are not supported yet',
    )
  const fault = document.errors[0] ?? document.warnings[0]
  if (fault !== undefined) throw new InvalidRule({ file, line: lines.linePos(fault.pos[0]).line }, [], fault.message)

  const lineOf = (path: Path): number | undefined => {
    for (let length = path.length; length > 0; length--) {
      const start = startOf(document, path.slice(0, length))
      if (start !== undefined) return lines.linePos(start).line
    }
    return undefined
  }
  return { file, document: document.toJS({ maxAliasCount: 0 }), where: { file, line: 1, lineOf } }
}

/** Where the key of a place stands, since its value may begin a line later; in a list, where the entry does. */
function startOf(document: Document, path: Path): number | undefined {
  const last = path.at(-1)
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  const key = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === last)?.key : undefined
  const node = key ?? document.getIn(path, true)
  return isNode(node) ? node.range?.[0] : undefined
}

/** Says how a regular expression can be made to run for ever, or nothing. */
export function checkRegex(source: string, flags: string): string | undefined {
  const checked = recheck.checkSync(source, flags, { timeout: 20_000 })
  if (checked.status === 'safe') return undefined
  if (checked.status === 'unknown') return 'could not be shown to be safe to run; write a simpler one'
  return `a hostile value makes this regular expression run for ever (${checked.complexity.summary} backtracking)`
}
