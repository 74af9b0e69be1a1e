// The benchmarks: `npm run bench`, or `npx ioc-wall bench [sections…] [--json FILE] [--quick]`.
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { benchAlarms } from './alarms.ts'
import { benchCityMap } from './city-map.ts'
import { benchCodec } from './codec.ts'
import { benchDisplay } from './display.ts'
import { benchDossiers } from './dossiers.ts'
import { benchFanOut } from './fan-out.ts'
import { benchHeatmap } from './heatmap.ts'
import { benchHistory } from './history.ts'
import { benchIngest } from './ingest.ts'
import { benchJoin } from './join.ts'
import { describeMachine, effortOf, type Effort, type Result } from './measure.ts'
import { benchPipeline } from './pipeline.ts'
import { notesOf, tableOf } from './table.ts'

const SECTIONS: Readonly<Record<string, (effort: Effort) => Promise<readonly Result[]>>> = {
  codec: benchCodec,
  'fan-out': benchFanOut,
  pipeline: benchPipeline,
  ingest: benchIngest,
  join: benchJoin,
  history: benchHistory,
  dossiers: benchDossiers,
  alarms: benchAlarms,
  display: benchDisplay,
  'city-map': benchCityMap,
  heatmap: benchHeatmap,
}

const HELP = `Usage: ioc-wall bench [sections…] [--json FILE] [--quick]

Sections: ${Object.keys(SECTIONS).join(', ')}; all of them when none is named.
  --json FILE  also write the results as JSON
  --quick      fewer rounds: to see that it runs, not to quote
`

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'string' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const unknown = positionals.find((name) => !(name in SECTIONS))
  if (values.help || unknown !== undefined) {
    process.stdout.write(unknown === undefined ? HELP : `No section ${unknown}.\n\n${HELP}`)
    return unknown === undefined ? 0 : 2
  }
  const machine = describeMachine()
  const effort = effortOf(values.quick)
  const wanted = positionals.length > 0 ? positionals : Object.keys(SECTIONS)
  const results: Result[] = []
  for (const name of wanted) {
    const startedAt = performance.now()
    results.push(...((await SECTIONS[name]?.(effort)) ?? []))
    process.stderr.write(`${name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`)
  }
  const { cpu, cores, node, date, load, commit } = machine
  process.stdout.write(
    `\n${cpu}, ${cores} cores, Node ${node}, ${date}, load ${load} at start, commit ${commit}\n\n` +
      `${tableOf(results)}\n\n${notesOf(results)}\n`,
  )
  if (values.json !== undefined) {
    const report = { machine, isQuick: values.quick, results }
    await writeFile(values.json, `${JSON.stringify(report, undefined, 2)}\n`)
  }
  return 0
}

process.exitCode = await main(process.argv.slice(2))
