import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from './speed.ts'

const dist = fileURLToPath(new URL('../dist', import.meta.url))
const runs = 15
/** How long importing a bundle and making its clients may take, in milliseconds of a fresh process. */
const bound = 120

/** Measures how long each built bundle takes to be ready, and says whether the bound holds. Run `npm run build` first. */
export async function measureStart(): Promise<boolean> {
  const bundles = readdirSync(dist, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  if (bundles.length === 0) throw new Error('there are no bundles in dist/: run `npm run build` first')
  return bundles.map(one).every((holds) => holds)
}

function one(name: string): boolean {
  const path = join(dist, name, 'index.js')
  const times = Array.from({ length: runs }, () =>
    Number(execFileSync(process.execPath, ['-e', timed, path], { env: environment, encoding: 'utf8' })),
  )
  const middle = median(times)
  const holds = middle <= bound
  const size = Math.round(statSync(path).size / 1000)
  console.log(
    `${name.padEnd(18)}${String(size).padStart(4)} KB   ready after ${middle.toFixed(0).padStart(3)} ms (${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)}, ${runs} processes); at most ${bound} ms${holds ? '' : '  DOES NOT HOLD'}`,
  )
  return holds
}

/** Bundles are CommonJS without a package.json beside them, as Lambda unpacks them. */
const timed = `
const { readFileSync } = require('node:fs')
const path = process.argv[1]
const begun = performance.now()
const bundle = new (require('node:module'))(path)
bundle.paths = []
bundle._compile(readFileSync(path, 'utf8'), path)
process.stdout.write(String(performance.now() - begun))
process.exit(0)`

/** Every variable that any function reads. */
const environment = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  ACTIVITIES_TABLE: 'activities',
  MEMORY_TABLE: 'memory',
  FINDINGS_TABLE: 'findings',
  REJECTED_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/1/rejected',
  RETRY_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/1/retry',
  ALERTS_TOPIC_ARN: 'arn:aws:sns:eu-central-1:1:alerts',
  EVENT_BUS_NAME: 'vedette',
  SLACK_WEBHOOK: 'ssm:/vedette/slack-webhook',
  RETENTION_DAYS: '30',
  POWERTOOLS_METRICS_NAMESPACE: 'Vedette',
  POWERTOOLS_SERVICE_NAME: 'bench',
}
