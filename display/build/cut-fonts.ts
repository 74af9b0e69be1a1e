import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import subsetFont from 'subset-font'
import { normalizePath, type Plugin } from 'vite'

const FACE = /@font-face\s*\{[^}]*\}/g
const SOURCE = /url\('([^']+)'\)/
const RANGES = /unicode-range:\s*([^;]+);/
/** What browsers switch on by themselves for these letters, and the tabular figures of base.css. */
const FEATURES = ['ccmp', 'locl', 'mark', 'mkmk', 'kern', 'liga', 'calt', 'tnum']
/** FreeType fits every glyph to the pixels by the heights and stems of these: without them digits come out soft. */
const FITTED_BY = 'HOo'

const { resolve } = createRequire(import.meta.url)

/**
 * Cuts the fonts of `fonts.css` when that is loaded: each file keeps what its `@font-face` lets
 * through its `unicode-range`. Its hints, more than half of it, go: Chromium on Linux draws the same
 * pixels without them.
 */
export function cutFonts(): Plugin {
  let folder = ''
  return {
    name: 'cut-fonts',
    enforce: 'pre',
    // The policy of the pages lets no font come from within a style sheet, however small.
    config: () => ({
      build: { assetsInlineLimit: (file) => (file.endsWith('.woff2') ? false : undefined) },
    }),
    configResolved({ cacheDir }) {
      folder = path.join(cacheDir, 'fonts')
    },
    transform: {
      filter: { id: /\/fonts\.css($|\?)/ },
      async handler(css, id) {
        let cut = css
        for (const [index, face] of facesOf(css).entries()) {
          // A folder for each: two rules may cut the same file.
          const file = path.join(folder, String(index), path.basename(sourceOf(face)))
          await mkdir(path.dirname(file), { recursive: true })
          await writeFile(file, await cutFont(face))
          const url = normalizePath(path.relative(path.dirname(id), file))
          cut = cut.replace(face, face.replace(SOURCE, `url('${url}')`))
        }
        return cut
      },
    },
  }
}

/** The `@font-face` rules of a style sheet. */
export function facesOf(css: string): readonly string[] {
  return css.match(FACE) ?? []
}

/** The font of a rule, with no more in it than the rule lets through; WOFF2. */
export async function cutFont(face: string): Promise<Buffer> {
  return subsetFont(await readFile(resolve(sourceOf(face))), charactersOf(face) + FITTED_BY, {
    targetFormat: 'woff2',
    keepFeatures: FEATURES,
    noHinting: true,
  })
}

/** Every character of the rule's `unicode-range`. */
export function charactersOf(face: string): string {
  const [, ranges] = RANGES.exec(face) ?? []
  if (ranges === undefined) throw new Error(`a font face without a unicode-range: ${face}`)
  return ranges.split(/,\s*/).map(charactersFrom).join('')
}

function charactersFrom(range: string): string {
  const [, first, last = first] = /^U\+([\dA-F]+)(?:-([\dA-F]+))?$/.exec(range) ?? []
  if (first === undefined || last === undefined) throw new Error(`no range of characters: ${range}`)
  const start = parseInt(first, 16)
  const codes = Array.from({ length: parseInt(last, 16) - start + 1 }, (_, index) => start + index)
  return String.fromCodePoint(...codes)
}

function sourceOf(face: string): string {
  const [, source] = SOURCE.exec(face) ?? []
  if (source === undefined) throw new Error(`a font face without a file: ${face}`)
  return source
}
