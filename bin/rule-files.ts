import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import recheck from 'recheck'
import { type Document, isMap, isNode, isScalar, LineCounter, parseAllDocuments } from 'yaml'
import { InvalidRule, type Path, type Where } from '../shared/sigma/invalid-rule.ts'

/** A rule as its file holds it, and where each part of it stands there. */
export interface RuleFile {
  readonly file: string
  readonly document: unknown
  readonly where: Where
}

/** The documents of one folder and those below it, in the order of their paths. */
export function readRuleFolder(folder: string): readonly RuleFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .flatMap((name) => readRules(readFileSync(join(folder, name), 'utf8'), name.replaceAll(sep, '/')))
}

/** Reads the YAML of one file, which may hold several documents. Throws InvalidRule where it is not YAML, or holds none. */
export function readRules(text: string, file: string): readonly RuleFile[] {
  const lines = new LineCounter()
  const found = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })
  const documents = (Array.isArray(found) ? found : []).filter(
    ({ contents, errors }) => errors.length > 0 || (contents && !(isScalar(contents) && contents.value === null)),
  )
  if (documents.length === 0) throw new InvalidRule({ file }, [], 'holds no rule')
  if (documents.length > maxDocuments) throw new InvalidRule({ file }, [], `holds more than ${maxDocuments} documents`)
  return documents.map((document, at) => {
    const fault = document.errors[0] ?? document.warnings[0]
    if (fault !== undefined) throw new InvalidRule({ file, line: lines.linePos(fault.pos[0]).line }, [], fault.message)
    const lineOf = (path: Path): number | undefined => {
      for (let length = path.length; length > 0; length--) {
        const start = startOf(document, path.slice(0, length))
        if (start !== undefined) return lines.linePos(start).line
      }
      return undefined
    }
    const line = at === 0 ? 1 : lines.linePos(document.contents?.range?.[0] ?? 0).line
    return { file, document: plainOf(document, { file, line }), where: { file, line, lineOf } }
  })
}

const maxDocuments = 1_000

/** An alias can stand for a list of aliases, and so on, until no memory holds what it means: rules are written out. */
function plainOf(document: Document, where: Where): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 })
  } catch (error) {
    throw new InvalidRule(where, [], `holds an alias (*), or nests too deep: ${(error as Error).message}`)
  }
}

/** Reads the YAML of a file that holds one document. */
export function readRule(text: string, file: string): RuleFile {
  const [first, second] = readRules(text, file)
  if (second !== undefined) throw new InvalidRule(second.where, [], 'one document was expected')
  return first!
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
