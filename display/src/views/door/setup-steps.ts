export const SETUP_STEPS = ['account', 'site', 'key', 'rest'] as const
export type SetupStep = (typeof SETUP_STEPS)[number]

/**
 * The step to show: the first until somebody is signed in, then the one of the page's address, so that
 * nothing is lost when the page is loaded again.
 */
export function setupStep(asked: unknown, isSignedIn: boolean): SetupStep {
  if (!isSignedIn) return 'account'
  return SETUP_STEPS.find((step) => step === asked && step !== 'account') ?? 'site'
}

export function stepAfter(step: SetupStep): SetupStep {
  return SETUP_STEPS[SETUP_STEPS.indexOf(step) + 1] ?? 'rest'
}
