/** Where a rule stands, so that an error can name file and line. */
export interface Where {
  readonly file: string
  /** The line that the document begins on, counted from 1. */
  readonly line?: number
  /** The line of one place inside the document, where the reader kept it. */
  readonly lineOf?: (path: Path) => number | undefined
}

/** The keys and positions that lead to one place inside a document. */
export type Path = readonly (string | number)[]

/** A rule means nothing, or uses what the engine lacks. Thrown while it is read, never while it runs. */
export class InvalidRule extends Error {
  override readonly name = 'InvalidRule'
  readonly file: string
  readonly line: number | undefined
  /** The place inside the document, `detection.selection.eventName|foo`; empty for the document itself. */
  readonly path: string
  readonly reason: string
  constructor(where: Where, path: Path, reason: string) {
    const line = where.lineOf?.(path) ?? where.line
    const place = written(path)
    super(`${where.file}${line === undefined ? '' : `:${line}`}: ${place === '' ? '' : `${place}: `}${reason}`)
    this.file = where.file
    this.line = line
    this.path = place
    this.reason = reason
  }
}

function written(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${short(step)}`))
    .join('')
    .replace(/^\./, '')
}

/** A text of the rule's, cut so that an error stays one line. */
export function short(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 80 ? `${line.slice(0, 77)}...` : line
}
