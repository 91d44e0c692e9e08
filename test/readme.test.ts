import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const text = (path: string) => readFileSync(`${root}/${path}`, 'utf8')
const run = promisify(execFile)

/** The commands in a page's blocks. */
function commandsIn(page: string): string[] {
  return [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) => block!.trim().split('\n'))
}

const commands = commandsIn(text('README.md'))
const scripts = (JSON.parse(text('package.json')) as { scripts: Record<string, string> }).scripts

/** What this test does not run itself: CI does, or nobody can without an account. */
const elsewhere: Readonly<Record<string, RegExp>> = {
  'npm ci': /^step npm ci$/m,
  'npm start': /^step npm start$/m,
  'npm test': /^step npm test/m,
}

describe('the README', () => {
  it.each(commands.filter((command) => !command.startsWith('npm run deploy') && !(command in elsewhere)))(
    'shows a command that works: %s',
    async (command) => {
      const [program, ...words] = command.split(' ')
      const { stdout } = await run(program!, words, { cwd: root }).catch((error: { code: number; stdout: string }) => {
        // --fail-on is shown with something to find.
        expect([command.includes('--fail-on'), error.code]).toEqual([true, 1])
        return error
      })
      expect(stdout.length).toBeGreaterThan(0)
    },
    60_000,
  )

  it.each(Object.entries(elsewhere))('shows a command that CI runs: %s', (command, step) => {
    expect(commands).toContain(command)
    expect(text('.ci/run')).toMatch(step)
  })

  it('shows a deployment with parameters that there are', () => {
    const [deploy] = commands.filter((command) => command.startsWith('npm run deploy'))
    expect(scripts.deploy).toContain('osls deploy')
    const declared = [...text('serverless.yml').matchAll(/^ {4}(\w+): /gm)].map(([, name]) => name)
    for (const [, name] of deploy!.matchAll(/--param (\w+)=/g)) expect(declared).toContain(name)
    for (const [, names] of text('README.md').matchAll(/^\| (`\w+`(?:, `\w+`)*) \|/gm)) {
      for (const [, name] of names!.matchAll(/`(\w+)`/g)) expect(declared).toContain(name)
    }
  })

  it('names no script that there is not', () => {
    const pages = ['README.md', 'docs/decisions.md', 'docs/operating.md'].map(text).join('\n')
    for (const [, name] of pages.matchAll(/npm run ([\w:]+)/g)) expect(scripts).toHaveProperty([name!])
  })

  it('links to files that there are', () => {
    for (const [, path] of text('README.md').matchAll(/\]\(((?!https?:)[^)]+)\)/g)) expect(text(path!)).not.toBe('')
  })

  it('names each alarm that there is in the operator’s page, and no other', () => {
    const page = text('docs/operating.md')
    const alarms = [...text('infra/alarms.yml').matchAll(/^ {2}(\w+Alarm):/gm)].map(([, name]) => name!)
    const patterns = [...page.matchAll(/`([\w…]*Alarm)`/g)].map(
      ([, name]) => new RegExp(`^${name!.replace('…', '\\w+')}$`),
    )
    expect(alarms.filter((name) => !patterns.some((pattern) => pattern.test(name)))).toEqual([])
    expect(patterns.filter((pattern) => !alarms.some((name) => pattern.test(name)))).toEqual([])
  })
})
