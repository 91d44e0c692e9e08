import { isMap } from '../../shared/sigma/document.ts'
import { InvalidRule, type Path, type Where } from '../../shared/sigma/invalid-rule.ts'

/** More than these in one document are not told: whoever has mended them looks again. */
const most = 20

/** What came of a document: what it means, or all that is wrong with it. */
export type Outcome<T> = { readonly value: T } | { readonly faults: readonly InvalidRule[] }

/**
 * Parses a document, and where it is refused, again without the part that was at fault, until nothing more is: so that one look tells all
 * errors, though the parser stops at the first. An error that the taking away may have caused is not told.
 */
export function allFaults<T>(
  document: unknown,
  where: Where,
  parse: (document: unknown, where: Where) => T,
): Outcome<T> {
  const faults: InvalidRule[] = []
  const removed: Path[] = []
  let rest = document
  while (faults.length < most) {
    let at: Path = []
    const listening: Where = {
      ...where,
      lineOf(path) {
        at = path
        return where.lineOf?.(path)
      },
    }
    try {
      const value = parse(rest, listening)
      return faults.length === 0 ? { value } : { faults }
    } catch (error) {
      if (!(error instanceof InvalidRule)) throw error
      if (removed.some((path) => at.every((step, index) => path[index] === step))) break
      faults.push(error)
      const key = at.slice(0, at.findLastIndex((step) => typeof step === 'string') + 1)
      if (key.length === 0 || (key.length === 1 && required.has(String(key[0])))) break
      removed.push(key)
      rest = without(rest, key)
      if (rest === undefined) break
    }
  }
  return { faults }
}

/** Without these there is nothing left to be wrong. */
const required: ReadonlySet<string> = new Set(['title', 'logsource', 'detection', 'correlation', 'filter'])

/** The document without a key of it; undefined where there is none such. */
function without(value: unknown, [step, ...more]: Path): unknown {
  if (step === undefined) return undefined
  if (more.length > 0) {
    const inner = without((value as Readonly<Record<string | number, unknown>> | undefined)?.[step], more)
    if (inner === undefined) return undefined
    if (Array.isArray(value)) return value.with(Number(step), inner)
    return { ...(value as object), [step]: inner }
  }
  if (!isMap(value) || !Object.hasOwn(value, step)) return undefined
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== step))
}
