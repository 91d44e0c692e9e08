import { accessSync, constants, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }

it('lets npx run the command: package.json names it, it may be executed, and takes the Node that npx puts first in the path', () => {
  const path = new URL(`../../${manifest.bin.vedette}`, import.meta.url)
  accessSync(path, constants.X_OK)
  expect(readFileSync(path, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
  accessSync(new URL('../../node_modules/.bin/node', import.meta.url), constants.X_OK)
})
