import type { Role } from '../../model/person.ts'

/** Who comes without an invitation. */
type Welcome = Extract<Role, 'member' | 'guest'> | 'nobody'

export const outside = {
  text: 'People can sign in with an account they have elsewhere: your school, your company, any provider that speaks OpenID Connect.',
  none: 'No provider is set up.',
  add: 'Add a provider',
  edit: 'Change',
  remove: 'Remove',
  id: 'Short name',
  idHelp: 'Part of the address below. It cannot be changed later.',
  label: 'Name on the button',
  labelHelp: 'The sign-in page says “Sign in with …”.',
  labelExample: 'School',
  issuer: 'Issuer',
  issuerHelp: 'Its address; what else is needed is found there by itself.',
  client: 'Client ID',
  clientHelp: 'The provider gives it when you register this machine there.',
  secret: 'Client secret',
  secretHelp: 'Kept sealed on this machine and never shown again.',
  secretKept: 'Leave empty to keep the one that is there.',
  callback: 'Redirect address',
  callbackHelp: 'The provider asks for it: it sends people back there.',
  welcome: 'Who comes without an invitation',
  welcomes: {
    nobody: { name: 'Nobody', text: 'Only people who were invited, or who joined it to their account.' },
    guest: { name: 'As guests', text: 'Whoever passes below comes in and sees only what names them.' },
    member: { name: 'As members', text: 'Whoever passes below comes in and uses what is for members.' },
  } satisfies Record<Welcome, { readonly name: string; readonly text: string }>,
  domains: 'Only addresses of',
  domainsHelp: 'Like `example.org`, with commas between. Only addresses the provider has verified count. Empty: any.',
  groups: 'Only people in these groups there',
  groupsHelp: 'With commas between. Empty: any.',
  anyone: 'Everybody with an account at this provider can come in. Say a domain or a group, unless it is your own provider.',
  more: 'More',
  scope: 'Scope',
  scopeHelp: 'What is asked of the provider, words with spaces between.',
  claim: 'Claim with the groups',
  claimHelp: 'Where the provider lists somebody’s groups.',
  map: 'Groups there and here',
  mapHelp: 'One a line, as `pupils-7b = class 7b`. Set anew with each sign-in.',
  mapFault: 'Write each line as: group there = group here',
  save: 'Save',
  saved: (label: string) => `People can sign in with ${label}.`,
  line: (issuer: string, welcome: string) => `${issuer} · ${welcome}`,
  welcomeLine: { nobody: 'only for those who were invited', guest: 'newcomers become guests', member: 'newcomers become members' } satisfies Record<Welcome, string>,
  noSecret: 'without a secret',
  removeAsk: (label: string) => `Remove ${label}?`,
  removeSure: (label: string, only: readonly string[]) =>
    only.length > 0
      ? `Nobody can sign in with ${label} any more. ${only.join(', ')} ${only.length === 1 ? 'has' : 'have'} no other way in: give them a sign-in link under People.`
      : `Nobody can sign in with ${label} any more. Whoever is signed in stays so.`,
  removed: (label: string) => `${label} is no longer a way in.`,
  may: 'Only the owner changes how people sign in from outside.',
}
