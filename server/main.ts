import { runCommandLine } from './adapters/cli/command-line.ts'
import { commandActions } from './command-actions.ts'

process.exitCode = await runCommandLine(process.argv.slice(2), commandActions())
