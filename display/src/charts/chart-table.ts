/** What a drawing says, as a table of texts. */
export interface ChartTableView {
  readonly caption: string
  /** The heading of the names first. */
  readonly columns: readonly string[]
  readonly rows: readonly {
    readonly name: string
    readonly cells: readonly { readonly text: string; readonly series?: string | undefined }[]
  }[]
}
