#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { type Command, UsageError } from './usage.ts'

/** What people run: `npx vedette COMMAND …`. Each is loaded when it is asked for. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  replay: async () => (await import('./commands/replay.ts')).replay,
  rules: async () => (await import('./commands/rules.ts')).rules,
}

enableCompileCache()

const [name = 'help', ...words] = process.argv.slice(2)

process.stdout.on('error', unwritable)
process.stderr.on('error', unwritable)

try {
  process.exitCode = await run()
} catch (error) {
  const misused = error instanceof UsageError
  console.error(`vedette ${name}: ${misused ? error.message : ((error as Error).stack ?? error)}`)
  process.exitCode = misused ? 64 : 70 // EX_USAGE and EX_SOFTWARE of sysexits(3); 1 and 2 have meanings of their own.
}

/** Whoever reads the output may stop reading it, as `head` does; a disk may be full. */
function unwritable({ code, message }: NodeJS.ErrnoException): void {
  if (code !== 'EPIPE') console.error(`vedette ${name}: could not write: ${message}`)
  process.exit(code === 'EPIPE' ? 0 : 74) // EX_IOERR
}

async function run(): Promise<number> {
  const command = Object.hasOwn(commands, name) ? await commands[name]!() : undefined
  if (command && (words.includes('--help') || words.includes('-h'))) {
    console.log(command.usage)
    return 0
  }
  if (command) return command.run(words)
  const known = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => `  ${name.padEnd(10)}${(await load()).summary}`),
  )
  const help = ['npx vedette COMMAND …', '', ...known, '', '`npx vedette COMMAND --help` says more.'].join('\n')
  if (!['help', '--help', '-h'].includes(name)) throw new UsageError(`there is no such command\n\n${help}`)
  console.log(help)
  return 0
}
