import { randomBytes } from 'node:crypto'
import { systemClock } from '../../../../kit/clock.ts'

const consumer = 'berth'

/**
 * What proves who asks. A token of a repository (`issueAccessToken`) is one word; the older OAuth 1.0 credentials are
 * `token:secret`, or `consumer:token:secret` where they were not made for the consumer `berth`.
 */
export function proofOf(token: string): string {
  const parts = token.split(':')
  if (parts.length === 1) return `Token ${token}`
  const [secret = '', key = '', name = consumer] = parts.reverse()
  const fields = {
    realm: 'https://api.launchpad.net/',
    oauth_consumer_key: name,
    oauth_token: key,
    oauth_signature_method: 'PLAINTEXT',
    oauth_signature: `&${secret}`,
    oauth_timestamp: String(Math.floor(systemClock.date().getTime() / 1000)),
    oauth_nonce: randomBytes(12).toString('hex'),
    oauth_version: '1.0',
  }
  return `OAuth ${Object.entries(fields)
    .map(([name, value]) => `${name}="${name === 'realm' ? value : encodeURIComponent(value)}"`)
    .join(', ')}`
}
