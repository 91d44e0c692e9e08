import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** A file and the modules that it imports: files of this project by path, everything else by name. */
interface Imports {
  readonly file: string
  readonly imports: readonly string[]
}

/** The parts, from the top of the picture down: each may import what is named, and itself. */
const parts: readonly { readonly part: string; readonly may: readonly string[] }[] = [
  { part: 'functions', may: ['shared'] },
  { part: 'bin', may: ['shared', 'samples'] },
  { part: 'bench', may: ['shared', 'samples', 'bin', 'test'] },
  { part: 'samples', may: [] },
  {
    part: 'shared/aws',
    may: ['shared/channels', 'shared/triage', 'shared/detectors', 'shared/sources', 'shared/words'],
  },
  { part: 'shared/triage', may: ['shared/channels', 'shared/words'] },
  { part: 'shared/channels', may: ['shared/words'] },
  { part: 'shared/detectors', may: ['shared/rules', 'shared/sigma', 'shared/policy', 'shared/words'] },
  { part: 'shared/sources', may: ['shared/words'] },
  { part: 'shared/rules', may: ['shared/sigma', 'shared/policy', 'shared/words'] },
  { part: 'shared/policy', may: ['shared/words'] },
  { part: 'shared/sigma', may: [] },
  { part: 'shared/guard', may: [] },
  { part: 'shared/words', may: [] },
]

/** What the pure parts may import of Node: nothing that reads a disk, a clock, a network or chance. */
const pure = new Set(['node:buffer', 'node:crypto', 'node:string_decoder', 'node:util', 'node:zlib', 'node:net'])

/** What the pure parts may not name, called or handed on: the world comes in by `shared/aws`, `functions` and `bin`. */
const world = new RegExp(
  [
    String.raw`\b(process|navigator|performance|globalThis)\b\s*(\.|\?|\[)`,
    String.raw`\b(Date\.now|Math\.random|Temporal\.Now|getRandomValues|webcrypto)\b`,
    String.raw`\brandom(UUID|Bytes|Int|Fill|FillSync)\b`,
    String.raw`\bnew Date\b(?!\()|\bDate\(\)|(?<!new )\bDate\(`,
    String.raw`\bset(Timeout|Interval|Immediate)\b`,
    String.raw`\bfetch\(|\b(XMLHttpRequest|WebSocket|EventSource)\b`,
  ].join('|'),
)

/** A channel may be handed the network: `fetch`, with the world's as its default. */
const handedFetch = /[{(,]\s*fetch = globalThis\.fetch\s*(?=[,})])/

/** Whether a file of a pure part names the world. */
function namesWorld(file: string, code: string): boolean {
  const own = withoutComments(code).replace(/\btypeof globalThis\.fetch\b/g, '')
  if (!file.startsWith('shared/channels/') || !handedFetch.test(own)) return world.test(own)
  return world.test(own.replace(handedFetch, '').replace(/\bfetch\(/g, ''))
}

/** The part that a file belongs to; the files directly in `shared/` are the words. */
function partOf(file: string): string {
  const [top, second, third] = file.split('/')
  if (top !== 'shared') return top!
  return third === undefined && second!.endsWith('.ts') ? 'shared/words' : `shared/${second}`
}

/** Every arrow that is not in the picture. */
function wrongArrows(all: readonly Imports[]): string[] {
  return all.flatMap(({ file, imports }) =>
    imports.filter((target) => !allowed(file, target)).map((target) => `${file} → ${target}`),
  )
}

function allowed(file: string, target: string): boolean {
  const from = partOf(file)
  const { may } = parts.find(({ part }) => part === from) ?? { may: [] }
  if (target.startsWith('functions/')) return false
  if (/^[\w.-]+\//.test(target) && target.endsWith('.ts')) {
    const to = partOf(target)
    return to === from
      ? from !== 'functions'
      : may.some((part) => to === part || (part === 'shared' && to.startsWith('shared/')))
  }
  const isPure = from.startsWith('shared/') && from !== 'shared/aws'
  return !isPure || pure.has(target)
}

async function importsBelow(folder: string): Promise<Imports[]> {
  const files = await Array.fromAsync(glob('**/*.ts', { cwd: join(root, folder) }))
  return files.map((name) => {
    const file = `${folder}/${name}`
    return { file, imports: importsIn(file, readFileSync(join(root, file), 'utf8')) }
  })
}

function importsIn(file: string, code: string): string[] {
  const named = code.matchAll(
    /^\s*(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm,
  )
  return [...named].map(([, from, bare, dynamic]) => {
    const target = (from ?? bare ?? dynamic)!
    return target.startsWith('.') ? relative(root, join(root, dirname(file), target)) : target
  })
}

/** Folders of which a hand-written list must name each file that is one of its kind. */
const lists = [
  {
    kind: 'source',
    folder: 'shared/sources',
    list: 'shared/sources/index.ts',
    from: './',
    is: /: Source =|\bsatisfies Source\b/,
    planted: "export const planted: Source = { id: 'planted' }",
  },
  {
    kind: 'detector',
    folder: 'shared/detectors',
    list: 'shared/detectors/index.ts',
    from: './',
    is: /^/,
    planted: "export const planted: Detector = { id: 'planted' }",
  },
  {
    kind: 'channel',
    folder: 'shared/channels',
    list: 'shared/aws/notify-handler.ts',
    from: '../channels/',
    is: /\): Channel (\{|=>)|: Channel =|\bsatisfies Channel\b/,
    planted: "export function planted(options: Options): Channel {\n  return { id: 'planted' }",
  },
]

const all = (await Promise.all(['functions', 'bin', 'bench', 'samples', 'shared'].map(importsBelow))).flat()

/** Written by scripts, whatever their length. */
const generated = new Set(['shared/rules/pack.ts', 'shared/rules/added-pack.ts', 'shared/settings-pack.ts'])

describe('the architecture', () => {
  it('has no arrow that is not in the picture', () => {
    expect(all.length).toBeGreaterThan(100)
    expect(wrongArrows(all)).toEqual([])
  })

  it.each([
    ['shared/sources/cloudtrail.ts', 'shared/aws/client.ts'],
    ['shared/sources/cloudtrail.ts', 'shared/channels/slack.ts'],
    ['shared/sources/cloudtrail.ts', 'shared/detectors/drift.ts'],
    ['shared/sigma/compile.ts', 'shared/activity.ts'],
    ['shared/activity.ts', 'shared/sources/cloudtrail.ts'],
    ['shared/channels/slack.ts', '@aws-sdk/client-sns'],
    ['shared/detectors/drift.ts', 'node:fs'],
    ['shared/rules/index.ts', 'shared/detectors/rules.ts'],
    ['shared/guard/guard.ts', 'shared/activity.ts'],
    ['samples/story.ts', 'shared/activity.ts'],
    ['bin/vedette.ts', 'functions/notify.ts'],
    ['functions/notify.ts', 'functions/detect/drift.ts'],
    ['shared/aws/client.ts', 'bin/usage.ts'],
  ])('would see the arrow %s → %s', (file, target) => {
    expect(wrongArrows([{ file, imports: [target] }])).toEqual([`${file} → ${target}`])
  })

  it('reads every way to write an import', () => {
    const code = `import a from './a.ts'\nimport type {\n  B,\n} from "../b.ts"\nimport 'node:fs'\nexport { c } from './c.ts'\nconst d = await import('./d.ts')`
    expect(importsIn('shared/x/file.ts', code)).toEqual([
      'shared/x/a.ts',
      'shared/b.ts',
      'node:fs',
      'shared/x/c.ts',
      'shared/x/d.ts',
    ])
  })

  it('keeps the world out of the pure parts', () => {
    const inside = all.map(({ file }) => file).filter((file) => /^(shared\/(?!aws\/)|samples\/(?!write))/.test(file))
    expect(inside.filter((file) => namesWorld(file, readFileSync(join(root, file), 'utf8')))).toEqual([])
  })

  it.each([
    'process.env.X',
    'globalThis.process',
    "globalThis['process']",
    'Date.now()',
    'const clock = Date.now',
    'f({ now = Date.now })',
    'new Date()',
    'new Date',
    'Date()',
    'Math.random()',
    'values.map(Math.random)',
    'crypto.getRandomValues(bytes)',
    'crypto.randomUUID()',
    'setTimeout(f)',
    'setImmediate(f)',
    'const later = setImmediate',
    "await fetch('https://example.org')",
    'const get = globalThis.fetch',
    'export function x({ fetch = globalThis.fetch }: Options) {}',
  ])('would see the world in a pure part: %s', (code) => {
    expect(namesWorld('shared/sources/planted.ts', code)).toBe(true)
  })

  it.each([
    "await fetch('https://example.org')",
    'const fetch = globalThis.fetch\nfetch(url)',
    'export function x({ fetch = globalThis.fetch }: Options) { globalThis.fetch(url) }',
    'export function x({ fetch = globalThis.fetch }: Options) { setImmediate(f) }',
  ])('would see it in a channel that takes more than it is handed: %s', (code) => {
    expect(namesWorld('shared/channels/planted.ts', code)).toBe(true)
  })

  it('lets a channel be handed the network', () => {
    const code = 'export function x({ url, fetch = globalThis.fetch }: Options) { return fetch(url) }'
    expect(namesWorld('shared/channels/planted.ts', code)).toBe(false)
  })

  it.each(lists)('lists in $list each $kind of $folder', async ({ list, folder, from, is, planted }) => {
    const code = readFileSync(join(root, list), 'utf8')
    const names = await Array.fromAsync(glob('*.ts', { cwd: join(root, folder) }))
    const files = names
      .filter((name) => name !== 'index.ts')
      .map((name) => ({ name, code: readFileSync(join(root, folder, name), 'utf8') }))
    const unlisted = (all: typeof files) =>
      all.filter((file) => is.test(file.code) && !code.includes(`'${from}${file.name}'`)).map(({ name }) => name)

    expect(files.filter((file) => is.test(file.code)).length).toBeGreaterThan(2)
    expect(unlisted(files)).toEqual([])
    expect(unlisted([...files, { name: 'planted.ts', code: planted }])).toEqual(['planted.ts'])
  })

  it('has no file of three hundred lines but generated ones', () => {
    const long = all
      .map(({ file }) => file)
      .filter((file) => !generated.has(file) && readFileSync(join(root, file), 'utf8').split('\n').length > 300)
    expect(long).toEqual([])
  })

  it('begins every exported thing of the shared parts with a sentence', () => {
    const undocumented = all
      .map(({ file }) => file)
      .filter((file) => file.startsWith('shared/') && !generated.has(file))
      .flatMap((file) => undocumentedIn(readFileSync(join(root, file), 'utf8')).map((name) => `${file}: ${name}`))
    expect(undocumented).toEqual([])
    expect(undocumentedIn('export const a = 1\n/** B. */\nexport function b() {}')).toEqual(['a'])
  })
})

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
}

function undocumentedIn(code: string): string[] {
  const lines = code.split('\n')
  return lines.flatMap((line, index) => {
    const name = /^export (?:async )?(?:const|function\*?|interface|type|class) (\w+)/.exec(line)?.[1]
    const before = lines[index - 1] ?? ''
    return name && !/\*\/$|^\/\/ |^export /.test(before.trim()) ? [name] : []
  })
}
