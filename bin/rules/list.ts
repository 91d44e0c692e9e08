import { plain } from '../../shared/channels/plain.ts'
import { visible } from '../replay/visible.ts'
import { type Command, oneOf, wordsOf } from '../usage.ts'
import { type Standing, standing } from './standing.ts'

/** Lists the rules that are deployed. */
export const list: Command = {
  summary: 'lists rules',
  usage: `npx vedette rules list [--format table|json] [PATH…]

Lists rules and correlations: id, level, status, title, tags and source file. Without PATH: the rules that come with the project and those in rules/.

  --format    table (the default), or json: a line a rule, {"id","level","title","tags","status","kind","source"}

Exit code 0; 1 where a rule does not compile.`,

  async run(words) {
    const { values, positionals } = wordsOf(words, { format: { type: 'string', default: 'table' } })
    const print = printing[oneOf('format', values.format, ['table', 'json'])]
    const rules = await standing(positionals)
    if (rules === undefined) return 1
    for (const rule of rules) console.log(visible(print(rule)))
    console.error(`${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}`)
    return 0
  },
}

const printing: Readonly<Record<'table' | 'json', (rule: Standing) => string>> = {
  json: ({ id, level, title, tags, status, kind, source }) =>
    JSON.stringify({ id, level, title, tags, status, kind, source }),
  table: ({ id = '-', level = '-', title, tags, status = '-', source }) =>
    [
      id.padEnd(36),
      level.padEnd(13),
      status.padEnd(12),
      plain(title, 80).padEnd(60),
      plain(tags.map((tag) => tag.replace(/^attack\./, '')).join(' '), 100),
      source,
    ].join('  '),
}
