type Request = (address: string, init: RequestInit) => Promise<unknown>

const WITHIN_MS = 15_000

/**
 * Whether anybody answers at the address of a page: a frame says that it has loaded also when all it
 * holds is the browser's words about an error. What the answer is cannot be seen from here. Never rejects.
 */
export async function pageAnswers(
  address: string,
  request: Request = (...asked) => fetch(...asked),
): Promise<boolean> {
  try {
    await request(address, {
      mode: 'no-cors',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      signal: AbortSignal.timeout(WITHIN_MS),
    })
    return true
  } catch {
    return false
  }
}
