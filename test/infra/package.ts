import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import type { Template } from '../../bin/template/template.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const osls = join(root, 'node_modules/osls/bin/serverless.js')

export interface Packaged {
  readonly path: string
  readonly template: Template
  remove(): void
}

/**
 * Packages the deployment as `npm run package` does, in a folder of its own, with an empty archive for each function and neither credentials nor a
 * configured region. Throws what the framework says when it refuses.
 */
export function packaged(...params: readonly string[]): Packaged {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-package-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  cpSync(join(root, 'serverless.yml'), join(folder, 'serverless.yml'))
  cpSync(join(root, 'infra'), join(folder, 'infra'), { recursive: true })
  mkdirSync(join(folder, 'dist'))
  for (const artifact of artifacts()) writeFileSync(join(folder, artifact), '')

  try {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')))
    execFileSync(process.execPath, [osls, 'package', ...params.flatMap((param) => ['--param', param])], {
      cwd: folder,
      env,
      stdio: 'pipe',
    })
  } catch (error) {
    remove()
    const { stdout, stderr } = error as { readonly stdout?: unknown; readonly stderr?: unknown }
    throw new Error(`${stdout}\n${stderr}`)
  }
  const path = join(folder, '.serverless/cloudformation-template-update-stack.json')
  return { path, template: JSON.parse(readFileSync(path, 'utf8')), remove }
}

function artifacts(): readonly string[] {
  const { functions } = parse(readFileSync(join(root, 'serverless.yml'), 'utf8'), { merge: true, logLevel: 'silent' })
  return Object.values(functions as Record<string, { readonly package: { readonly artifact: string } }>).map(
    (each) => each.package.artifact,
  )
}
