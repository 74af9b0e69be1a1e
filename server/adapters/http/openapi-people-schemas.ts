import { z } from 'zod'
import {
  InvitationSchema,
  JournalRowSchema,
  KeyRowSchema,
  PersonSchema,
  SelfCheckSchema,
  SessionRowSchema,
  SessionStateSchema,
} from '../../../protocol/people.ts'
import { NewKeyBody } from './keys-routes.ts'
import { NewPersonBody, PersonChangeBody } from './people-routes.ts'
import { AcceptBody, ConfirmBody, LookBody, PasswordBody, SignInBody } from './session-routes.ts'

/** Bodies and answers of what people do. */
export const PEOPLE_SCHEMAS = {
  SessionState: SessionStateSchema,
  SessionList: z.strictObject({ sessions: z.array(SessionRowSchema) }),
  SignIn: SignInBody,
  Confirmation: ConfirmBody,
  PasswordChange: PasswordBody,
  InvitationToken: LookBody,
  InvitationPurpose: z.union([
    z.strictObject({ kind: z.literal('setup') }),
    z.strictObject({ kind: z.literal('password'), personId: z.string(), name: z.string() }),
  ]),
  Acceptance: AcceptBody,
  PersonList: z.strictObject({ people: z.array(PersonSchema) }),
  NewPerson: NewPersonBody,
  InvitedPerson: z.strictObject({ person: PersonSchema, invitation: InvitationSchema }),
  PersonChange: PersonChangeBody,
  ChangedPerson: z.strictObject({ person: PersonSchema }),
  NewInvitation: z.strictObject({ invitation: InvitationSchema }),
  KeyList: z.strictObject({ keys: z.array(KeyRowSchema) }),
  NewKey: NewKeyBody,
  CreatedKey: z.strictObject({
    text: z.string().describe('The key itself, once'),
    key: KeyRowSchema,
  }),
  JournalPage: z.strictObject({
    entries: z.array(JournalRowSchema),
    next: z.string().optional().describe('There is more: ask again with this as `cursor`'),
    actions: z.array(z.string()).describe('What can be filtered by'),
  }),
  SelfCheckList: z.strictObject({ checks: z.array(SelfCheckSchema) }),
}
