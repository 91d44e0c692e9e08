import { isMap } from './document.ts'
import { InvalidRule, short, type Where } from './invalid-rule.ts'

/** The kinds of document that a Sigma file can hold. */
export type Kind = 'rule' | 'correlation' | 'filter'

/** Tells what kind a document is by the key that only its kind has. Throws InvalidRule for one of two kinds, and for an action. */
export function kindOf(document: unknown, where: Where): Kind {
  if (!isMap(document)) throw new InvalidRule(where, [], 'is not a map of title and more')
  if (document.action !== undefined)
    throw new InvalidRule(where, ['action'], `action ${short(String(document.action))} ${gone}`)
  const found = (['detection', 'correlation', 'filter'] as const).filter((key) => Object.hasOwn(document, key))
  const [first, second] = found
  if (second !== undefined) throw new InvalidRule(where, [second], `a document with ${first} cannot have ${second} too`)
  return first === undefined || first === 'detection' ? 'rule' : first
}

const gone = '(a collection of rules) was removed from Sigma in version 2; write each document out'
