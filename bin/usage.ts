import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'

/** A command of the terminal. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string
  /** All that `--help` prints. */
  readonly usage: string
  /** Runs it and gives its exit code. Throws UsageError when its words make no sense. */
  run(words: readonly string[]): Promise<number>
}

/** Somebody asked for what there is not. Exit code 64. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The options and paths among a command's words. Throws UsageError for an option that it does not have. */
export function wordsOf<const T extends ParseArgsOptionsConfig>(words: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** The value, if it is one of these. Throws UsageError naming them otherwise. */
export function oneOf<const T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value)
  if (found === undefined)
    throw new UsageError(`--${option} is one of ${allowed.join(', ')}, not ${JSON.stringify(value)}`)
  return found
}
