import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Lambda, startLambda } from '../../bin/local/lambda.ts'

let folder: string
const started: Lambda[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vedette-'))
  await writeFile(
    join(folder, 'index.cjs'),
    `let count = 0
     exports.handler = async (event, context) => {
       if (event.crash) setImmediate(() => { throw new Error('crashed') })
       if (event.crash || event.hang) await new Promise(() => {})
       if (event.fail) throw new TypeError('refused')
       process.stdout.write('printed ' + event.name + '\\n')
       return { count: ++count, table: process.env.TABLE, home: process.env.HOME ?? null, arn: context.invokedFunctionArn,
         left: context.getRemainingTimeInMillis(), request: context.awsRequestId, undefined: undefined }
     }`,
  )
})
afterAll(async () => {
  await Promise.all(started.map((one) => one.kill()))
  await rm(folder, { recursive: true })
})

describe('a local function', () => {
  it('answers with its own environment and a context like Lambda, and keeps its memory between events', async () => {
    const { invoke } = lambda('own')
    expect(await invoke({ name: 'one' })).toMatchObject({ count: 1, table: 'pages', home: null, arn: 'arn:own' })
    const second = (await invoke({ name: 'two' })) as { count: number; left: number }
    expect(second.count).toBe(2)
    expect(second.left).toBeGreaterThan(500)
    expect(second.left).toBeLessThanOrEqual(1000)
  })

  it('says what it threw, and goes on', async () => {
    const { invoke } = lambda('throws')
    await expect(invoke({ fail: true })).rejects.toThrow('throws: TypeError: refused')
    expect(await invoke({})).toMatchObject({ count: 1 })
  })

  it('is started anew after a crash', async () => {
    const { invoke } = lambda('crashes')
    await expect(invoke({ crash: true })).rejects.toThrow('crashes: crashed')
    expect(await invoke({})).toMatchObject({ count: 1 })
  })

  it('is stopped when its time is up, and started anew', async () => {
    const { invoke } = lambda('hangs', 0.05)
    await expect(invoke({ hang: true })).rejects.toThrow('hangs: timed out after 0.05 seconds')
    expect(await invoke({})).toMatchObject({ count: 1 })
  })

  it('fails with the reason when its bundle has no such handler', async () => {
    await expect(lambda('wrong', 1, 'nothing').invoke({})).rejects.toThrow('exports no function nothing')
  })

  it('keeps what it printed off the terminal, in its log and for whoever listens', async () => {
    const lines: string[] = []
    const one = lambda('prints', 1, 'handler', (line) => lines.push(line))
    await one.invoke({ name: 'x' })
    await one.stop()
    expect(lines).toEqual(['printed x'])
    const log = (await readFile(join(folder, 'prints.log'), 'utf8')).split('\n')
    expect(log.filter((line) => line.startsWith('printed'))).toEqual(['printed x'])
  })
})

function lambda(name: string, timeout = 1, handler = 'handler', onLine: (line: string) => void = () => {}): Lambda {
  const environment = { TABLE: 'pages' }
  const file = join(folder, 'index.cjs')
  const one = startLambda({
    name,
    arn: `arn:${name}`,
    file,
    handler,
    memory: 256,
    timeout,
    environment,
    logFile: join(folder, `${name}.log`),
    onLine,
  })
  started.push(one)
  return one
}
