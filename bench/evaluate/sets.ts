import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { bytesOf, filesAt } from '../../bin/files.ts'
import type { Activity } from '../../shared/activity.ts'
import { behaviourDetectors, driftDetectors } from '../../shared/detectors/index.ts'
import { atLeast, type Finding } from '../../shared/finding.ts'
import { inMemory } from '../../shared/in-memory.ts'
import { detect } from '../../shared/pipeline.ts'
import { rules } from '../../shared/rules/index.ts'
import { sources } from '../../shared/sources/index.ts'
import { intake } from '../../shared/sources/intake.ts'
import { read } from '../../shared/sources/read.ts'
import { tally } from '../../shared/tally.ts'

/** A recorded attack or a quiet time, and what the pipeline made of it. */
export interface Evaluated {
  readonly name: string
  readonly kind: 'attack' | 'quiet'
  readonly activities: number
  readonly findings: readonly Finding[]
  /** What is not as it has to be, one sentence each. */
  readonly faults: readonly string[]
}

/** Replays the attacks and the quiet sets below a folder, each on its own, with memory that is empty at first. */
export async function evaluate(folder: string): Promise<readonly Evaluated[]> {
  const attacks = readdirSync(join(folder, 'stratus-scrubbed'))
    .filter((name) => name.endsWith('.json') && name !== 'index.json')
    .sort()
  const sets: Evaluated[] = []
  for (const name of attacks)
    sets.push(await evaluateSet(name.replace(/\.json$/, ''), 'attack', join(folder, 'stratus-scrubbed', name)))
  for (const [name, path] of quiet) sets.push(await evaluateSet(name, 'quiet', join(folder, path)))
  return sets
}

const quiet = [
  ['opensearch-benign', 'opensearch-benign/cloudtrail.json'],
  ['sans504', 'sans504'],
] as const

async function evaluateSet(name: string, kind: Evaluated['kind'], path: string): Promise<Evaluated> {
  const { activities, findings } = await replay(path)
  const faults = activities.size === 0 ? [`nothing could be read at ${path}`] : faultsOf[kind](findings, activities)
  return { name, kind, activities: activities.size, findings, faults }
}

const faultsOf: Readonly<
  Record<Evaluated['kind'], (findings: readonly Finding[], activities: ReadonlyMap<string, Activity>) => string[]>
> = {
  attack(findings, activities) {
    const grave = findings.filter(({ severity, analytic }) => atLeast(severity, 'medium') && !byAgent.has(analytic.uid))
    if (grave.some(({ related }) => related.every((uid) => activities.has(uid)))) return []
    return ['no finding of medium or above rests on its events']
  },
  quiet(findings) {
    const grave = findings.filter(({ severity }) => atLeast(severity, 'medium'))
    const loud = grave.filter(({ title }) => title !== rootUse).map(({ title, reason }) => `${title}: ${reason}`)
    const sessions = grave.filter(({ title }) => title === rootUse).map(sessionOf)
    const again = sessions.filter((session, at) => sessions.indexOf(session) !== at)
    return [...loud, ...again.map((session) => `${rootUse}, again in one session: ${session}`)]
  },
}

/** The one thing that a quiet account may be told of, once a session. */
const rootUse = 'Root user used'

/** Rules that ask who called by what the caller says of its own program. They prove nothing, since an attacker says something else. */
const byAgent: ReadonlySet<string> = new Set(
  rules
    .filter(({ rule }) =>
      [...rule.selections.values()].some(({ groups }) => groups.flat().some(({ field }) => field === 'userAgent')),
    )
    .map(({ rule }) => rule.id ?? rule.title),
)

function sessionOf({ activity }: Finding): string {
  const { actor, time } = activity
  return `${actor.id} since ${new Date(actor.session?.issued ?? Math.floor(time / day) * day).toISOString()}`
}

const day = 86_400_000

async function replay(path: string) {
  const activities = new Map<string, Activity>()
  const findings = new Map<string, Finding>()
  const detection = {
    detectors: [...behaviourDetectors, ...driftDetectors],
    memory: inMemory(),
    keep: async (finding: Finding) => {
      const isNew = !findings.has(finding.uid)
      if (isNew) findings.set(finding.uid, finding)
      return isNew
    },
  }
  const options = { tally: tally(), seen: new Set<string>() }
  for await (const file of filesAt([path])) {
    if ('problem' in file) continue
    for await (const { written } of intake(read(await bytesOf(file), { sources }), options)) {
      for (const { activity } of written) activities.set(activity.uid, activity)
      const { failures } = await detect(
        written.map(({ activity }) => activity),
        detection,
      )
      if (failures[0]) throw failures[0]
    }
  }
  return { activities, findings: [...findings.values()] }
}
