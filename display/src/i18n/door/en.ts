import type { doorVi } from './vi.ts'

export const doorEn: typeof doorVi = {
  insecure:
    'This page is open over plain http: a password typed here can be read by others on the network. Use the https address.',
  user: 'User name',
  signIn: {
    title: 'Sign in',
    submit: 'Sign in',
    missingUser: 'Enter the user name.',
    or: 'or',
    oidc: (label) => `Sign in with ${label}`,
    oidcFailed: 'Signing in through the organisation failed. Try again or tell an administrator.',
    oidcReasons: {
      'no-role': 'Your account has no rights here yet. Tell an administrator.',
      disabled: 'This account is disabled. Tell an administrator.',
      cancelled: 'You stopped signing in half-way.',
      expired: 'It took too long. Sign in again.',
      unreachable: 'The organisation’s sign-in service cannot be reached. Try again later.',
      'store-unavailable': 'The server cannot look up accounts at this moment. Try again.',
      refused:
        'The organisation’s service did not vouch for this sign-in. Try again or tell an administrator.',
      'other-person':
        'The organisation confirmed somebody else. Confirm with the account that you are using.',
      'not-proven':
        'The organisation did not ask for the password again, so nothing is confirmed. Try again or tell an administrator.',
      'unknown-address':
        'The server takes no sign-in from this address. Open the page by the address given in PUBLIC_ORIGIN.',
    },
    forgotten: 'Forgot it? An administrator can send a link to set a new password.',
    already: (name) => `You are signed in as ${name}.`,
    goOn: 'Go on',
    other: 'Sign out to use another name',
    notSetUp: 'There is no administrator yet',
    notSetUpText: 'Open the setup link that the server prints at each start (in its log).',
    demoTitle: 'Demo',
    demoText: (password) =>
      `Press a name to fill it in; the password of every name is “${password}”. They work on the server’s own machine only.`,
  },
  setPassword: {
    title: 'Set a password',
    for: (name, user) => `For ${name}, user name ${user}.`,
    submit: 'Save and sign in',
    noToken: 'The link is incomplete',
    noTokenText: 'Open the whole link you were given, with what stands after the #.',
    gone: 'The link no longer works',
    goneText: 'A link works once and for a limited time. Ask an administrator for a new one.',
    isSetup: 'This link is for the first start',
    isSetupText: 'It creates the first administrator; it sets nobody’s password anew.',
    goSetup: 'To the setup page',
  },
  setup: {
    title: 'First start',
    intro: 'Four steps, about five minutes. After step 1 every step can be done later.',
    nav: 'Steps',
    step: (number, all) => `Step ${number} of ${all}`,
    steps: {
      account: 'Account',
      site: 'Site',
      key: 'Key for sending',
      rest: 'What is left',
    },
    done: 'done',
    later: 'Later',
    next: 'Continue',
    noToken: 'The setup link is needed',
    noTokenText:
      'At each start the server prints a link like /setup#… in its log. Open the whole link, with what stands after the #. It works for 24 hours.',
    gone: 'The setup link no longer works',
    goneText: 'It was used, or is older than 24 hours. Restart the server to get a new one.',
    isDone: 'There is an administrator already',
    isDoneText: 'Sign in to go on with the other steps.',
    account: {
      title: 'Create the first administrator',
      text: 'This person manages every site, account and key. Make it one particular person, not a shared name.',
      submit: 'Create and sign in',
    },
    site: {
      title: 'Choose a site to begin with',
      text: 'The server serves the sites below. The next step uses the chosen one; change it at any time.',
      choose: 'Site',
      none: 'The server serves no site yet.',
      whereTitle: 'Where are sites added or changed?',
      where:
        'In the server’s configuration folder: each site is a folder below config/sites, with site.yaml (name, units, map) and layout.yaml (what the wall shows). The server takes changes by itself; a wrong file is refused and the old one goes on.',
      language: 'Language of the pages',
      languages: { vi: 'Tiếng Việt', en: 'English' },
      languageHint: 'On this page only; each screen chooses with ?lang= at the end of its address.',
    },
    key: {
      title: 'Create the first key for sending',
      text: (site) =>
        `Programs and stations need a key to send figures of ${site}. Give each source its own, so that each can be revoked alone.`,
      noSite: 'There is no site yet, so no key can be made.',
      have: (names) => `This site has keys already: ${names}.`,
      more: 'Create and revoke more on the page Access keys.',
    },
    rest: {
      title: 'What is left',
      text: 'The server checks the following by itself. It is always on the page Self-check.',
      wall: 'Open the wall',
      admin: 'To administration',
    },
  },
}
