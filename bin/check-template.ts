/**
 * Checks the packaged template before it is deployed: by AWS's own validator, by IAM's list of actions, and by what the deployment promises.
 *
 * Usage: node bin/check-template.ts [TEMPLATE]
 */
import { readFileSync } from 'node:fs'
import { unknownActions } from './template/actions.ts'
import { promises } from './template/promises.ts'
import { invalid } from './template/schema.ts'
import type { Template } from './template/template.ts'

const path = process.argv[2] ?? '.serverless/cloudformation-template-update-stack.json'
const template = JSON.parse(readFileSync(path, 'utf8')) as Template

const problems = [
  ...invalid(path),
  ...(await unknownActions(template)),
  ...Object.entries(promises).flatMap(([promise, broken]) => broken(template).map((place) => `${promise}: ${place}`)),
]
for (const problem of problems) console.error(problem)
console.log(`${path}: ${Object.keys(template.Resources).length} resources, ${problems.length} problems`)
process.exitCode = problems.length > 0 ? 1 : 0
