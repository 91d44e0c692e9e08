import { describe, expect, it } from 'vitest'
import { parseOwnRule } from '../../shared/rules/parse.ts'
import { fill } from '../../shared/rules/reason.ts'
import { activity } from '../make.ts'

describe('the sentence of a rule', () => {
  const cause = activity({ record: { requestParameters: { roleName: 'shop', userName: null, tags: ['a', 'b\n'] } } })

  it.each([
    ['{requestParameters.roleName}', 'shop'],
    ['{requestParameters.userName|requestParameters.roleName}', 'shop'],
    ['{requestParameters.groupName|requestParameters.userName}', 'unknown'],
    ['{requestParameters.tags} by {vedette.actor.name}', 'a, b by shop-deploy'],
  ])('says %s as %s', (template, text) => {
    expect(fill(template, cause)).toBe(text)
  })

  it('refuses a derived field that there is not, wherever it stands among others', () => {
    const document = {
      title: 'x',
      logsource: { product: 'aws', service: 'cloudtrail' },
      detection: { s: { a: 1 }, condition: 's' },
      vedette: { why: 'By {requestParameters.roleName|vedette.actor.nme}.' },
    }
    expect(() => parseOwnRule(document, { file: 'x.yml' })).toThrow('unknown field vedette.actor.nme')
  })
})
