/** What a million CloudTrail records cost, from the calls and units that the handlers really make. */
import { parseArgs } from 'node:util'
import { bill, refusal } from './cost/bill.ts'
import { declared } from './cost/declared.ts'
import { recordsIn } from './cost/files.ts'
import { billText } from './cost/print.ts'
import { run } from './cost/run.ts'
import { trailFiles } from './records.ts'

const usage = `npm run cost -- [--records 50000] [--per-file 217] [--files PATH] [--per-day 1000000] [--limit DOLLARS]
Exits with 1 when a million records cost more than the limit: 0.30, unless the files are others than those of 217 records.`

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '50000' },
    'per-file': { type: 'string', default: '217' },
    'per-day': { type: 'string', default: '1000000' },
    files: { type: 'string' },
    limit: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) console.log(usage)
else await main()

async function main(): Promise<void> {
  const [records, perFile, perDay] = [number('records'), number('per-file'), number('per-day')]
  const ours = values.files === undefined && perFile === 217
  const limit = values.limit === undefined ? (ours ? 0.3 : Number.POSITIVE_INFINITY) : number('limit')
  const files = values.files === undefined ? generated(records, perFile) : recordsIn(values.files)

  const [what, said] = [await run(files), await declared()]
  const lines = bill(what, { ...said, perDay })
  console.log(billText(what, lines, said, perDay))
  const refused = refusal(lines, limit)
  if (refused === undefined) return
  console.error(refused)
  process.exitCode = 1
}

function* generated(records: number, perFile: number): Generator<readonly string[]> {
  for (const file of trailFiles({ records, perFile })) yield file.records
}

function number(name: 'records' | 'per-file' | 'per-day' | 'limit'): number {
  const value = Number(values[name])
  if (!(value > 0)) throw new Error(`--${name} wants a number above 0, not ${values[name]}\n${usage}`)
  return value
}
