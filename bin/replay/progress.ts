/** What a long run shows on standard error: on a terminal one line that changes, elsewhere a line every ten seconds. */
export interface Progress {
  update(more: Partial<Counts>): void
  /** Takes the line away before something else is printed. */
  clear(): void
  end(): void
}

interface Counts {
  readonly files: number
  readonly records: number
  readonly findings: number
}

/** Progress from now on. */
export function progress(stream: NodeJS.WriteStream = process.stderr, now = Date.now): Progress {
  let counts: Counts = { files: 0, records: 0, findings: 0 }
  let shown = now()
  const every = stream.isTTY ? 200 : 10_000

  return {
    update({ files = 0, records = 0, findings = 0 }) {
      counts = { files: counts.files + files, records: counts.records + records, findings: counts.findings + findings }
      if (now() - shown < every) return
      shown = now()
      const line = `${counts.files} files · ${counts.records} activities · ${counts.findings} findings`
      stream.write(stream.isTTY ? `\r\x1b[K${line}` : `${line}\n`)
    },
    clear() {
      if (stream.isTTY) stream.write('\r\x1b[K')
    },
    end() {
      if (stream.isTTY) stream.write('\r\x1b[K')
    },
  }
}
