// Written by bin/pack-rules.ts from the YAML files in rules/, where there are any (npm run rules). Do not edit.
import type { PackedRule } from './pack.ts'

/** The rules that whoever deploys this adds. */
// biome-ignore format: written by a program
export const added: readonly PackedRule[] = []
