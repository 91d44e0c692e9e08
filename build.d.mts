export const limit: number
export function bundle(folders?: {
  readonly functions?: string
  readonly dist?: string
}): Promise<readonly { readonly name: string; readonly bytes: number }[]>
