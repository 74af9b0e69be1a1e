import { join } from 'node:path'
import type { Plugin } from 'vite'
import { plantedBug } from './planted-bugs.ts'

/** Loads one module with a bug in it. Throws where the text that it replaces is not there, once. */
export function plantBug(name: string, root: string): Plugin {
  const { module, find, put } = plantedBug(name)
  const file = join(root, module)
  return {
    name: 'plant-bug',
    enforce: 'pre',
    transform(code, id) {
      if (id.split('?')[0] !== file) return undefined
      const parts = code.split(find)
      if (parts.length !== 2) {
        throw new Error(`${name}: its text is ${parts.length - 1} times in ${module}, not once`)
      }
      return { code: parts.join(put), map: null }
    },
  }
}
