import { facts } from '../../shared/rules/facts.ts'
import { sourceOf } from '../../shared/rules/fields.ts'
import { pack } from '../../shared/rules/pack.ts'
import { isMap } from '../../shared/sigma/document.ts'
import { type PackedWitness, packWitness, unpackWitness } from '../../shared/sigma/packed-witness.ts'
import { parseRule } from '../../shared/sigma/parse-rule.ts'
import type { Rule } from '../../shared/sigma/rule.ts'
import { filedRuleSet, type RuleSet, type RuleSetOptions, witnessesOf } from '../../shared/sigma/rule-set.ts'
import { cloudtrail } from '../../shared/sources/cloudtrail.ts'
import { ruleMix } from '../rule-mix.ts'

/** Some rules to be measured with. */
export interface Case {
  readonly name: string
  readonly rules: readonly Rule[]
  /** What a bundle carries of them: each document with the witness that was proven of it at build. */
  readonly packed: string
  /** What is left at least of the rate of gunzip and JSON.parse. */
  readonly bound?: number
}

/** The pack, and generated rules of both kinds in growing numbers. */
export async function cases(): Promise<readonly Case[]> {
  const own = pack.map(({ document }) => document).filter(isOfTrail)
  return Promise.all([
    caseOf(`the pack (${own.length})`, own, 0.75),
    ...(['typical', 'hard'] as const).flatMap((mix) =>
      sizes.map(async ({ count, bound }) => caseOf(`${count} ${mix}`, await ruleMix(mix, count), bound)),
    ),
  ])
}

const sizes = [{ count: 57 }, { count: 500, bound: 0.55 }, { count: 5_000, bound: 0.5 }]

function isOfTrail(document: unknown): boolean {
  return isMap(document) && isMap(document.logsource) && sourceOf(document.logsource) === cloudtrail.id && document.detection !== undefined // biome-ignore format: one claim
}

async function caseOf(name: string, documents: readonly unknown[], bound?: number): Promise<Case> {
  const rules = documents.map(parsed)
  const witnesses = witnessesOf(rules, prices)
  const packed = JSON.stringify(documents.map((document, at) => ({ document, witness: packWitness(witnesses[at]) })))
  return { name, rules, packed, ...(bound !== undefined && { bound }) }
}

/** What tells activities apart, and what is dear to work out. */
const prices = { index: ['eventName', 'eventSource'], dear: (field: string) => facts.has(field) }

/** Makes rules ready from what a bundle carries of them, and says of each when it is read. */
export function load(packed: string, options: RuleSetOptions, onRead: () => void = () => {}): RuleSet {
  const all = JSON.parse(packed) as readonly { readonly document: unknown; readonly witness: PackedWitness }[]
  return filedRuleSet(
    all.map(({ document, witness }) => ({
      witness: unpackWitness(witness),
      read() {
        onRead()
        return parsed(document)
      },
    })),
    { ...options, ...prices },
  )
}

function parsed(document: unknown): Rule {
  return parseRule(document, { file: 'bench' })
}
