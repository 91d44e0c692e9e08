import type { PolicyCondition } from './document.ts'
import { isPinnedArn, isPinnedRange } from './pinned.ts'

/** Whether a condition of an Allow keeps strangers out: it says who calls, from where, or for whose resource, and in so many words. */
export function namesWho(condition: PolicyCondition): boolean {
  return names(condition, who)
}

/** Whether a condition says for whose resource a service may act. */
export function namesSource(condition: PolicyCondition): boolean {
  const key = condition.key.toLowerCase()
  if (!key.startsWith('kms:encryptioncontext:')) return names(condition, source)
  return isPositive(condition.operator) && pins(condition, (value) => isPinnedArn(value) || isAccount(value))
}

/** Whether a condition of a Deny spares only those that it names: denied unless the caller is one of them. */
export function sparesOnly({ operator, key, values }: PolicyCondition): boolean {
  const folded = operator.toLowerCase().replace(/^forallvalues:/, '')
  const negated =
    /^(?:stringnotequals|stringnotequalsignorecase|stringnotlike|arnnotequals|arnnotlike|notipaddress)(?:ifexists)?$/
  const isNamed = who.get(key.toLowerCase())
  return negated.test(folded) && isNamed !== undefined && values.length > 0 && values.every(isNamed)
}

/** Whether a condition of a Deny spares AWS's own services besides, which calls by strangers are not. */
export function sparesServices({ operator, key, values }: PolicyCondition): boolean {
  return (
    /^bool(ifexists)?$/i.test(operator) &&
    /^aws:(principalisawsservice|viaawsservice)$/i.test(key) &&
    values.every((value) => value.toLowerCase() === 'false')
  )
}

/** The same with `IfExists` holds where the key is absent, a negated one for all but some, `ForAllValues` for none at all: they keep nobody out. */
export function isPositive(operator: string): boolean {
  return positive.test(operator)
}

const positive =
  /^(?:foranyvalue:)?(?:stringequals|stringequalsignorecase|stringlike|arnequals|arnlike|ipaddress|bool)$/i

type Pin = (value: string) => boolean

function names(condition: PolicyCondition, keys: ReadonlyMap<string, Pin>): boolean {
  const pin = keys.get(condition.key.toLowerCase())
  return pin !== undefined && isPositive(condition.operator) && pins(condition, pin)
}

/** One of the values is enough to be let in, so that all have to be fixed. */
function pins({ values }: PolicyCondition, pin: Pin): boolean {
  return values.length > 0 && values.every(pin)
}

/** A variable is filled in by whoever calls. */
const isLiteral: Pin = (value) => value !== '' && !/[*?]|\$\{/.test(value)
const isAccount: Pin = (value) => /^\d{12}$/.test(value)
const isTrue: Pin = (value) => value.toLowerCase() === 'true'
/** `o-a1b2c3d4e5/r-ab12/*` is within one organisation. */
const isPath: Pin = (value) => isLiteral(value.split('/', 1)[0]!)
/** `AROAEXAMPLE:*` is any session of one role. */
const isUserId: Pin = (value) => isLiteral(value.split(':', 1)[0]!)

const source: ReadonlyMap<string, Pin> = new Map([
  ['aws:sourcearn', isPinnedArn],
  ['aws:sourceaccount', isAccount],
  ['aws:sourceowner', isAccount],
  ['aws:sourceorgid', isLiteral],
  ['aws:sourceorgpaths', isPath],
  ['kms:calleraccount', isAccount],
  ['lambda:eventsourcetoken', isLiteral],
])

/** Keys that pin the caller down. An external id, a tag, a name, an agent or a referer does not: strangers can have the same. */
const who: ReadonlyMap<string, Pin> = new Map([
  ...source,
  ['aws:principalorgid', isLiteral],
  ['aws:principalorgpaths', isPath],
  ['aws:principalaccount', isAccount],
  ['aws:principalarn', isPinnedArn],
  ['aws:principalisawsservice', isTrue],
  ['aws:principalservicename', isLiteral],
  ['aws:principalservicenameslist', isLiteral],
  ['aws:federatedprovider', isPinnedArn],
  ['aws:userid', isUserId],
  ['aws:sourcevpc', isLiteral],
  ['aws:sourcevpcarn', isPinnedArn],
  ['aws:sourcevpce', isLiteral],
  ['aws:vpceaccount', isAccount],
  ['aws:vpceorgid', isLiteral],
  ['aws:vpceorgpaths', isPath],
  ['aws:sourceip', isPinnedRange],
  ['s3:dataaccesspointaccount', isAccount],
  ['s3:dataaccesspointarn', isPinnedArn],
  ['lambda:functionurlauthtype', (value) => value.toUpperCase() === 'AWS_IAM'],
  ['elasticfilesystem:accessedviamounttarget', isTrue],
])
