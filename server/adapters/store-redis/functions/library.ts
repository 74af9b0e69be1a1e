import { createHash } from 'node:crypto'
import { documentFunctions } from './documents.ts'
import { dossierFunctions } from './dossiers.ts'
import { foundation } from './foundation.ts'
import { historyFoundation, historyFunctions } from './history.ts'
import { inputFunctions } from './input.ts'
import { journalFunctions } from './journal.ts'
import { keyframeFunctions } from './keyframes.ts'
import { leaseFunctions } from './leases.ts'
import { schemaFunctions } from './schema.ts'
import { streamFunctions } from './stream.ts'

const body = [
  foundation,
  historyFoundation,
  streamFunctions,
  schemaFunctions,
  keyframeFunctions,
  leaseFunctions,
  inputFunctions,
  historyFunctions,
  documentFunctions,
  journalFunctions,
  dossierFunctions,
].join('')

/** Named by content, so that nodes of two versions can share one Redis during an upgrade. */
export const LIBRARY_NAME = `iocwall_${createHash('sha256').update(body).digest('hex').slice(0, 12)}`

export const LIBRARY_CODE = `#!lua name=${LIBRARY_NAME}\n${body.replaceAll('@LIBRARY@', LIBRARY_NAME)}`
