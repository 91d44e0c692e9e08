import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Settings } from '../shared/settings.ts'
import { InvalidSettings, readSettings } from './settings-file.ts'

/** The module that a deployment carries its settings in, so that no function reads YAML. */
export function settingsModule(settings: Settings): string {
  return `// Written by bin/pack-settings.ts from vedette.config.yml (npm run build). Do not edit.
import type { Settings } from './settings.ts'

/** What this deployment is told about its accounts. */
// biome-ignore format: written by a program
export const settings: Settings = ${JSON.stringify(settings)}
`
}

if (import.meta.main) {
  const source = fileURLToPath(new URL('../vedette.config.yml', import.meta.url))
  const target = fileURLToPath(new URL('../shared/settings-pack.ts', import.meta.url))
  try {
    const text = settingsModule(
      readSettings(existsSync(source) ? readFileSync(source, 'utf8') : '', 'vedette.config.yml'),
    )
    if (!existsSync(target) || readFileSync(target, 'utf8') !== text) writeFileSync(target, text)
  } catch (error) {
    if (!(error instanceof InvalidSettings)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}
