import type { Severity } from '../../finding.ts'
import type { Property } from './property.ts'
import { members } from './read.ts'

/** A watched property that went from one value to another, and how grave that is. */
export interface Change {
  readonly property: Property
  readonly severity: Severity
  /** `execution role changed` */
  readonly title: string
  /** `execution role from a to b` */
  readonly reason: string
}

/** The change as the table grades it, or undefined where it is of no concern. */
export function graded(property: Property, from: string, to: string): Change | undefined {
  const { kind, gained } = property.list ? listed(from, to) : { kind: single(from, to), gained: to }
  const severity = kind && property[kind]
  if (!severity) return undefined
  const { empty } = property
  const verb = kind === 'added' ? property.verb?.(gained) : kind === 'removed' ? empty : undefined
  return {
    property,
    severity,
    title: `${property.name} ${verb ?? kind}`,
    reason: `${property.values ?? property.name} from ${from || (empty ?? 'none')} to ${to || (empty ?? 'none')}`,
  }
}

type Kind = 'added' | 'removed' | 'changed'

function single(from: string, to: string): Kind {
  if (from === '') return 'added'
  return to === '' ? 'removed' : 'changed'
}

/** Whether a list gained or else lost a member. One too long to be remembered whole tells by its size, and by its gravest members. */
function listed(from: string, to: string): { kind?: Kind; gained: string } {
  const [before, after] = [members(from), members(to)]
  const gained = (before.whole && after.whole ? after.all : after.gravest).filter((name) => !before.all.includes(name))
  if (gained.length > 0) return { kind: 'added', gained: gained.join(', ') }
  if (before.whole && after.whole) {
    return { ...(before.all.some((name) => !after.all.includes(name)) && { kind: 'removed' }), gained: '' }
  }
  return { kind: after.size >= before.size ? 'added' : 'removed', gained: `${after.size} in all` }
}
