/** `npm start`: the whole of Vedette on this machine. Embedded engines, the built functions, the samples, and the alerts as they come. */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buckets as owned } from '../samples/cast.ts'
import { story } from '../samples/story.ts'
import { plain } from '../shared/channels/plain.ts'
import { account, accountLine, unaccounted } from './local/account.ts'
import { deliverStory } from './local/deliver-story.ts'
import { Interrupted, interrupted } from './local/interrupt.ts'
import { findingsBySeverity, setAside } from './local/outcome.ts'
import { setStage } from './local/stage.ts'
import { terminal } from './local/terminal.ts'

/** The sample account keeps both logs in one bucket. */
const buckets = { trail: owned.trail, config: owned.trail }
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { say, alert, progress } = terminal(process.stdout, process.env.NO_COLOR ? { color: false } : {})

process.stdout.on('error', () => process.exit(0)) // Whoever read along has had enough.

const interruption = interrupted()
const stack = new AsyncDisposableStack()
try {
  process.exitCode = await Promise.race([run(), interruption])
} catch (error) {
  process.exitCode = error instanceof Interrupted ? error.code : 1
  say(
    error instanceof Interrupted
      ? 'Stopped.'
      : `Vedette stopped: ${error instanceof Error ? error.message : String(error)}`,
  )
}
await stack.disposeAsync()
process.exit()

async function run(): Promise<number> {
  const begun = performance.now()
  const since = () => `${((performance.now() - begun) / 1000).toFixed(1)} s`
  const told = story()

  const sums = account('Vedette')
  const deliveries = { sns: 0, slack: 0, eventbridge: 0 }
  const failures = new Map<string, number>()
  const { estate, clients, host } = await setStage(
    {
      root,
      buckets,
      onLine: sums.hear,
      onFailure: (reason) => failures.set(reason, (failures.get(reason) ?? 0) + 1),
      onDelivery(channel, text) {
        deliveries[channel] += 1
        if (text !== undefined) alert(text)
      },
    },
    stack,
  )
  const { tables, queues, functions } = estate
  say(
    `${tables.length} tables, ${queues.length} queues and ${functions.length} functions as serverless.yml declares them, ${since()}`,
  )
  say(`${told.files.length} deliveries tell of a small account: two quiet weeks, a deployment, an attack at night`)

  await deliverStory(told.files, {
    s3: clients.s3,
    host,
    buckets,
    onProgress: (done, day) => progress(`${day}  ${done} of ${told.files.length} deliveries`),
  })
  await host.stop()

  const found = await findingsBySeverity(clients, nameOf(tables, 'FindingsTable'))
  const left = await setAside(clients, estate)
  const grave = [...found].filter(([, count]) => count > 0).map(([severity, count]) => `${count} ${severity}`)
  say('')
  say(accountLine(sums.sums))
  say(`findings: ${grave.join(' · ') || 'none'}`)
  say(`delivered: ${deliveries.sns} by SNS · ${deliveries.slack} by Slack · ${deliveries.eventbridge} by EventBridge`)
  for (const { queue, count } of left) say(`set aside: ${count} in ${queue.name}`)
  for (const [reason, count] of failures) say(`failed ${count} times: ${plain(reason, 300)}`)
  const missing = unaccounted(sums.sums)
  if (missing !== 0) say(`the numbers do not add up: ${missing} unaccounted for`)
  say(`took ${since()}; what the functions logged is in ${join('.vedette', 'logs')}`)
  return missing !== 0 || left.some(({ failed }) => failed) ? 1 : 0
}

function nameOf(tables: readonly { readonly name: string }[], id: string): string {
  const table = tables.find(({ name }) => name.endsWith(`-${id}`))
  if (table === undefined) throw new Error(`no table ${id} is declared`)
  return table.name
}
