import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

/** Runs the benchmarks of a checkout in a process of their own; answers the exit code. */
export async function runBench(
  args: readonly string[],
  packageFolder: string = packageFolderAbove(import.meta.dirname),
): Promise<number> {
  const script = path.join(packageFolder, 'bench', 'run.ts')
  const tsx = path.join(packageFolder, 'node_modules', 'tsx', 'dist', 'cli.mjs')
  if (!existsSync(script) || !existsSync(tsx)) {
    process.stderr.write('The benchmarks need a checkout with development packages: npm ci\n')
    return 1
  }
  const child = spawn(process.execPath, [tsx, script, ...args], {
    cwd: packageFolder,
    stdio: 'inherit',
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

/** The folder of this package, from the sources as from the build. */
export function packageFolderAbove(folder: string): string {
  if (existsSync(path.join(folder, 'package.json'))) return folder
  const parent = path.dirname(folder)
  if (parent === folder) throw new Error('there is no package.json above the program')
  return packageFolderAbove(parent)
}
