#!/usr/bin/env node
import { replay } from './commands/replay.ts'
import { type Command, UsageError } from './usage.ts'

/** What people run: `npx vedette COMMAND …`. */
const commands: Readonly<Record<string, Command>> = { replay }

const [name = 'help', ...words] = process.argv.slice(2)

// Whoever reads the output may stop reading it, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

try {
  process.exitCode = await run()
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  console.error(`vedette ${name}: ${error.message}`)
  process.exitCode = 64 // EX_USAGE of sysexits(3)
}

async function run(): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command && words.includes('--help')) {
    console.log(command.usage)
    return 0
  }
  if (command) return command.run(words)
  const known = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`)
  const help = ['npx vedette COMMAND …', '', ...known, '', '`npx vedette COMMAND --help` says more.'].join('\n')
  if (name !== 'help' && name !== '--help') throw new UsageError(`there is no such command\n\n${help}`)
  console.log(help)
  return 0
}
