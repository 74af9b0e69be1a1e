import type { ViewAnswer } from '../../services/dossiers.ts'
import { HttpProblem } from './problem.ts'

/** Why there is nothing to say of a site's dossiers. */
export function dossierProblem(
  reason: (ViewAnswer & { readonly ok: false })['reason'],
): HttpProblem {
  const headers = { 'Retry-After': '1' }
  switch (reason) {
    case 'no-dossiers':
      return new HttpProblem('no-dossiers', 'the site is not configured to take dossiers')
    case 'loading':
      return new HttpProblem('loading', 'its dossiers are being read, try again', { headers })
    case 'store-unavailable':
      return new HttpProblem('store-unavailable', 'what is known may be old, try again', {
        headers,
      })
  }
}
