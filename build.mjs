/**
 * Builds each function to one file and one zip: `functions/ingest/lambda-logs.ts` becomes `dist/ingestLambdaLogs/index.js` and
 * `dist/ingestLambdaLogs.zip`. The same sources give the same bytes, so that deploying what did not change does nothing.
 *
 * Usage: node build.mjs
 */
import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { deserialize, serialize } from 'node:v8'
import { brotliCompressSync, crc32, deflateRawSync } from 'node:zlib'
import { build } from 'esbuild'

const root = dirname(fileURLToPath(import.meta.url))

/** The largest a bundle may be: code is read, parsed and run before the first record is, and an attacker's minutes count. */
export const limit = 450_000

/** Builds every function into a folder, which it empties first, and says how large each became. */
export async function bundle({ functions = join(root, 'functions'), dist = join(root, 'dist') } = {}) {
  const { metafile, outputFiles } = await build({
    entryPoints: await entryPoints(functions),
    absWorkingDir: root,
    outdir: dist,
    entryNames: '[name]/index',
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    // Beside the bundle and not in it: a stack trace can be read by whoever builds the same commit, and no function pays for it.
    sourcemap: 'external',
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [environmentCredentials, leanClients, checkedRules],
  })
  await rm(dist, { recursive: true, force: true })
  for (const { path, contents } of outputFiles) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, contents)
  }
  await writeFile(join(dist, 'meta.json'), JSON.stringify(metafile))
  return Promise.all(outputFiles.filter(({ path }) => path.endsWith('.js')).map(archive))
}

/** Every file is a function, named after its path: `detect/behaviour.ts` is `detectBehaviour`. */
async function entryPoints(functions) {
  const paths = await Array.fromAsync(glob('**/*.ts', { cwd: functions }))
  return Object.fromEntries(paths.sort().map((path) => [functionName(path), join(functions, path)]))
}

function functionName(path) {
  return path.replace(/\.ts$/, '').replace(/[/\\-](\w)/g, (_, letter) => letter.toUpperCase())
}

async function archive({ path, contents }) {
  const name = basename(dirname(path))
  await writeFile(`${dirname(path)}.zip`, zip('index.js', contents))
  if (contents.length > limit) {
    throw new Error(`${name} is ${contents.length} bytes, more than ${limit}: dist/meta.json says what is in it`)
  }
  return { name, bytes: contents.length }
}

/**
 * Rules are checked here, once, and not each time a function starts: the bundle carries them as what checking made of them, and neither their
 * text nor the code that reads it. 227 documents took as long to check as all else together.
 */
const checkedRules = {
  name: 'checked-rules',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]shared[/\\]rules[/\\]index\.ts$/ }, async ({ path }) => {
      const { rules, correlations } = await import(pathToFileURL(path).href)
      const { witnessed } = await import(pathToFileURL(join(dirname(path), 'matching.ts')).href)
      const packed = brotliCompressSync(serialize(spare({ rules: witnessed(rules), correlations }))).toString('base64')
      const contents = `
        import { deserialize } from 'node:v8'
        import { brotliDecompressSync } from 'node:zlib'
        const checked = /* @__PURE__ */ unpack('${packed}')
        export const rules = /* @__PURE__ */ checked().rules
        export const correlations = /* @__PURE__ */ checked().correlations
        function unpack(text) {
          let known
          return () => (known ??= deserialize(brotliDecompressSync(Buffer.from(text, 'base64'))))
        }`
      return { contents, loader: 'js' }
    })
  },
}

/** What only people read of a rule stays behind. A copy is changed: correlations refer to the very rules. */
function spare(collection) {
  const { rules, correlations } = deserialize(serialize(collection))
  const all = [...rules.map(({ rule }) => rule), ...correlations.map(({ linked }) => linked.correlation)]
  for (const one of all)
    for (const key of ['description', 'references', 'falsepositives', 'author', 'date', 'custom']) delete one[key]
  return { rules, correlations }
}

/**
 * Lambda hands a function its credentials in the environment and nowhere else. The SDK's default chain would also bring profiles,
 * single sign-on, web identity and the metadata service: 115 KB that are never used, and places to take credentials from that nobody asked for.
 */
const environmentCredentials = {
  name: 'environment-credentials',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ path, resolveDir }) => ({
      path,
      namespace: 'environment-credentials',
      pluginData: resolveDir,
    }))
    onLoad({ filter: /.*/, namespace: 'environment-credentials' }, ({ pluginData }) => ({
      contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env'",
      resolveDir: pluginData,
    }))
  },
}

/**
 * The SDK writes each operation's schema with computed keys (`{ [_hH]: _ar }`), which esbuild must keep because reading a variable as a key
 * could do anything. The variables are string constants of the same file, so the strings say the same and unused operations fall away:
 * S3's schemas shrink from 66 KB to 8. Of a client's package.json only the version is read.
 */
const leanClients = {
  name: 'lean-clients',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]client-[\w-]+[/\\]dist-es[/\\]schemas[/\\]schemas_0\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      const constants = new Map(
        Array.from(source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm), ([, name, value]) => [name, value]),
      )
      const contents = source.replace(/([{,]\s*)\[(_\w+)\]:/g, (key, before, name) =>
        constants.has(name) ? `${before}${constants.get(name)}:` : key,
      )
      return { contents, loader: 'js' }
    })
    onLoad({ filter: /[/\\]@aws-sdk[/\\]client-[\w-]+[/\\]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8'))
      return { contents: JSON.stringify({ version }), loader: 'json' }
    })
  },
}

/** A zip archive of one file, dated 1980: the time of a build is not part of what was built. */
function zip(name, contents) {
  const data = deflateRawSync(contents, { level: 9 })
  const header = Buffer.alloc(26)
  header.writeUInt16LE(20, 0) // version needed
  header.writeUInt16LE(8, 4) // deflate
  header.writeUInt16LE(0x0021, 8) // 1 January 1980
  header.writeUInt32LE(crc32(contents), 10)
  header.writeUInt32LE(data.length, 14)
  header.writeUInt32LE(contents.length, 18)
  header.writeUInt16LE(name.length, 22)

  const local = Buffer.concat([Buffer.from('PK\x03\x04'), header, Buffer.from(name), data])
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), header, Buffer.alloc(14), Buffer.from(name)])
  central.writeUInt32LE((0o100644 << 16) >>> 0, 38) // a plain file, readable by all: Lambda runs it as another user
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, central, end])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { name, bytes } of await bundle()) console.log(`${Math.round(bytes / 1000)} KB`.padStart(7), name)
}
