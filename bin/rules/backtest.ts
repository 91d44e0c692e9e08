import { existsSync } from 'node:fs'
import { visible } from '../replay/visible.ts'
import { type Command, oneOf, UsageError, wordsOf } from '../usage.ts'
import { printing } from './backtest-print.ts'
import { backtestOver } from './backtest-run.ts'
import { NoRule, namedRules } from './named-rule.ts'
import { isYaml } from './rule-paths.ts'

const usage = `npx vedette rules backtest [--format table|json] [--since TIME] [--until TIME] RULE… PATH…

Says how often rules would have fired over recordings, a day, for whom, and with what values, before anyone enables them. A rule on trial
(status: experimental) is counted like any other.

  RULE        a .yml or .yaml file, or the id, name or title of a rule that is deployed; correlations are run with the rules that they refer to
  PATH        any other file or folder: whatever replay reads
  --since     leave out what happened before: 2026-06-01 or 2026-06-01T12:00:00Z
  --until     leave out what happened then or later
  --format    table (the default), or json: a line a rule

Exit code 0, whether anything fired or not; 1 where a rule does not compile or a file cannot be read.`

/** Runs rules over recordings and counts what they find. */
export const backtest: Command = {
  summary: 'says how often rules would have fired',
  usage,

  async run(words) {
    const { values, positionals } = wordsOf(words, {
      format: { type: 'string', default: 'table' },
      since: { type: 'string' },
      until: { type: 'string' },
    })
    const print = printing[oneOf('format', values.format, ['table', 'json'])]
    const since = timeIn('since', values.since) ?? Number.NEGATIVE_INFINITY
    const until = timeIn('until', values.until) ?? Number.POSITIVE_INFINITY
    if (since >= until) throw new UsageError('--since is not before --until')
    const isRule = (word: string) => isYaml(word) || !existsSync(word)
    const paths = positionals.filter((word) => !isRule(word))
    const named = positionals.filter(isRule)
    if (named.length === 0) throw new UsageError(`no rule is named\n\n${usage}`)
    if (paths.length === 0) throw new UsageError(`no path to recordings is named\n\n${usage}`)
    try {
      const rules = []
      for (const word of named) rules.push(...(await namedRules(word)))
      const { summaries, unread, ending } = await backtestOver(rules, paths, { since, until })
      for (const summary of summaries) for (const line of print(summary)) console.log(visible(line))
      for (const line of ending) console.error(visible(line))
      return unread > 0 ? 1 : 0
    } catch (error) {
      if (!(error instanceof NoRule)) throw error
      console.error(error.message)
      return 1
    }
  },
}

function timeIn(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN
  if (Number.isNaN(time))
    throw new UsageError(
      `--${option} is a time such as 2026-06-01 or 2026-06-01T12:00:00Z, not ${JSON.stringify(text)}`,
    )
  return time
}
