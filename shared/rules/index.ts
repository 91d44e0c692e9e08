import { pack } from './pack.ts'
import { type OwnRule, parseOwnRule } from './parse.ts'

/** The rules that come with the project, checked while the function starts. One YAML file each lies beside this list. */
export const rules: readonly OwnRule[] = pack.map(({ file, document }) => parseOwnRule(document, { file }))
