import type { Attack } from '../finding.ts'
import { isMap, type ParseOptions } from '../sigma/document.ts'
import { InvalidRule, short, type Where } from '../sigma/invalid-rule.ts'
import type { PackedWitness } from '../sigma/packed-witness.ts'
import { parseRule } from '../sigma/parse-rule.ts'
import type { Rule } from '../sigma/rule.ts'
import { unknownWord } from '../sigma/suggest.ts'
import { attacksOf, unknownTags } from './attacks.ts'
import { facts } from './facts.ts'
import { services, sourceOf } from './fields.ts'

/** A Sigma rule with what this project needs to know beside it. */
export interface OwnRule {
  readonly rule: Rule
  /** The source whose activities it reads. */
  readonly source: string
  readonly attacks: readonly Attack[]
  /** What to do next, in one sentence. */
  readonly remediation: string
  /** Why it was found, with `{field}` where a value of the record goes. */
  readonly why: string
  /** One finding a session of the actor, however often the rule holds in it. */
  readonly once?: 'session'
  /** True where it is there for correlations, and tells nothing by itself. */
  readonly quiet?: true
  /** Of what a record must show for it to be asked, null where nothing is proven; absent where nobody has worked it out yet. */
  readonly witness?: PackedWitness
}

/** Checks a rule that is to run here: Sigma's own rules, its log, its tags, the derived fields that it names, and the block `vedette`. */
export function parseOwnRule(document: unknown, where: Where, options: ParseOptions = {}): OwnRule {
  const rule = parseRule(document, where, options)
  const source = sourceOf(rule.logsource)
  if (source === undefined) {
    const known = `product aws with service ${[...services.keys()].join(', ')}`
    throw new InvalidRule(where, ['logsource'], `no source here reads this log; there is ${known}`)
  }
  checkFields(rule, where)
  const [tag] = unknownTags(rule.tags)
  if (tag !== undefined)
    throw new InvalidRule(where, ['tags', rule.tags.indexOf(tag)], `${short(tag)} is no tactic or technique of ATT&CK`)
  return { rule, source, attacks: attacksOf(rule.tags), ...block(rule.custom.vedette, rule, where) }
}

function checkFields({ selections }: Rule, where: Where): void {
  for (const { name, groups } of selections.values()) {
    for (const { field } of groups.flat()) {
      if (field?.startsWith('vedette.') && !facts.has(field))
        throw new InvalidRule(where, ['detection', name], unknownWord('field', field, facts.keys()))
    }
  }
}

/** What stands under `vedette` in a document, beside its examples. */
export type Block = Pick<OwnRule, 'remediation' | 'why' | 'once'>

const keys = ['remediation', 'why', 'once_per', 'examples']

/** Checks that block. Rules from elsewhere have none and run as they are. */
export function block(value: unknown, rule: { readonly title: string }, where: Where): Block {
  const plain = {
    remediation: 'Find out whether the actor meant to do this; if not, revoke its sessions and undo the change.',
    why: `${rule.title}.`,
  }
  if (value === undefined) return plain
  if (!isMap(value)) throw new InvalidRule(where, ['vedette'], `has to be a map of ${keys.join(', ')}`)
  const stranger = Object.keys(value).find((key) => !keys.includes(key))
  if (stranger !== undefined) throw new InvalidRule(where, ['vedette', stranger], unknownWord('key', stranger, keys))
  const { once_per: once } = value
  if (once !== undefined && once !== 'session')
    throw new InvalidRule(where, ['vedette', 'once_per'], 'can only be session')
  return {
    remediation: sentence(value.remediation, 'remediation', where) ?? plain.remediation,
    why: template(sentence(value.why, 'why', where) ?? plain.why, where),
    ...(once === 'session' ? { once } : {}),
  }
}

function sentence(value: unknown, key: string, where: Where): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'string' || value.trim() === '')
    throw new InvalidRule(where, ['vedette', key], 'has to be a sentence')
  if (value.length > 1_000) throw new InvalidRule(where, ['vedette', key], 'is longer than 1000 characters')
  return value
}

function template(text: string, where: Where): string {
  const wrong = [...text.matchAll(/\{([^{}]*)\}/g)]
    .flatMap(([, fields]) => fields!.split('|'))
    .find((field) => field.startsWith('vedette.') && !facts.has(field))
  if (wrong !== undefined) throw new InvalidRule(where, ['vedette', 'why'], unknownWord('field', wrong, facts.keys()))
  return text
}
