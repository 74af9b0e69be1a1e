#!/usr/bin/env node
// Builds what is stale: server and protocol into dist/, the display into dist/display.
// Fresh = the sources are the ones of the last build (by size and time, else by content).
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const isForced = process.argv.includes('--force')
const require = createRequire(path.join(root, 'package.json'))

const targets = [
  {
    name: 'server',
    sources: ['protocol', 'server', 'tsconfig.base.json', 'package-lock.json'],
    proof: 'dist/server/main.js',
    command: (isWhole) => [binOf('vue-tsc'), '-b', 'server', ...(isWhole ? ['--force'] : [])],
  },
  {
    name: 'display',
    sources: ['protocol', 'display', 'vite.config.ts', 'tsconfig.base.json', 'package-lock.json'],
    proof: 'dist/display/index.html',
    command: () => [binOf('vite'), 'build', '--logLevel', 'warn'],
  },
]

function binOf(name) {
  const file = require.resolve(`${name}/package.json`)
  const { bin } = JSON.parse(readFileSync(file, 'utf8'))
  return path.join(path.dirname(file), typeof bin === 'string' ? bin : bin[name])
}

const isSource = (name) => !/\.(test|contract|e2e)\.ts$/.test(name) && !name.startsWith('.')

function filesUnder(place) {
  const full = path.join(root, place)
  if (!existsSync(full)) return []
  if (statSync(full).isFile()) return [place]
  return readdirSync(full)
    .filter(isSource)
    .toSorted()
    .flatMap((name) => filesUnder(path.join(place, name)))
}

function look(target) {
  const files = target.sources.flatMap(filesUnder).map((file) => {
    const { size, mtimeMs } = statSync(path.join(root, file))
    return { file, size, mtimeMs }
  })
  const glance = JSON.stringify(files)
  const content = () => {
    const hash = createHash('sha256')
    for (const { file, size } of files) {
      hash.update(`${file} ${size}\n`).update(readFileSync(path.join(root, file)))
    }
    return hash.digest('hex')
  }
  return { glance, content }
}

const stampOf = (target) => path.join(root, 'dist', `.built-${target.name}.json`)

function readStamp(target) {
  try {
    return JSON.parse(readFileSync(stampOf(target), 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined
    throw error
  }
}

function writeStamp(target, { glance, content }) {
  mkdirSync(path.join(root, 'dist'), { recursive: true })
  writeFileSync(stampOf(target), JSON.stringify({ glance, content }))
}

/** What to build, with the state of its sources from before the build; undefined when it is fresh. */
function staleWork(target) {
  const { glance, content } = look(target)
  const stamp = readStamp(target)
  const isThere = existsSync(path.join(root, target.proof))
  if (isForced || !isThere || !stamp) {
    return { target, isWhole: isForced || !isThere, sources: { glance, content: content() } }
  }
  if (stamp.glance === glance) return undefined
  const sources = { glance, content: content() }
  if (stamp.content !== sources.content) return { target, isWhole: false, sources }
  writeStamp(target, sources)
  return undefined
}

function run(command) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: root })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}

async function build({ target, isWhole, sources }) {
  const beganAt = performance.now()
  console.log(`Building the ${target.name} …`)
  rmSync(stampOf(target), { force: true })
  const { code, output } = await run(target.command(isWhole))
  if (code !== 0) {
    console.error(`${output}\nThe ${target.name} could not be built.`)
    return false
  }
  writeStamp(target, sources)
  console.log(`Built the ${target.name} in ${((performance.now() - beganAt) / 1000).toFixed(1)} s.`)
  return true
}

const work = targets.map(staleWork).filter((one) => one !== undefined)
if (work.length > 0 && !existsSync(path.join(root, 'node_modules', 'vue-tsc'))) {
  console.error(
    'The build tools are not installed. Run `npm ci` first (with development packages).',
  )
  process.exit(1)
}
const outcomes = await Promise.all(work.map(build))
process.exitCode = outcomes.every(Boolean) ? 0 : 1
