import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, vi } from 'vitest'
import { rules } from '../../bin/commands/rules.ts'
import { visible } from '../../bin/replay/visible.ts'

/** What a command said, and its exit code. */
export interface Said {
  readonly code: number
  readonly out: readonly string[]
  readonly err: readonly string[]
}

/** Runs `vedette rules …` in this process, for starting one takes a second. */
export async function said(...words: readonly string[]): Promise<Said> {
  const [out, err]: [string[], string[]] = [[], []]
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line)),
    vi.spyOn(console, 'error').mockImplementation((line: string) => void err.push(line)),
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0),
  ]
  try {
    const code = await rules.run(words)
    for (const line of [...out, ...err])
      if (visible(line.replaceAll('\n', '')) !== line.replaceAll('\n', '')) throw new Error(`not printable: ${line}`)
    return { code, out, err }
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}

/** A folder of these files, gone after the tests; gives the path of one. */
export function folderOf(files: Readonly<Record<string, string>>): (name?: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-rules-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return (name = '') => join(folder, name)
}

/** A rule in YAML: these lines of detection, and the rest as it has to be, unless it is said here. */
export function ruleText(detection: readonly string[], over: Readonly<Record<string, string>> = {}): string {
  const head = { title: 'Function code replaced', level: 'medium', ...over }
  return [
    ...Object.entries(head).map(([key, value]) => `${key}: ${value}`),
    'logsource: { product: aws, service: cloudtrail }',
    'detection:',
    ...detection.map((line) => `  ${line}`),
    '',
  ].join('\n')
}
