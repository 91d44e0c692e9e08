import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What a run of the command ended with. */
export interface Run {
  readonly code: number | null
  readonly out: string
  readonly err: string
  /** The last line of standard error. */
  readonly account: string
}

/** The real command, in a process of its own, as `npx vedette` starts it. */
export const vedette = (...words: readonly string[]): Promise<Run> => run([command, ...words])
export const command = fileURLToPath(new URL('../../bin/vedette.ts', import.meta.url))

/** Node with these words; `once` is called when standard output first says something. */
export async function run(
  words: readonly string[],
  once?: (kill: (signal: NodeJS.Signals) => void) => void,
): Promise<Run> {
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text
  })
  child.stdout.once('data', () => once?.((signal) => child.kill(signal)))
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text
  })
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  return { code, ...said, account: said.err.trimEnd().split('\n').at(-1) ?? '' }
}

/** The numbers of an account, and whether they add up. */
export function numbersOf(account: string) {
  const match = /^received (\d+) · stored (\d+) · duplicate (\d+) · ignored (\d+) · rejected (\d+)$/.exec(account)
  if (!match) throw new Error(`not an account: ${JSON.stringify(account)}`)
  const [received, stored, duplicate, ignored, rejected] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ]
  return {
    received,
    stored,
    duplicate,
    ignored,
    rejected,
    addsUp: received === stored + duplicate + ignored + rejected,
  }
}
