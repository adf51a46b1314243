import type { Incoming } from '../provider.ts'
import { header } from '../wire/body.ts'
import { isSame, macOf } from '../wire/signed.ts'

const signing = /^whsec_([A-Za-z0-9+/=]{8,})$/

/**
 * GitLab sends the secret itself as a token; newer ones can sign instead, as standardwebhooks.com has it: a secret that
 * begins with `whsec_` is such a key, and then nothing but a signature counts. The time that is signed with it is not looked
 * at: the clocks of small machines are wrong, and a delivery counts once by its id, which is signed too.
 */
export function isSigned(incoming: Incoming, secret: string): boolean {
  const key = signing.exec(secret)?.[1]
  if (key === undefined) return isSame(incoming.headers['x-gitlab-token'], secret)
  const [id = '', time = ''] = [header(incoming, ['webhook-id']), header(incoming, ['webhook-timestamp'])]
  const right = macOf('sha256', Buffer.from(key, 'base64'), `${id}.${time}.`, incoming.body)
  // each is compared, so that the time says nothing of which was right; several are sent while a key is changed
  const same = signaturesOf(incoming).map((given) => isSame(given, right))
  return id !== '' && same.includes(true)
}

function signaturesOf(incoming: Incoming): readonly (Buffer | undefined)[] {
  const given = (header(incoming, ['webhook-signature']) ?? '').split(' ').slice(0, 10)
  return given.map((one) => (one.startsWith('v1,') ? Buffer.from(one.slice(3), 'base64') : undefined))
}
