import type { Activity } from '../../shared/activity.ts'
import { plain } from '../../shared/channels/plain.ts'
import type { Detector } from '../../shared/detector.ts'
import { correlationDetectors } from '../../shared/detectors/correlations.ts'
import { ruleDetector } from '../../shared/detectors/rules.ts'
import { inMemory } from '../../shared/in-memory.ts'
import { detect } from '../../shared/pipeline.ts'
import type { Collection } from '../../shared/rules/collection.ts'
import { matching } from '../../shared/rules/matching.ts'
import { InvalidRule } from '../../shared/sigma/invalid-rule.ts'
import { sources } from '../../shared/sources/index.ts'
import { intake } from '../../shared/sources/intake.ts'
import { read } from '../../shared/sources/read.ts'
import { account, count, merge, tally, total } from '../../shared/tally.ts'
import { bytesOf, filesAt, Unreadable } from '../files.ts'
import { progress } from '../replay/progress.ts'
import { seenKeys } from '../replay/seen.ts'
import { assembled } from './assembled.ts'
import { headerOf } from './checked.ts'
import { type Firings, firingsOf, type Summary } from './firings.ts'
import type { LoadedDocument } from './load.ts'
import { NoRule } from './named-rule.ts'

/** The time that is looked at, in milliseconds since 1970; the end is not in it. */
export interface Span {
  readonly since: number
  readonly until: number
}

/** What came of it: a summary a rule, the last lines to print, and how many files could not be read. */
export interface Backtested {
  readonly summaries: readonly Summary[]
  readonly unread: number
  readonly ending: readonly string[]
}

/** Only what a rule holds for is kept to be put in order of time, so much of it at a time: correlations look back half an hour. */
const mostPending = 20_000
const day = 86_400_000

/** Runs rules over files and folders, in bounded memory. Throws NoRule where there is none to run. */
export async function backtestOver(
  documents: readonly LoadedDocument[],
  paths: readonly string[],
  { since, until }: Span,
): Promise<Backtested> {
  const { collection, firings } = await collect(documents)
  const matches = matching(collection.rules)
  const detectors = [
    ruleDetector(collection.rules, matches) as Detector,
    ...(correlationDetectors(collection.correlations, matches) as readonly Detector[]),
  ]
  const found = seenKeys()
  const isNew = (uid: string) => {
    const before = found.size
    found.add(uid)
    return found.size > before
  }
  const detection = { detectors, memory: inMemory(), keep: async ({ uid }: { readonly uid: string }) => isNew(uid) }
  const counts = tally()
  const seen = seenKeys()
  const unread: string[] = []
  const failed = new Set<string>()
  const shown = progress()
  let [first, last, fired] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  let pending: Activity[] = []

  for await (const file of filesAt(paths)) {
    const before = { received: counts.received, rejected: total(counts.rejected) }
    const reason = 'problem' in file ? file.problem : await take(file)
    const nothing =
      counts.received > before.received &&
      total(counts.rejected) - before.rejected === counts.received - before.received
    if (reason !== undefined) unread.push(`could not be read: ${file.path}: ${plain(reason, 300)}`)
    else if (nothing) unread.push(`could not be read: ${file.path}: ${plain([...counts.rejected.keys()].at(-1)!, 300)}`)
    shown.update({ files: 1 })
  }
  await flush()
  shown.end()
  const days = first > last ? 0 : Math.floor(last / day) - Math.floor(first / day) + 1
  return {
    summaries: [...firings.values()].map((one) => one.summary(days)),
    unread: unread.length,
    ending: [
      ...unread,
      ...[...failed].slice(0, 10),
      days === 0 ? 'nothing happened in this time' : `from ${dayOf(first)} to ${dayOf(last)}`,
      account(counts),
    ],
  }

  async function take(file: { readonly path: string; readonly size: number }): Promise<string | undefined> {
    try {
      for await (const { written, objects, tally } of intake(read(await bytesOf(file), { sources }), { seen })) {
        merge(counts, tally)
        counts.received += objects.length
        if (objects.length > 0) count(counts.ignored, 'announces an object in S3, which is not fetched', objects.length)
        for (const { activity } of written) look(activity)
        // Rules alone can be counted as they come.
        if (collection.correlations.length === 0 || pending.length >= mostPending) await flush()
        shown.update({ records: written.length })
      }
      return undefined
    } catch (error) {
      if (error instanceof Unreadable) return error.message
      throw error
    }
  }

  function look(activity: Activity): void {
    const { time } = activity
    if (time < since || time >= until) {
      count(counts.ignored, 'outside --since and --until')
      return
    }
    counts.stored++
    first = Math.min(first, time)
    last = Math.max(last, time)
    if (matches(activity).length > 0) pending.push(activity)
  }

  async function flush(): Promise<void> {
    const { findings, silent, failures } = await detect(pending, detection)
    pending = []
    for (const { message } of failures) if (failed.size < 1000) failed.add(message)
    for (const { analytic, activity } of [...findings, ...silent.filter(({ uid }) => isNew(uid))]) {
      firings.get(analytic.uid)?.add(activity)
      fired++
    }
    shown.update({ findings: fired })
  }
}

/** The rules to run and what is counted of each. What a correlation refers to, and is not named, is looked for among what is deployed. */
async function collect(
  documents: readonly LoadedDocument[],
): Promise<{ collection: Collection; firings: ReadonlyMap<string, Firings> }> {
  const named = new Set(documents.map((document) => nameOf(headerOf(document))))
  try {
    const collection = await assembled(documents)
    const mine = [...collection.rules, ...collection.correlations].filter(
      (own) => !own.quiet && named.has(nameOf('rule' in own ? own.rule : own.linked.correlation)),
    )
    if (mine.length === 0) throw new NoRule('there is no rule or correlation in what is named')
    return { collection, firings: new Map(mine.map((own) => firingsOf(own)).map((one) => [one.id, one])) }
  } catch (error) {
    if (error instanceof InvalidRule) throw new NoRule(error.message)
    throw error
  }
}

function nameOf({ file, title }: { readonly file: string; readonly title: string }): string {
  return `${file}\n${title}`
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
