import type { Detector } from '../../shared/detector.ts'
import { behaviourDetectors, driftDetectors } from '../../shared/detectors/index.ts'
import { atLeast, type Finding, type Severity, severities } from '../../shared/finding.ts'
import { detect } from '../../shared/pipeline.ts'
import { sources } from '../../shared/sources/index.ts'
import { type Batch, intake } from '../../shared/sources/intake.ts'
import { read } from '../../shared/sources/read.ts'
import { count, merge, tally, total } from '../../shared/tally.ts'
import { bytesOf, type Found, filesAt, Unreadable } from '../files.ts'
import { engines } from '../replay/engine.ts'
import { printing } from '../replay/print.ts'
import { progress } from '../replay/progress.ts'
import { complaintOf, type Reading, reportOf } from '../replay/report.ts'
import { seenKeys } from '../replay/seen.ts'
import { smallHeap } from '../replay/small-heap.ts'
import { type Command, oneOf, UsageError, wordsOf } from '../usage.ts'

const usage = `npx vedette replay [--format table|ocsf] [--engine memory|dynamodb] [--only DETECTOR,…] [--fail-on SEVERITY] PATH…

Runs sources and detectors over files and folders. What a file holds is told from its content, not its name: CloudTrail, AWS Config and
Lambda logs, gzipped or not, in any envelope that AWS puts around them.

  --format    table (the default): a line a finding; ocsf: a JSON line a finding (OCSF 1.5), and nothing else on standard output
  --engine    memory (the default), or dynamodb: through an embedded DynamoDB, as deployed
  --only      runs these detectors alone
  --fail-on   exit code 1 if there is a finding of at least this severity: ${severities.join(', ')}

Exit code 0; 1 with --fail-on met; 2 if a file could not be read as anything: it is named, and the others are still processed.`

/** Runs the whole pipeline over files and folders, and ends with the account of what became of every record. */
export const replay: Command = {
  summary: 'runs sources and detectors over files and folders',
  usage,

  async run(words) {
    const { values, positionals } = wordsOf(words, {
      format: { type: 'string', default: 'table' },
      engine: { type: 'string', default: 'memory' },
      only: { type: 'string' },
      'fail-on': { type: 'string' },
    })
    if (positionals.length === 0) throw new UsageError(`no path is named\n\n${usage}`)
    const print = printing[oneOf('format', values.format, ['table', 'ocsf'])]
    const start = engines[oneOf('engine', values.engine, ['memory', 'dynamodb'])]
    const detectors = detectorsNamed(values.only)
    const failOn = values['fail-on'] === undefined ? undefined : oneOf('fail-on', values['fail-on'], severities)

    const counts = tally()
    const found = new Map<Severity, number>()
    const failed = new Set<string>()
    const silent = new Map<string, number>()
    const silenced = new Set<string>()
    const shown = progress()
    const seen = seenKeys()
    const keepSmall = smallHeap()
    let files = 0
    let unreadable = 0
    let interrupted = false
    const interrupt = () => {
      interrupted = true
    }
    process.once('SIGINT', interrupt)
    const engine = await start()

    try {
      for await (const file of filesAt(positionals)) {
        if (interrupted) break
        files++
        const reading = await replayFile(file)
        if (reading.rejected > 0) complain(reading)
        shown.update({ files: 1 })
      }
    } finally {
      process.off('SIGINT', interrupt)
      await engine.stop()
    }
    shown.end()
    const ending = { tally: counts, files, found, silent, failures: [...failed], interrupted }
    for (const line of reportOf(ending)) console.error(line)
    if (interrupted) return 130
    if (failed.size > 0) return 70 // EX_SOFTWARE of sysexits(3): a detector has a bug, and what it would have found is missing
    if (unreadable > 0) return 2
    return failOn && [...found.keys()].some((severity) => atLeast(severity, failOn)) ? 1 : 0

    async function replayFile(file: Found): Promise<Reading> {
      const before = { received: counts.received, rejected: total(counts.rejected) }
      let reason = ''
      try {
        if ('problem' in file) throw new Unreadable(file.problem)
        for await (const batch of intake(read(await bytesOf(file), { sources }), { seen })) {
          reason ||= batch.rejected[0]?.reason ?? ''
          await replayBatch(batch)
          if (interrupted) break
        }
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error
        reason ||= error.message
        counts.received++
        count(counts.rejected, error.message)
      }
      const [received, rejected] = [counts.received - before.received, total(counts.rejected) - before.rejected]
      return { path: file.path, received, rejected, reason }
    }

    function complain(reading: Reading): void {
      if (reading.rejected === reading.received) unreadable++
      shown.clear()
      console.error(complaintOf(reading))
    }

    async function replayBatch({ written, objects, tally }: Batch): Promise<void> {
      merge(counts, tally)
      counts.received += objects.length
      if (objects.length > 0)
        count(counts.ignored, 'announces an object in S3, which a replay does not fetch', objects.length)
      const { stored, duplicate } = await engine.store(written)
      counts.stored += stored
      counts.duplicate += duplicate
      const {
        findings,
        silent: onTrial,
        failures,
      } = await detect(
        written.map(({ activity }) => activity),
        { ...engine, detectors },
      )
      for (const { message } of failures) if (failed.size < most) failed.add(message)
      for (const finding of findings) await show(finding)
      for (const { uid, analytic } of onTrial) if (isNew(silenced, uid)) count(silent, analytic.name)
      shown.update({ records: written.length })
      keepSmall()
    }

    async function show(finding: Finding): Promise<void> {
      found.set(finding.severity, (found.get(finding.severity) ?? 0) + 1)
      shown.clear()
      if (!process.stdout.write(`${print(finding)}\n`))
        await new Promise((resolve) => process.stdout.once('drain', resolve))
      shown.update({ findings: 1 })
    }
  },
}

/** How many reasons and failures are kept to be told. */
const most = 1000

function isNew(seen: Set<string>, uid: string): boolean {
  const before = seen.size
  return seen.add(uid).size > before
}

function detectorsNamed(names: string | undefined): readonly Detector[] {
  const all = [...behaviourDetectors, ...driftDetectors]
  if (names === undefined) return all
  return names.split(',').map((name) => {
    const detector = all.find(({ id }) => id === name)
    if (!detector)
      throw new UsageError(
        `--only: there is no detector ${JSON.stringify(name)}; there are ${all.map(({ id }) => id).join(', ')}`,
      )
    return detector
  })
}
