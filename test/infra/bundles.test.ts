import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { at, named, ofType, roleStatements } from '../../bin/template/template.ts'
import { bundle, limit } from '../../build.mjs'
import { packaged } from './package.ts'

const dist = mkdtempSync(join(tmpdir(), 'vedette-dist-'))
const { template, remove } = packaged()
const built = await bundle({ dist })
afterAll(() => {
  rmSync(dist, { recursive: true, force: true })
  remove()
})

const functions = ofType(template, 'AWS::Lambda::Function')
const names = functions.map(({ of }) => String(of('FunctionName')).split('-').at(-1)!)

/** What the SDK's clients bring whether anybody calls it or not: pagers, endpoint discovery, directory buckets. */
const alwaysThere = ['dynamodb:DescribeEndpoints', 'dynamodb:Query', 'dynamodb:Scan', 's3:CreateSession']

/** Calls that lie in a bundle beside one that is made: the store of findings is one file, and logs never come as an S3 object. */
const neverMade: Readonly<Record<string, readonly string[]>> = {
  ingestLambdaLogs: ['s3:GetObject'],
  detectBehaviour: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
  detectDrift: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
  notify: ['dynamodb:PutItem'],
}

/** What Lambda does as the function's role, before or after its code; and the version of an object, which is no call of its own. */
const byLambda =
  /^(logs|xray|kms):|^dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams)$|^sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes)$|^s3:GetObjectVersion$/

describe('the bundles', () => {
  it('are one a function of the template', () => {
    expect(built.map(({ name }) => name).sort()).toEqual(names.toSorted())
  })

  it.each(built)('$name stays under the limit', ({ bytes }) => {
    expect(bytes).toBeLessThanOrEqual(limit)
  })

  it.each(names)('%s reads of the environment what the template sets, and nothing else is set', (name) => {
    const code = readFileSync(join(dist, name, 'index.js'), 'utf8')
    const all = new Set(functions.flatMap(({ of }) => Object.keys(of('Environment.Variables') ?? {})))
    const read = [...all].filter((variable) => code.includes(`"${variable}"`) || code.includes(`.${variable}`)).sort()
    const set = Object.keys(functions[names.indexOf(name)]!.of('Environment.Variables') ?? {}).sort()
    expect(set).toEqual(expect.arrayContaining(read.filter((variable) => !variable.startsWith('POWERTOOLS_'))))
    expect(read).toEqual(expect.arrayContaining(set))
  })

  it.each(names)('%s may make the calls that it makes', (name) => {
    const refused = calls(name).filter((action) => !granted(name).includes(action) && !alwaysThere.includes(action))
    expect(refused).toEqual(neverMade[name] ?? [])
  })

  it.each(names)('%s makes the calls that it may make', (name) => {
    expect(
      granted(name).filter(
        (action) => !byLambda.test(action) && !calls(name).includes(action) && !toDeadLetters(name, action),
      ),
    ).toEqual([])
  })
})

/** The AWS calls whose commands made it into a bundle. */
function calls(name: string): readonly string[] {
  const meta: unknown = JSON.parse(readFileSync(join(dist, 'meta.json'), 'utf8'))
  const outputs = Object.entries(at(meta, 'outputs') as Record<string, unknown>)
  const [, output] = outputs.find(([path]) => path.endsWith(`/${name}/index.js`))!
  return Object.entries(at(output, 'inputs') ?? {}).flatMap(([path, input]) => {
    const [, client, command] = /client-([\w-]+)\/dist-es\/commands\/(\w+)Command\.js$/.exec(path) ?? []
    if (!client || at(input, 'bytesInOutput') === 0) return []
    return [`${client === 'eventbridge' ? 'events' : client.replace('-', '')}:${command}`]
  })
}

function granted(name: string): readonly string[] {
  const role = roleName(name)
  return [
    ...new Set(
      roleStatements(template)
        .filter(({ owner }) => owner === role)
        .flatMap(({ actions }) => actions),
    ),
  ]
}

/** Lambda sends what failed to a function's dead-letter queue as its role. */
function toDeadLetters(name: string, action: string): boolean {
  const statements = roleStatements(template).filter(
    ({ owner, actions }) => owner === roleName(name) && actions.includes(action),
  )
  return action === 'sqs:SendMessage' && statements.every(({ sid }) => sid === 'GiveUp')
}

function roleName(name: string): string {
  const id = `${name[0]!.toUpperCase()}${name.slice(1)}`
  return String(at(named(template, `${id}LambdaFunction`).of('Role'), 'Fn::GetAtt.0'))
}
