import type { Attack, Severity } from '../../finding.ts'
import { canonical, exposure } from './exposure.ts'
import { at, foreign, type Item, list, short } from './read.ts'

/** A property of a resource whose change matters, and how much. A grade that is absent is of no concern. */
export interface Property {
  /** What it is remembered under. */
  readonly id: string
  /** What people call it. */
  readonly name: string
  /** Its value in a few words: empty where there is none, undefined where the item does not say. */
  readonly read: (item: Item) => string | undefined
  /** Whether the value is a list, of which members are added and removed. */
  readonly list?: true
  readonly added?: Severity
  readonly removed?: Severity
  readonly changed?: Severity
  /** What its values are, where the name does not say. */
  readonly values?: string
  /** What it is when it is nothing, if that is not `none`: a switch is `off`. */
  readonly empty?: string
  /** How the title says that something was added to a list, where that is not `added`. */
  readonly verb?: (gained: string) => string
  readonly attack: Attack
  readonly remediation: string
}

/** A value in `configuration`, or in `supplementaryConfiguration` where the path begins with a plus sign. */
export function value(path: string): (item: Item) => unknown {
  const [part, inner] = path.startsWith('+')
    ? (['supplementary', path.slice(1)] as const)
    : (['configuration', path] as const)
  return (item) => {
    if (!item[part]) return unknown
    return at(item[part], inner) ?? null
  }
}

/** What an item does not say. Null is what it says is not there. */
export const unknown = undefined

/** The value at a path as a property's reader, through `tell` where it is not told as it is. */
export function said(path: string, tell: (known: unknown, item: Item) => string = short) {
  const find = value(path)
  return (item: Item) => {
    const known = find(item)
    return known === unknown ? unknown : tell(known, item)
  }
}

/** A switch that protects: `on` while it holds one of these values. Config writes switches out, so one that is not there says nothing. */
export function on(path: string, values: readonly unknown[] = [true]) {
  const find = value(path)
  return (item: Item) => {
    const known = find(item) ?? unknown
    if (known === unknown) return unknown
    return values.includes(known) ? 'on' : ''
  }
}

/** A resource policy: opening it to others is grave, any other change is worth knowing. */
export function policy(path: string, attack: Attack): readonly Property[] {
  const common = {
    attack,
    remediation:
      'Ask the owner whether the change of the policy was intended; if not, restore the former policy and look for calls by those it let in.',
  }
  return [
    {
      id: 'open',
      name: 'policy',
      values: 'others that the policy lets in',
      read: said(path, (document, { account }) => list(exposure(document, account))),
      list: true,
      added: 'high',
      verb: (gained) => `opened to ${gained}`,
      ...common,
    },
    {
      id: 'policy',
      name: 'policy text',
      read: said(path, canonical),
      added: 'low',
      removed: 'low',
      changed: 'low',
      ...common,
    },
  ]
}

/** A customer key: its removal weakens, a key of another account takes the data hostage. */
export function encryptionKey(read: Property['read']): readonly Property[] {
  return [
    {
      id: 'key',
      name: 'encryption key',
      read,
      removed: 'high',
      changed: 'low',
      attack: impair,
      remediation: 'Set the customer managed key again and find out who removed or replaced it.',
    },
    {
      id: 'keyOwner',
      name: 'account of the encryption key',
      read: (item) => {
        const known = read(item)
        return known === undefined ? undefined : list(foreign(known, item.account))
      },
      list: true,
      added: 'high',
      verb: (gained) => `is now ${gained}`,
      attack: { tactic: 'TA0040', technique: 'T1486' },
      remediation:
        'Set a key of this account again before the other account can withdraw its own, and copy what was written under it.',
    },
  ]
}

/** Defences are weakened. */
export const impair: Attack = { tactic: 'TA0005', technique: 'T1562' }
/** What brings data back is taken away. */
export const inhibitRecovery: Attack = { tactic: 'TA0040', technique: 'T1490' }
/** Data is opened to be taken. */
export const cloudStorage: Attack = { tactic: 'TA0009', technique: 'T1530' }
/** An identity is given more. */
export const additionalRoles: Attack = { tactic: 'TA0003', technique: 'T1098.003' }
/** What may be done to a resource is given to others. */
export const manipulation: Attack = { tactic: 'TA0003', technique: 'T1098' }
/** Code that runs for others is replaced. */
export const implant: Attack = { tactic: 'TA0003', technique: 'T1525' }
/** Logging is turned off or away. */
export const cloudLogs: Attack = { tactic: 'TA0005', technique: 'T1562.008' }
