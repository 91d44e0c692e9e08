import { execFile } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { numbersOf, type Run, vedette } from './vedette.ts'

const recordings = new URL('../../../shared/recordings/', import.meta.url).pathname
const here = existsSync(recordings)
const folder = mkdtempSync(join(tmpdir(), 'vedette-recordings-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// biome-ignore lint/suspicious/noExplicitAny: recordings have shapes of their own, read only here.
type Json = any

const parse = (path: string): Json => {
  const bytes = readFileSync(path)
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString())
}
const recordsOf = (paths: readonly string[]): readonly Json[] =>
  paths.flatMap((path) => parse(path).Records ?? parse(path))
const linesOf = (path: string): readonly Json[] =>
  readFileSync(recordings + path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

/** The files that a run says it could not read, relative to the recordings. */
const refusedBy = ({ err }: Run) =>
  [...err.matchAll(/^could not be read: (\S+): /gm)].map(([, path]) => path!.replace(recordings, ''))

/** How many records there are and how many of them come again, counted by hand. */
function truth(paths: readonly string[]) {
  const ids = recordsOf(paths).map(({ eventID }) => eventID)
  return { received: ids.length, stored: new Set(ids).size, duplicate: ids.length - new Set(ids).size }
}

/** Findings of medium or above, one line each: title and session. */
const graveOf = ({ out }: Run) =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Json => JSON.parse(line))
    .filter(({ severity_id }) => severity_id >= 3)

describe
  .skipIf(!here)
  .concurrent(
    `vedette replay over the recordings${here ? '' : ' (needs ../shared/recordings, which is absent)'}`,
    () => {
      it('reads every log, or refuses it by name', async () => {
        const logs = [
          'sans504',
          'opensearch-benign',
          'flaws-mini',
          'stratus-scrubbed',
          'custodian-events',
          'parser-edge-cases',
          'config-snapshots',
          'ocsf-cloudtrail',
        ]
        const run = await vedette('replay', ...logs.map((name) => recordings + name))
        const { addsUp, rejected } = numbersOf(run.account)
        expect(addsUp).toBe(true)
        const refused = refusedBy(run)
        const files = globSync(`{${logs}}/**`, { cwd: recordings, withFileTypes: true }).filter((entry) =>
          entry.isFile(),
        )
        expect(run.err).toContain(`in ${files.length} files`)
        // What is no log: texts, an index, findings that a raw record is to become; one record lacks its time, two are no JSON.
        const others = refused.filter((path) => !/\.md$|upstream$|stratus-scrubbed\/index\.json$/.test(path))
        const unlike = others.filter((path) => !path.startsWith('ocsf-cloudtrail/'))
        expect(unlike).toEqual(['custodian-events/event-cloud-trail-bedrock-create-customization-jobs.json'])
        for (const path of others.filter((path) => path.startsWith('ocsf-cloudtrail/')))
          expect(eventOf(path), path).toBe(undefined)
        expect(rejected).toBeGreaterThanOrEqual(refused.length)
        expect(run.err).toMatch(
          /read in part: .*sqs-batch-partial-garbage.json: 1 of \d+ records rejected: not JSON: begins with "this is not json at/,
        )
        expect(run.code).toBe(2)
      })

      it('reads what the recordings wrap in objects of their own, once it is unwrapped', async () => {
        const events = [
          'panther-cloudtrail/cases.jsonl',
          'streamalert/cases.jsonl',
          'lambda-cloudtrail/events.jsonl',
        ].flatMap(linesOf)
        const unwrapped: Readonly<Record<string, readonly Json[]>> = {
          cloudtrail: events.map(({ event }) => event),
          items: linesOf('config-items/items.jsonl').map(({ item }) => item),
          notifications: linesOf('config-items/change_notifications.jsonl').map(({ message }) => message),
          invocations: linesOf('config-items/rule_invocations.jsonl').map(
            ({ event, invokingEvent }) => event ?? { invokingEvent },
          ),
          payloads: linesOf('lambda-logs/cloudwatch_payloads_decoded.jsonl').map(({ payload }) => payload),
          lines: linesOf('lambda-logs/cloudwatch_events.jsonl').map(({ logStream, timestamp, message, eventId }) => ({
            messageType: 'DATA_MESSAGE',
            owner: '111122223333',
            logGroup: '/aws/lambda/recorded',
            logStream,
            logEvents: [{ id: eventId, timestamp, message }],
          })),
        }
        const runs = await Promise.all(
          Object.entries(unwrapped).map(async ([name, list]) => {
            const path = join(folder, `${name}.jsonl`)
            writeFileSync(path, list.map((one) => JSON.stringify(one)).join('\n'))
            return [name, await vedette('replay', path)] as const
          }),
        )
        for (const [name, { account, err, code }] of runs) {
          const numbers = numbersOf(account)
          expect(numbers, `${name}: ${err}`).toMatchObject({ addsUp: true })
          expect(numbers.received, name).toBeGreaterThanOrEqual(unwrapped[name]!.length)
          expect(numbers.rejected, `${name}: ${err}`).toBeLessThan(numbers.received / 4)
          for (const [line] of err.matchAll(/^rejected .*/gm)) expect(line, name).toMatch(refusals)
          expect(code, name).toBe(0)
        }
      })

      it.each([
        ['sans504', 'sans504/**/*.json.gz'],
        ['opensearch-benign', 'opensearch-benign/cloudtrail.json'],
      ])(
        'counts the duplicates of %s as they are, and finds nothing grave but root use, once a session',
        async (_, files) => {
          const paths = globSync(recordings + files)
          const run = await vedette('replay', '--format', 'ocsf', ...paths)
          expect(numbersOf(run.account)).toEqual({ ...truth(paths), ignored: 0, rejected: 0, addsUp: true })
          const grave = graveOf(run)
          expect(grave.filter(({ message }) => message !== 'Root user used')).toEqual([])
          const sessions = grave.map(({ evidences }) =>
            JSON.stringify(evidences[0].data.userIdentity.sessionContext ?? evidences[0].data.eventTime.slice(0, 10)),
          )
          expect(new Set(sessions).size).toBe(sessions.length)
          expect(run.code).toBe(0)
        },
      )

      it('reads a record of each version that CloudTrail had', async () => {
        const run = await vedette('replay', `${recordings}flaws-mini/examples`)
        expect(refusedBy(run)).toEqual(['flaws-mini/examples/README.md'])
        expect(numbersOf(run.account)).toMatchObject({ addsUp: true, rejected: 1 })
      })

      it('counts duplicates and late records of made-up traffic exactly (needs python3)', async ({ skip }) => {
        const out = join(folder, 'bulk')
        const words = ['-n', '4000', '--dup', '0.02', '--late', '0.05', '--max-per-file', '100', '--out', out]
        try {
          await promisify(execFile)('python3', [`${recordings}gen_bulk.py`, ...words])
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === 'ENOENT') skip('there is no python3')
          throw error
        }
        const { account, code } = await vedette('replay', join(out, 'AWSLogs'))
        const { events_written: received, unique_events: stored } = parse(join(out, 'manifest.json'))
        expect(received - stored).toBeGreaterThan(40)
        expect(numbersOf(account)).toEqual({
          received,
          stored,
          duplicate: received - stored,
          ignored: 0,
          rejected: 0,
          addsUp: true,
        })
        expect(code).toBe(0)
      })
    },
  )

/** Cases that were written by hand, or by other tools: times that no log has, keys in small letters, items without a type. */
const refusals = /is no time|keys are (awsregion|configuration$)|for other reasons|resourceType|message/

/** The `eventID` of a file's record, if it is one. */
function eventOf(path: string): unknown {
  try {
    return parse(recordings + path).eventID
  } catch {
    return undefined
  }
}
