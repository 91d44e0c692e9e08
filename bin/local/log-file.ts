/** A function's log on disk. Lines are written together: a file write a line cost more than the functions themselves. */
import { appendFileSync, writeFileSync } from 'node:fs'

export interface LogFile {
  write(line: string): void
  /** Puts on disk what is still held back. */
  flush(): void
}

const heldBack = 64 * 1024

/** An empty log file; what is held back is written every 64 KB, and when the caller says so. */
export function logFile(path: string): LogFile {
  let lines: string[] = []
  let size = 0
  writeFileSync(path, '')
  const flush = () => {
    if (lines.length > 0) appendFileSync(path, lines.join(''))
    lines = []
    size = 0
  }
  return {
    write(line) {
      lines.push(`${line}\n`)
      size += line.length
      if (size >= heldBack) flush()
    },
    flush,
  }
}
