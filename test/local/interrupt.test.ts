import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'

const program = `import { interrupted } from './bin/local/interrupt.ts'
setInterval(() => {}, 1000)
interrupted().catch(({ code, message }) => { console.log(message); process.exit(code) })
console.log('ready')`

describe.skipIf(process.platform === 'win32')('an interruption', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s ends with exit code %i', async (signal, code) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    const exited = once(child, 'exit')
    child.kill(signal)
    expect(await exited).toEqual([code, null])
  })
})
