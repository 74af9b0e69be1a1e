import { rmSync } from 'node:fs'
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

const CONFIG = path.resolve(import.meta.dirname, '../../config')

/** A scene of figures that the tests read, whatever the sites' own scenes come to show. */
export const FIGURE_SCENE = 'e2e'
const FIGURES: Readonly<Record<string, readonly (readonly [sensor: string, title: string])[]>> = {
  'dai-loc': [
    ['ai-nghia', 'Mực nước Ái Nghĩa'],
    ['hoi-khach', 'Mực nước Hội Khách'],
    ['giao-thuy', 'Mực nước Giao Thủy'],
    ['thanh-my', 'Mực nước Thạnh Mỹ'],
  ],
  'hiep-duc': [['hiep-duc', 'Mực nước Hiệp Đức']],
}

/** A copy of the committed configuration, with the scene of figures, that a test may spoil. */
export interface ConfigCopy {
  readonly folder: string
  /** Changes one file; throws where the change changes nothing. */
  readonly edit: (file: string, change: (text: string) => string) => Promise<void>
  readonly remove: () => Promise<void>
}

export async function copyConfig(): Promise<ConfigCopy> {
  const folder = await mkdtemp(path.join(tmpdir(), 'iocwall-e2e-config-'))
  await cp(CONFIG, folder, { recursive: true })
  for (const site of Object.keys(FIGURES)) {
    await appendFile(path.join(folder, 'sites', site, 'layout.yaml'), figureScene(site))
  }
  return {
    folder,
    async edit(file, change) {
      const place = path.join(folder, file)
      const before = await readFile(place, 'utf8')
      const after = change(before)
      if (after === before) throw new Error(`nothing to change in ${file}`)
      await writeFile(place, after)
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

let shared: Promise<ConfigCopy> | undefined

/** One copy for all servers of a test file that do not change it. */
export async function sharedConfig(): Promise<string> {
  shared ??= copyConfig().then((copy) => {
    process.once('exit', () => rmSync(copy.folder, { recursive: true, force: true }))
    return copy
  })
  return (await shared).folder
}

/** Rivers, and one total, so that the wall follows two channels. */
function figureScene(site: string): string {
  const total = panel('overdue', 'metric: dossiers.overdue, unit: root', 0)
  const rivers = (FIGURES[site] ?? []).map(([sensor, title], index) =>
    panel(
      sensor,
      `metric: river.level, sensor: ${sensor}, title: { vi: ${title}, en: ${sensor} }`,
      index + 1,
    ),
  )
  const head = [`  - id: ${FIGURE_SCENE}`, '    title: { vi: Kiểm thử, en: Test }', '    panels:']
  return `\n${[...head, ...total, ...rivers.flat()].join('\n')}\n`
}

function panel(id: string, options: string, place: number): string[] {
  const [column, row] = [1 + (place % 3) * 8, 1 + Math.floor(place / 3) * 6]
  return [
    `      - id: ${id}`,
    `        at: { column: ${column}, row: ${row}, width: 8, height: 6 }`,
    `        panel: { kind: figure, options: { ${options} } }`,
  ]
}
