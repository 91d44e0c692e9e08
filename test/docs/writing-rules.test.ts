import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(join(root, 'docs/writing-rules.md'), 'utf8')

/** A fenced block: its language, what stands behind that (a file to write, or `fails`), and its text. */
interface Block {
  readonly language: string
  readonly about: string
  readonly text: string
}

const blocks: readonly Block[] = [...page.matchAll(/^```(\w+)(?: ([^\n]+))?\n([\s\S]*?)^```$/gm)].map(
  ([, language, about = '', text]) => ({ language: language!, about, text: text! }),
)

/** A copy of the project, for the page adds rules to it. */
const project = mkdtempSync(join(tmpdir(), 'vedette-writing-rules-'))
for (const name of ['bin', 'shared', 'samples', 'package.json', 'tsconfig.json'])
  cpSync(join(root, name), join(project, name), { recursive: true })
symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'))
afterAll(() => rmSync(project, { recursive: true, force: true }))

function run(command: string): Promise<{ code: number; said: string }> {
  const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}` }
  return new Promise((resolve) =>
    execFile('sh', ['-c', command], { cwd: project, env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr }),
    ),
  )
}

describe('the page on writing rules', () => {
  it('has blocks of known kinds only, and leaves none open', () => {
    expect([...page.matchAll(/^```/gm)]).toHaveLength(blocks.length * 2)
    expect(new Set(blocks.map(({ language }) => language))).toEqual(new Set(['yaml', 'json', 'sh', 'text']))
  })

  it('shows what happens: each file is written, each command run, each output seen', async () => {
    let said = ''
    for (const { language, about, text } of blocks) {
      if (language === 'yaml' || language === 'json') {
        mkdirSync(dirname(join(project, about)), { recursive: true })
        writeFileSync(join(project, about), text)
      }
      if (language === 'text') for (const line of text.trim().split('\n')) expect(said).toContain(line)
      if (language !== 'sh') continue
      said = ''
      for (const command of text.trim().split('\n')) {
        // Nobody can deploy without an account; that there is such a script is what can be checked.
        if (command === 'npm run deploy') {
          expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts).toHaveProperty('deploy')
          continue
        }
        // That npx finds the command, the README's test shows; it takes a second each time.
        const ran = await run(command.replace(/^npx vedette/, 'node bin/vedette.ts'))
        expect(ran.said, command).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m)
        expect(ran.code, `${command}\n${ran.said}`).toBe(about === 'fails' ? 1 : 0)
        said += ran.said
      }
    }
  }, 240_000)

  it('links to pages that there are', () => {
    for (const [, path] of page.matchAll(/\]\(((?!https?:)[^)#]+)\)/g))
      expect(readFileSync(join(root, 'docs', path!), 'utf8')).not.toBe('')
  })
})
