import type { InvalidRule } from '../../shared/sigma/invalid-rule.ts'
import { visible } from '../replay/visible.ts'
import { type Command, oneOf, UsageError, wordsOf } from '../usage.ts'
import { type Checked, checkRules } from './checked.ts'
import { loadRules } from './load.ts'

const usage = `npx vedette rules check [--format table|json] [--strict] PATH…

Compiles Sigma rules, correlations and filters, in files and in folders (of which every .yml and .yaml is read). One line a file: ok, or refused with file,
line, place and reason; what else is wrong with a file is on indented lines below it. Warnings name what is legal Sigma and most likely not meant: events
that CloudTrail never emits, fields that no record has, a missing level, selections that no condition uses, titles and detections that are there twice.

  --format    table (the default), or json: a line a file, {"file","ok","rules","errors":[…],"warnings":[…]}
  --strict    warnings count as errors

Exit code 0; 1 where a file does not compile, or with --strict where there is a warning.`

/** Says whether rules would get into a deployment, and what of them is probably not meant. */
export const check: Command = {
  summary: 'compiles rules and says what is wrong with them',
  usage,

  async run(words) {
    const { values, positionals } = wordsOf(words, {
      format: { type: 'string', default: 'table' },
      strict: { type: 'boolean', default: false },
    })
    if (positionals.length === 0) throw new UsageError(`no path is named\n\n${usage}`)
    const print = printing[oneOf('format', values.format, ['table', 'json'])]
    const files = await checkRules(await loadRules(positionals))
    for (const file of files) for (const line of print(file)) console.log(visible(line))
    const refused = files.filter(({ errors }) => errors.length > 0).length
    const warnings = files.reduce((sum, { warnings }) => sum + warnings.length, 0)
    console.error(
      `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${refused} refused, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`,
    )
    return refused > 0 || (values.strict && warnings > 0) ? 1 : 0
  },
}

const printing: Readonly<Record<'table' | 'json', (file: Checked) => readonly string[]>> = {
  json: ({ path, rules, errors, warnings }) => [
    JSON.stringify({
      file: path,
      ok: errors.length === 0,
      rules,
      errors: errors.map(faultJson),
      warnings: warnings.map(faultJson),
    }),
  ],
  table: ({ path, rules, errors, warnings }) => {
    const [first, ...more] = errors
    const head =
      first === undefined ? `ok       ${path}  ${rules} ${rules === 1 ? 'rule' : 'rules'}` : `refused  ${first.message}`
    return [
      head,
      ...more.map(({ message }) => `           error: ${message}`),
      ...warnings.map(({ message }) => `           warning: ${message}`),
    ]
  },
}

function faultJson({ line, path, reason }: InvalidRule) {
  return { ...(line !== undefined && { line }), path, reason }
}
