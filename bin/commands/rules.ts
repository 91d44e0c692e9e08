import { backtest } from '../rules/backtest.ts'
import { check } from '../rules/check.ts'
import { coverage } from '../rules/coverage.ts'
import { explain } from '../rules/explain.ts'
import { list } from '../rules/list.ts'
import { test } from '../rules/test.ts'
import { type Command, UsageError } from '../usage.ts'

/** What can be done with rules: `npx vedette rules COMMAND …`. */
const commands: Readonly<Record<string, Command>> = { check, test, list, coverage, explain, backtest }

const known = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`)

/** Checks, tests, lists, explains and tries rules before they are deployed. */
export const rules: Command = {
  summary: 'checks, tests, lists, explains and backtests rules',
  usage: [
    'npx vedette rules COMMAND …',
    '',
    ...known,
    ...Object.values(commands).flatMap(({ usage }) => ['', '─'.repeat(80), '', usage]),
  ].join('\n'),

  async run([name, ...words]) {
    const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined
    if (command !== undefined) return command.run(words)
    const wrong = name === undefined ? 'which command of rules?' : `there is no command rules ${name}`
    throw new UsageError(`${wrong}\n\nnpx vedette rules COMMAND …\n\n${known.join('\n')}`)
  },
}
