import { StoreUnavailable } from '../../services/store.ts'
import { HttpProblem } from './problem.ts'

/** What is read from the store, or the answer that it cannot be read now. */
export async function reading<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    throw new HttpProblem('store-unavailable', 'it cannot be read now, try again', {
      headers: { 'Retry-After': '1' },
    })
  }
}
