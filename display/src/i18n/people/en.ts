import { adminEn } from '../admin/en.ts'
import { doorEn } from '../door/en.ts'
import { journalEn } from '../journal/en.ts'
import { selfCheckEn } from '../self-check/en.ts'
import type { peopleVi } from './vi.ts'

export const peopleEn: typeof peopleVi = {
  admin: adminEn,
  door: doorEn,
  journal: journalEn,
  selfCheck: selfCheckEn,
  loading: 'Loading',
  skip: 'Skip to the content',
  foot: {
    otherLanguage: 'Tiếng Việt',
    theme: 'Theme',
    themes: { auto: 'As the device', dark: 'Dark', light: 'Light', contrast: 'High contrast' },
  },
  everySite: 'Every site',
  roles: {
    viewer: 'Viewer',
    reporter: 'Reporter',
    officer: 'Duty officer',
    editor: 'Editor',
    admin: 'Administrator',
  },
  roleTexts: {
    viewer: 'Sees walls and the pages for phones.',
    reporter: 'Enters the figures of their own agency, and sees.',
    officer: 'For people on duty: sees what viewers see.',
    editor: 'For people who lay out walls: sees what viewers see.',
    admin: 'Manages accounts and access keys, sees the journal and the self-check.',
  },
  scopes: { ingest: 'Send figures', read: 'Read', officer: 'Duty desk' },
  scopeTexts: {
    ingest: 'For programs and stations that send figures. Sees nothing.',
    read: 'For walls and programs that read figures. Sends nothing.',
    officer: 'For screens of the duty room. Sees what a reading key sees.',
  },
  methods: {
    password: 'by password',
    oidc: 'through the organisation',
    link: 'by a one-time link',
    demo: 'demo',
  },
  copy: { copy: 'Copy', copied: 'Copied', selected: 'Selected, press Ctrl+C' },
  password: {
    label: 'Password',
    fresh: 'New password',
    show: 'Show',
    showText: (label) => `Show ${label.toLowerCase()}`,
    rules: 'The password needs',
    hints: {
      length: (least, most) => `${least} to ${most} characters`,
      variety: 'More than a few characters repeated',
      'own-name': 'More than your own name',
    },
    met: 'met',
    notMet: 'not met yet',
    missing: 'Enter the password.',
    advice:
      'A long sentence that is easy to remember is enough; no capitals or signs are required.',
    refusals: {
      'too-short': 'The password is too short.',
      'too-long': 'The password is too long.',
      listed: 'This password is in lists of stolen ones. Choose another sentence.',
      repeats: 'The password only repeats or is a plain sequence. Choose another sentence.',
      'contains-name':
        'The password is hardly more than the name of a person or a site. Choose another sentence.',
    },
  },
  problem: {
    retry: 'Try again',
    wait: (seconds) => `Try again in ${seconds} s.`,
    names: {
      'sign-in-refused': 'The name or the password is not right.',
      'sign-in-required': 'The session has ended. Sign in again.',
      'key-required': 'Sign in to see this page.',
      'confirmation-required': 'The password was not given again, so nothing was changed.',
      'not-allowed': 'Your account may not do this.',
      'cross-site':
        'The server takes nothing from this address. Open the page under the one of PUBLIC_ORIGIN.',
      'not-manageable': 'This person has rights at sites that you do not administer.',
      'last-administrator': 'This is the last administrator; one must remain.',
      'name-taken': 'Somebody has this name already.',
      'no-password-here': 'This person signs in through the organisation and has no password here.',
      'password-refused': 'This password cannot be used.',
      'no-such-invitation': 'The link was used, has expired or is not right.',
      'no-such-site': 'The server has no such site.',
      'no-dossiers': 'This site is not configured to take dossiers.',
      'no-such-dossier': 'There is no dossier of this code, or its reception was not reported.',
      'no-such-alarm': 'There is no alarm of this id.',
      'outcome-unknown': 'It is not known whether the server has taken it.',
      'not-found': 'Not found. It may have been removed just now.',
      'wrong-shape': 'The server does not take what was entered. Look at the fields again.',
      'bad-parameter': 'The server does not understand the filter. Look at the fields again.',
      'body-too-large':
        'The file is too large. This page takes files up to 8 MB; split it, or have it imported on the server.',
      'older-bulletin': 'A later bulletin on this hazard holds. Look at its time again.',
      'reading-refused':
        'The server does not take this reading. Look at the number and its time again.',
      'import-running':
        'Somebody is importing another register of this site. Try again when it is done.',
      'register-refused': 'This file cannot be read.',
      'too-many-attempts': 'Too many wrong attempts, so there is a wait.',
      'too-many-requests': 'Too many requests at the moment. Wait a little.',
      loading:
        'The server has just started and reads the dossiers. Figures will appear by themselves.',
      'store-unavailable': 'The store does not answer now. Try again.',
      'store-full': 'The store is full, nothing was written.',
      busy: 'The server is busy. Try again in a moment.',
      unreachable: 'Server not reached.',
      malformed: 'The server answers in a way this page does not understand. Load the page again.',
      other: 'The server could not do it. Its log says why.',
    },
  },
}
