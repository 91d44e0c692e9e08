import { added } from './added-pack.ts'
import { parseCollection } from './collection.ts'
import { pack } from './pack.ts'

/** What comes with the project and what its user added, checked while the function starts. Our YAML files lie beside this list. */
const collection = /* @__PURE__ */ parseCollection(
  [...pack, ...added].map(({ file, document }) => ({ document, where: { file } })),
)

/** The rules that are deployed. */
export const { rules, correlations } = collection
