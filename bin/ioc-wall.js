#!/usr/bin/env node
import { existsSync } from 'node:fs'

const main = new URL('../dist/server/main.js', import.meta.url)

if (existsSync(main)) {
  await import(main.href)
} else {
  process.stderr.write('IOC Wall is not built yet. Run `npm run build` first, or `npm start`.\n')
  process.exitCode = 1
}
