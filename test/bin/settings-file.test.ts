import { describe, expect, it } from 'vitest'
import { settingsModule } from '../../bin/pack-settings.ts'
import { readSettings } from '../../bin/settings-file.ts'
import { noSettings } from '../../shared/settings.ts'

const read = (text: string) => readSettings(text, 'vedette.config.yml')

describe('readSettings', () => {
  it('takes deployers and an organisation', () => {
    const text = [
      'deployers:',
      '  - arn:aws:iam::111122223333:role/shop-deploy',
      '  - arn:aws:iam::*:role/cdk-*-deploy-role-*',
      'organisation:',
      '  id: o-a1b2c3d4e5',
      '  accounts: ["111122223333", "444455556666"]',
    ].join('\n')
    expect(read(text)).toEqual({
      deployers: ['arn:aws:iam::111122223333:role/shop-deploy', 'arn:aws:iam::*:role/cdk-*-deploy-role-*'],
      organisation: { id: 'o-a1b2c3d4e5', accounts: ['111122223333', '444455556666'] },
    })
  })

  it.each(['', '# nothing yet\n', '{}', 'deployers: []\n', 'organisation: {}\n'])(
    'takes %j as nothing said',
    (text) => {
      expect(read(text)).toEqual(noSettings)
    },
  )

  it.each([
    ['deployer: []', 'vedette.config.yml:1: deployer: unknown key; there are deployers and organisation'],
    ['deployers: []\norganization:\n  accounts: []', ':2: organization: unknown key'],
    [
      'organisation:\n  accounts: []\n  acounts: []',
      ':3: organisation.acounts: unknown key; there are id and accounts',
    ],
    ['deployers: arn:aws:iam::111122223333:role/x', ':1: deployers: has to be a list of ARNs'],
    [
      'deployers:\n  - arn:aws:iam::111122223333:role/x\n  - shop-deploy',
      ':3: deployers.1: has to be the ARN of a role or user',
    ],
    ['deployers:\n  - arn:aws:sts::111122223333:assumed-role/x/y', ':2: deployers.0: is a session; name its role'],
    ['deployers:\n  - "*"', ':2: deployers.0: has to be the ARN'],
    ['deployers:\n  - arn:aws:iam::*:role/*', ':2: deployers.0: is every role there is'],
    ['deployers:\n  - 5', ':2: deployers.0: has to be the ARN'],
    ['organisation:\n  accounts: [111122223333]', ':2: organisation.accounts.0: has to be an account id in quotes'],
    ['organisation:\n  accounts: ["1111"]', ':2: organisation.accounts.0: has to be an account id of 12 digits'],
    ['organisation:\n  id: shop', ':2: organisation.id: has to be an organisation id'],
    ['organisation: own', ':1: organisation: has to be a map of id and accounts'],
    ['- deployers', ':1: has to be a map of deployers and organisation'],
    ['deployers: [', ':1: '],
    ['deployers: []\ndeployers: []', ':2: '],
  ])('refuses %j with its line', (text, message) => {
    expect(() => read(text)).toThrow(message)
  })
})

it('packs settings as a module that says the same', () => {
  const settings = { deployers: ['arn:aws:iam::111122223333:role/x'], organisation: { accounts: ['111122223333'] } }
  expect(settingsModule(settings)).toContain(`export const settings: Settings = ${JSON.stringify(settings)}`)
})
