import { plain } from '../../shared/channels/plain.ts'
import { InvalidRule } from '../../shared/sigma/invalid-rule.ts'
import { visible } from '../replay/visible.ts'
import { type Command, wordsOf } from '../usage.ts'
import { assembled, quietAmong } from './assembled.ts'
import { deployed } from './standing.ts'
import { type Tried, tryExamples } from './try-examples.ts'

/** Runs the examples that rules carry. */
export const test: Command = {
  summary: 'runs the examples that rules carry',
  usage: `npx vedette rules test [PATH…]

Runs the examples at the bottom of each rule (vedette.examples): a record that it has to find (match: true) or must not (match: false). One line a rule;
below one that failed, what was expected, and what of the rule held. Without PATH: the rules that come with the project and those in rules/.

Exit code 0; 1 where an example is not as it should be, or a rule does not compile.`,

  async run(words) {
    const { positionals } = wordsOf(words, {})
    const files = await deployed(positionals)
    if (files === undefined) return 1
    const documents = files.flatMap((file) => file.documents)
    const quiet = quietAmong(documents)
    const tried: (Tried & { readonly path: string })[] = []
    try {
      const collection = await assembled(documents)
      for (const document of documents) {
        const one = await tryExamples(document, collection)
        // What is only there for correlations is tried by theirs.
        if (one.outcome !== 'untested' || !(quiet.has(document) || document.kind === 'filter'))
          tried.push({ path: document.file.file, ...one })
      }
    } catch (error) {
      if (!(error instanceof InvalidRule)) throw error
      console.error(visible(error.message))
      return 1
    }
    for (const one of tried) for (const line of linesOf(one)) console.log(visible(line))
    const count = (what: Tried['outcome']) => tried.filter(({ outcome }) => outcome === what).length
    console.error(`${count('passed')} passed, ${count('failed')} failed, ${count('untested')} without examples`)
    return count('failed') > 0 ? 1 : 0
  },
}

function linesOf({ path, title, outcome, examples, failures }: Tried & { readonly path: string }): readonly string[] {
  const held = outcome === 'untested' ? 'no examples' : `${examples} ${examples === 1 ? 'example' : 'examples'}`
  return [
    `${outcome.padEnd(9)} ${path}  ${plain(title, 100)}  ${held}`,
    ...failures.flatMap(({ reason, tree }) => [`    ${reason}`, ...tree.map((line) => `        ${line}`)]),
  ]
}
