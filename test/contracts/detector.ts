import { expect, it } from 'vitest'
import type { Activity } from '../../shared/activity.ts'
import type { Detector } from '../../shared/detector.ts'
import type { Finding } from '../../shared/finding.ts'

/** What every detector promises, whatever it looks for. The history must make it find something. */
export function testDetector<S>(detector: Detector<S>, history: readonly Activity[]): void {
  it('finds something in the history that it is tested with', () => {
    expect(foldAll(detector, history).length).toBeGreaterThan(0)
  })

  it('changes nothing when it steps over an activity again', () => {
    for (const { activity, state } of walk(detector, history)) {
      const once = detector.step(activity, freeze(clone(state)))
      const again = detector.step(activity, freeze(clone('state' in once ? once.state : state)))
      expect(again.findings).toEqual(once.findings)
      expect('state' in again ? again.state : state).toEqual('state' in once ? once.state : state)
    }
  })

  it('remembers and finds what survives storage', () => {
    for (const { activity, state } of walk(detector, history)) {
      const verdict = detector.step(activity, state)
      expect(clone(verdict)).toEqual(verdict)
      expect(JSON.stringify(verdict.state ?? {}).length).toBeLessThan(32 * 1024)
    }
  })

  it('says why, what to do next and on what it rests', () => {
    for (const finding of foldAll(detector, history)) {
      expect(finding.related).toContain(finding.activity.uid)
      for (const part of [finding.uid, finding.title, finding.reason, finding.remediation]) expect(part).not.toBe('')
    }
  })

  it('finds the same whatever the order of arrival, and however often it comes', () => {
    const inOrder = said(foldAll(detector, history))
    expect(said(foldAll(detector, history.toReversed()))).toEqual(inOrder)
    expect(said(foldAll(detector, shuffled(history)))).toEqual(inOrder)
    expect(said(foldAll(detector, [...history, ...shuffled(history)]))).toEqual(inOrder)
  })
}

/** The findings of a whole history, each once, in the order of their ids: as the table of findings would hold them. */
export function foldAll<S>(detector: Detector<S>, history: readonly Activity[]): readonly Finding[] {
  const findings = new Map<string, Finding>()
  for (const { activity, state } of walk(detector, history)) {
    for (const finding of detector.step(activity, state).findings) {
      if (!findings.has(finding.uid)) findings.set(finding.uid, finding)
    }
  }
  return [...findings.values()].sort((a, b) => (a.uid < b.uid ? -1 : 1))
}

function* walk<S>(
  detector: Detector<S>,
  history: readonly Activity[],
): Generator<{ activity: Activity; state: S | undefined }> {
  const states = new Map<string, S | undefined>()
  for (const activity of history) {
    const key = detector.key ? detector.key(activity) : ''
    if (key === undefined) continue
    const state = states.get(key)
    yield { activity, state }
    const verdict = detector.step(activity, state)
    if ('state' in verdict) states.set(key, clone(verdict.state))
  }
}

/** What on-call would be told; which activity completed it depends on the order of arrival. */
function said(findings: readonly Finding[]) {
  return findings.map(({ uid, title, severity }) => ({ uid, title, severity }))
}

function shuffled<T>(items: readonly T[]): T[] {
  // A fixed permutation: every item moves, and every run is the same.
  return items
    .map((item, index) => ({ item, at: (index * 7919) % 104729 }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

function clone<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T)
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze)
  return value
}
