declare module 'subset-font' {
  interface SubsetOptions {
    readonly targetFormat: 'woff2'
    /** Tags of the OpenType features that stay. */
    readonly keepFeatures: readonly string[]
    readonly noHinting: boolean
  }

  /** The font with the glyphs that the characters of `text` need. */
  export default function subsetFont(
    font: Buffer,
    text: string,
    options: SubsetOptions,
  ): Promise<Buffer>
}
