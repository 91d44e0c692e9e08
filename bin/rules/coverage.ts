import { writeFile } from 'node:fs/promises'
import { type Command, UsageError, wordsOf } from '../usage.ts'
import { attackNavigatorLayer } from './layer.ts'
import { standing } from './standing.ts'

/** Writes which techniques of ATT&CK the rules are about. */
export const coverage: Command = {
  summary: 'writes a layer of the ATT&CK Navigator',
  usage: `npx vedette rules coverage [--out FILE] [PATH…]

Writes a layer of the ATT&CK Navigator (format 4.5): for each technique that a rule is tagged with, how many rules there are and their titles. Without
PATH: the rules that come with the project and those in rules/.

  --out    the file to write; standard output where not given

Exit code 0; 1 where a rule does not compile or the file cannot be written.`,

  async run(words) {
    const { values, positionals } = wordsOf(words, { out: { type: 'string' } })
    if (values.out === '') throw new UsageError('--out names no file')
    const rules = await standing(positionals)
    if (rules === undefined) return 1
    const layer = attackNavigatorLayer(rules)
    const text = `${JSON.stringify(layer, null, 2)}\n`
    if (values.out === undefined) {
      process.stdout.write(text)
      return 0
    }
    try {
      await writeFile(values.out, text)
    } catch (error) {
      console.error(`${values.out} could not be written: ${(error as Error).message}`)
      return 1
    }
    console.error(`${layer.techniques.length} techniques of ${rules.length} rules written to ${values.out}`)
    return 0
  },
}
