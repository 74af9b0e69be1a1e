import type { AlarmEnvironment } from './environment.ts'
import type { CommonRows } from './site-rows.ts'

/** One site's rows of the environment of alarms. */
export interface AlarmRows extends CommonRows {
  readonly environment: AlarmEnvironment
}
