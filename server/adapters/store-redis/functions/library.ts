import { createHash } from 'node:crypto'
import { alarmFoundation, alarmFunctions, alarmTable } from './alarms.ts'
import { documentFunctions } from './documents.ts'
import { dossierFunctions } from './dossiers.ts'
import { epochFunctions } from './epoch.ts'
import { entryFoundation, foundation, siteTable } from './foundation.ts'
import { historyFoundation, historyFunctions } from './history.ts'
import { inputFunctions } from './input.ts'
import { journalFunctions } from './journal.ts'
import { keyframeFunctions } from './keyframes.ts'
import { leaseFunctions } from './leases.ts'
import { schemaFunctions } from './schema.ts'
import { siteEpoch, streamFunctions } from './stream.ts'

export interface FunctionLibrary {
  /** Named by content, so that nodes of two versions can share one Redis during an upgrade. */
  readonly name: string
  readonly code: string
}

function libraryOf(parts: readonly string[]): FunctionLibrary {
  const body = parts.join('')
  const name = `iocwall_${createHash('sha256').update(body).digest('hex').slice(0, 12)}`
  return { name, code: `#!lua name=${name}\n${body.replaceAll('@LIBRARY@', name)}` }
}

export const SITE_LIBRARY = libraryOf([
  siteTable,
  foundation,
  entryFoundation,
  historyFoundation,
  siteEpoch,
  epochFunctions,
  streamFunctions,
  schemaFunctions,
  keyframeFunctions,
  leaseFunctions,
  inputFunctions,
  historyFunctions,
  documentFunctions,
  journalFunctions,
  dossierFunctions,
])

export const ALARM_LIBRARY = libraryOf([
  alarmTable,
  foundation,
  alarmFoundation,
  epochFunctions,
  leaseFunctions,
  journalFunctions,
  alarmFunctions,
])
