import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkRegex, readRuleFolder } from '../../bin/rule-files.ts'
import type { Activity } from '../../shared/activity.ts'
import type { Detector } from '../../shared/detector.ts'
import { correlationDetectors } from '../../shared/detectors/correlations.ts'
import { parseCollection } from '../../shared/rules/collection.ts'
import { matching } from '../../shared/rules/matching.ts'
import { sequencesOf } from '../../shared/rules/sequences.ts'
import { kindOf } from '../../shared/sigma/documents.ts'
import { cloudtrail } from '../../shared/sources/cloudtrail.ts'
import { lambdaLogs } from '../../shared/sources/lambda-logs.ts'
import { foldAll, testDetector } from '../contracts/detector.ts'

const files = readRuleFolder(fileURLToPath(new URL('../../shared/rules/', import.meta.url)))
const { rules, correlations } = parseCollection(files, { checkRegex })
const matches = matching(rules)
const places = files.filter(({ document, where }) => kindOf(document, where) === 'correlation')

function activitiesOf(records: readonly Readonly<Record<string, unknown>>[]): readonly Activity[] {
  return records.flatMap((record) => (record.logGroup === undefined ? cloudtrail : lambdaLogs).normalize(record))
}

/** The detectors of one correlation as one: in no example does an activity stand in two groups. */
function together(detectors: readonly Detector<never>[]): Detector<never> {
  const of = (activity: Activity) => detectors.find((detector) => detector.key!(activity) !== undefined)
  return {
    id: detectors[0]!.id,
    key: (activity) => detectors.map((detector) => detector.key!(activity)).find((key) => key !== undefined),
    step: (activity, state) => of(activity)!.step(activity, state),
  }
}

describe('the correlations of the pack', () => {
  it('are ten or more that are told', () => {
    expect(correlations.filter(({ quiet }) => !quiet).length).toBeGreaterThanOrEqual(10)
  })
})

for (const [at, own] of correlations.entries()) {
  const { document, where } = places[at]!
  if (own.quiet) continue
  describe(own.linked.correlation.title, () => {
    const detector = together(correlationDetectors([own], matches) as unknown as Detector<never>[])
    const sequences = sequencesOf(document, where)

    it('finds what its examples say it finds, and nothing in its near misses', () => {
      expect(sequences.map(({ match }) => match)).toEqual(expect.arrayContaining([true, false]))
      for (const { match, records } of sequences) {
        const found = foldAll(detector, activitiesOf(records))
        expect(found.length, JSON.stringify(records)).toBe(match ? 1 : 0)
        for (const { reason } of found) expect(reason, 'every value is in the example').not.toMatch(/[{}]|unknown/)
      }
    })

    // The contract turns a history round, which is late by more than half an hour where the example is longer.
    const short = (activity: Activity, _: number, all: readonly Activity[]) => ({
      ...activity,
      time: all[0]!.time + ((activity.time - all[0]!.time) / Math.max(1, all.at(-1)!.time - all[0]!.time)) * 480_000,
    })
    testDetector(detector, activitiesOf(sequences[0]!.records).map(short))
  })
}
