import type { Role } from '../../model/person.ts'
import { date } from './format.ts'

/** Who somebody is going to be here. */
const as: Record<Role, string> = { owner: 'the owner', admin: 'an admin', member: 'a member', guest: 'a guest' }
const may: Record<Role, string> = {
  owner: 'Everything on this machine.',
  admin: 'You run the machine together with its owner.',
  member: 'You use the apps that are for members.',
  guest: 'You use the apps that are opened for you.',
}

export const door = {
  claim: {
    title: 'Take the helm',
    lead: 'This machine is waiting for its owner. The code on its screen shows that you are standing next to it.',
    code: 'Claim code',
    codeHelp: 'Printed by `berth up` on the machine. Capitals and dashes do not matter.',
    name: 'Your name',
    password: 'Password',
    passwordHelp: 'At least 12 characters. A few words in a row are easy to remember and hard to guess.',
    keep: 'Keep it safe: it can only be set anew on the machine itself.',
    submit: 'Become the owner',
    working: 'One moment…',
  },
  classroom: {
    name: 'This is a classroom: open to everybody on this network',
    text: 'You can close each of these later, under People.',
    opens: 'This is opened:',
    closed: 'Off: only those you invite come in.',
    would: 'Switched on, it opens:',
    what: [
      { name: 'Visitors', text: 'Whoever is on the network uses the apps for paired devices without signing in, and new apps begin as such.' },
      { name: 'Pairing', text: 'A device pairs itself, without a code.' },
      { name: 'Disks', text: 'What is on a docked disk runs without a question.' },
    ],
  },
  signin: {
    title: 'Welcome back',
    lead: 'Sign in to this machine.',
    next: 'Sign in, then you go on to the app.',
    shared: 'This is a shared device. Sign out again when you leave it.',
    name: 'Your name',
    password: 'Password',
    submit: 'Sign in',
    passkey: 'Sign in with a passkey',
    outside: (label: string) => `Sign in with ${label}`,
    others: 'or',
    forgot: 'Forgotten? Ask the owner for a new link. The owner runs `berth owner password` on the machine.',
    pair: 'A shared device, for a room? Pair it instead',
    back: 'Back to the apps',
  },
  passkey: {
    asked: 'Your browser is asking for it…',
    cancelled: { text: 'No passkey was chosen.', fix: 'Try again, or use another way.' },
    known: { text: 'This device holds a passkey of yours already.', fix: 'Use that one; there is nothing to add.' },
    failed: (reason: string) => ({ text: 'The browser could not use a passkey.', fix: reason }),
    no: {
      number: (host: string) => `Passkeys belong to a name, and ${host} is a number: they do not work at this address.`,
      open: 'Passkeys need an encrypted connection, and this one is not.',
      browser: 'This browser has no passkeys.',
    },
    trust: 'How to get an encrypted connection',
  },
  outside: {
    title: 'That sign-in did not work.',
    fix: 'Try again, or come in another way.',
    /** By the engine's code. */
    why: {} as Readonly<Record<string, string>>,
  },
  join: {
    title: 'Come aboard',
    asking: 'Looking at your invitation…',
    none: { title: 'An invitation is missing', lead: 'Open the link you were given, all of it, or point a camera at its code.' },
    invited: (by: string, role: Role) => `${by} asks you to join this machine as ${as[role]}.`,
    may,
    until: (at: string) => `This link works once, until ${date(at)}.`,
    name: 'Your name',
    nameHelp: 'As others here will see it.',
    how: 'How you will sign in',
    ways: {
      passkey: { name: 'With a passkey', text: 'Your finger, face or PIN. Nothing to remember.' },
      password: { name: 'With a password', text: 'Works in every browser.' },
    },
    submit: 'Join',
    outside: 'or join with',
    known: (name: string) => `Welcome back, ${name}`,
    knownLead: (by: string) => `This link from ${by} signs you in on this browser.`,
    ownLead: 'This link signs you in on this browser.',
    knownSubmit: (name: string) => `Sign in as ${name}`,
    instead: (name: string) => `You are signed in as ${name} here. Going on ends that on this browser.`,
    otherwise: 'Sign in without an invitation',
  },
  offer: {
    title: 'Add a passkey?',
    lead: 'Next time your finger, face or PIN is enough. It stays in this device, and no one can guess it or trick you out of it.',
    needed: 'One last thing',
    neededLead: 'Without a passkey or a password you cannot come back once this browser forgets you.',
    add: 'Add a passkey',
    later: 'Not now',
    anyway: 'Go on without',
    instead: 'Set a password instead',
    save: 'Set the password',
    added: 'Your passkey is ready.',
  },
  pair: {
    title: 'Pair this device',
    lead: 'For machines that many share. Whoever sits here uses the apps, nobody signs in.',
    code: 'Pairing code',
    codeHelp: 'Six digits. An admin gets them under People, Devices.',
    open: 'No code is needed: this machine is in open mode.',
    name: 'Name of this device',
    nameHelp: 'So that it is known in the list of devices.',
    submit: 'Pair',
    already: (name: string) => `This device is paired as “${name}”.`,
    home: 'To the apps',
    instead: (name: string) => `${name} is signed in here. Pairing ends that on this browser.`,
    signin: 'Sign in with a name instead',
  },
  show: 'Show the password',
  hide: 'Hide the password',
  missing: 'Please fill this in.',
  strength: ['too short', 'fair', 'good', 'strong'] as const,
  strengthLabel: 'Strength',
}

/** What a shared or unknown device is first called. */
export const deviceNames = { tablet: 'Tablet', phone: 'Phone', computer: 'Computer', of: (system: string, kind: string) => `${system} ${kind.toLowerCase()}` }
