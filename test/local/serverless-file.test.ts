import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readServerless } from '../../bin/local/serverless-file.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vedette-'))
  await writeFile(
    join(folder, 'tables.yml'),
    'Resources:\n  T: { Type: AWS::DynamoDB::Table, Name: !Ref AWS::StackName }\n',
  )
  await writeFile(
    join(folder, 'groups.cjs'),
    "module.exports = async ({ resolveVariable }) => ({ Resources: { G: await resolveVariable('param:group') } })\n",
  )
})
afterAll(() => rm(folder, { recursive: true }))

describe('serverless.yml', () => {
  it('is read with its variables, its files and the short forms of CloudFormation filled in', async () => {
    const read = await serverless(`
service: vedette
params: { default: { group: orders, empty: '' } }
custom: { name: '\${self:service}-\${sls:stage}', list: [1, 2] }
provider: { region: "\${opt:region, 'eu-west-1'}", stackName: '\${self:custom.name}' }
x:
  list: \${self:custom.list}
  none: \${param:empty}
  fallback: \${param:nothing, 'there is none'}
  env: \${env:HOME, ''}
  att: !GetAtt Queue.Arn
  sub: !Sub '\${AWS::Region}-\${Queue}'
  nested: !If [Yes, !Ref A, !Sub ['\${b}', { b: !Ref B }]]
resources: ['\${file(tables.yml)}', '\${file(groups.cjs)}']
`)
    expect(read).toMatchObject({
      provider: { region: 'us-east-1', stackName: 'vedette-local' },
      x: {
        list: [1, 2],
        none: '',
        fallback: 'there is none',
        env: '',
        att: { 'Fn::GetAtt': ['Queue', 'Arn'] },
        // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own
        sub: { 'Fn::Sub': '${AWS::Region}-${Queue}' },
        // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own
        nested: { 'Fn::If': ['Yes', { Ref: 'A' }, { 'Fn::Sub': ['${b}', { b: { Ref: 'B' } }] }] },
      },
      resources: [
        { Resources: { T: { Type: 'AWS::DynamoDB::Table', Name: { Ref: 'AWS::StackName' } } } },
        { Resources: { G: 'given' } },
      ],
    })
  })

  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the framework's own
  it.each([
    ['a: ${param:missing}', 'a: variable ${param:missing} has no value'],
    ['a: ${self:a}', 'a: ${self:a} needs itself'],
    ['a: ${file(none.yml)}', 'none.yml'],
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the framework's own
  ])('refuses by name what it cannot fill in: %s', async (text, message) => {
    await expect(serverless(text)).rejects.toThrow(message)
  })
})

async function serverless(text: string) {
  const path = join(folder, 'serverless.yml')
  await writeFile(path, text)
  return readServerless(path, {
    stage: 'local',
    region: 'us-east-1',
    account: '000000000000',
    params: { group: 'given' },
  })
}
