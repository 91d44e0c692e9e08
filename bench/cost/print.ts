import { cold, graviton, keyUses, type Line, lateDeletion, totalOf, waits } from './bill.ts'
import type { Declared } from './declared.ts'
import { monthly } from './prices.ts'
import type { Run } from './run.ts'

/** The bill as people read it: a table, what was supposed, and what a month costs besides. */
export function billText(run: Run, lines: readonly Line[], declared: Declared, perDay: number): string {
  const shown = lines.filter(({ units }) => units > 0)
  const rows = shown.map(({ what, units, price, dollars }) => [
    what,
    Math.round(units).toLocaleString('en'),
    `$${price.dollars} ${price.per} [${price.source === 'list' ? 'L' : 'M'}]`,
    dollars.toFixed(4),
  ])
  const table = columns([['for a million records', 'units', 'price', 'dollars'], ...rows, ['Total', '', '', totalOf(lines).toFixed(4)]]) // biome-ignore format: one table
  return [...table, '', ...suppositions(run, declared, perDay), '', besides(run, declared), ''].join('\n')
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map(
    ([what, units, price, dollars]) =>
    [what!.padEnd(widths[0]!), units!.padStart(widths[1]!), price!.padEnd(widths[2]!), dollars!.padStart(widths[3]!)].join('  '), // biome-ignore format: one row
  )
}

function suppositions(run: Run, { traced }: Declared, perDay: number): readonly string[] {
  const { records, files, fast, findings, functions } = run
  const perFile = Math.round(records / files)
  const cpu = Object.values(functions).reduce((sum, one) => sum + one.cpu, 0)
  const ran = traced.filter((id) => (functions[id]?.count ?? 0) > 0)
  return [
    `Counted: ${records} records in ${files} files of ${perFile}, ${share(fast, records)} of them by the fast lane first, ${findings} findings; every call of the`,
    'handlers, refused ones too, with the size of every item. One file, one page and one finding an invocation, which is the dearest.',
    `Measured: ${((cpu * 1e6) / records).toFixed(0)} CPU seconds a million here, without TLS; × ${graviton} for Graviton, × memory as serverless.yml declares it.`,
    `Supposed: ${waits.dynamodb! * 1000} ms for DynamoDB to answer, ${waits.s3! * 1000} ms for S3, none of it overlapped; one start in ${cold.oneIn} cold, ${cold.seconds} s more; what`,
    `expires deleted within ${lateDeletion} days. ${perDay.toLocaleString('en')} records a day share out what goes by time: KMS (a call each 5 minutes, ${keyUses.callers} callers)`,
    `and X-Ray (one trace a second and function, then 5 %; recorded: ${ran.join(', ') || 'none'}).`,
    `Left out: a trail under a KMS key without bucket key ($${((1e6 / perFile) * 3e-6).toFixed(3)} more), mail, and transfer, of which there is none within a region.`,
    'Prices: us-east-1, on demand, no free tier, GB of 10^9; [L] from AWS’s list, [M] from memory.',
  ]
}

function besides({ functions }: Run, { alarms, polled }: Declared): string {
  const metrics = Object.values(functions).reduce((sum, { metrics }) => sum + metrics.length, 0)
  const dollars = monthly.key + alarms * monthly.alarm + metrics * monthly.metric + polled * monthly.poller
  return `Besides, each month and however little comes: the key, ${alarms} alarms, ${metrics} metrics, ${polled} queues polled: about $${dollars.toFixed(2)}.`
}

function share(some: number, all: number): string {
  return `${((some / all) * 100).toFixed(1)} %`
}
