import type { Activity } from '../../shared/activity.ts'
import type { Detector } from '../../shared/detector.ts'
import type { State } from '../../shared/detectors/correlations/fold.ts'
import { correlationDetectors } from '../../shared/detectors/correlations.ts'
import type { Finding } from '../../shared/finding.ts'
import { parseCollection } from '../../shared/rules/collection.ts'
import { matching } from '../../shared/rules/matching.ts'
import { activity, noon } from '../make.ts'

/** A record at so many seconds after noon, and its id where the test cares. */
export type Event = Readonly<Record<string, unknown>> & { readonly at: number; readonly uid?: string }

/** Makes the detectors of the correlations over rules that are one selection each. The last correlation is the one that is told. */
export function detectorsFor(
  rules: readonly { readonly name: string; readonly selection: unknown }[],
  correlations: readonly Readonly<Record<string, unknown>>[],
): readonly Detector<State>[] {
  const documents = [
    ...rules.map(({ name, selection }) => ({
      title: name,
      name,
      logsource: { product: 'aws', service: 'cloudtrail' },
      detection: { selection, condition: 'selection' },
    })),
    ...correlations.map(({ name, ...correlation }, at) => ({
      title: `correlation ${at}`,
      ...(name === undefined ? {} : { name }),
      correlation,
    })),
  ]
  const collection = parseCollection(documents.map((document) => ({ document, where: { file: 'case.yml' } })))
  return correlationDetectors(collection.correlations, matching(collection.rules))
}

/** The activities of events, in the order in which they are given. */
export function activitiesOf(events: readonly Event[]): readonly Activity[] {
  return events.map(({ at, uid, ...record }, index) =>
    activity({ uid: uid ?? `event-${index}`, time: noon + at * 1_000, record }),
  )
}

/** What is found and remembered when the activities come in this order: each finding once, by its id. */
export function correlate(detectors: readonly Detector<State>[], activities: readonly Activity[]) {
  const states = new Map<string, State>()
  const findings = new Map<string, Finding>()
  for (const one of activities) {
    for (const detector of detectors) {
      const key = detector.key!(one)
      if (key === undefined) continue
      const verdict = detector.step(one, states.get(key))
      for (const finding of verdict.findings) if (!findings.has(finding.uid)) findings.set(finding.uid, finding)
      if (verdict.state) states.set(key, JSON.parse(JSON.stringify(verdict.state)) as State)
    }
  }
  return { findings: [...findings.values()].sort((a, b) => (a.uid < b.uid ? -1 : 1)), states }
}
