/** As git sends a token: as the password of any user name, or as the user name with any password. */
const token = /^berth_\S+$/

/**
 * An `Authorization` header of the kind `Basic` as the `Bearer` that it stands for; another kind stays as it is. One that
 * holds no token becomes one that opens nothing, so that it counts as a try.
 */
export function bearerOf(authorization: string): string {
  const [, encoded] = /^Basic +(\S+) *$/i.exec(authorization) ?? []
  if (encoded === undefined) return authorization
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  const found = [text.slice(colon + 1), colon < 0 ? '' : text.slice(0, colon)].find((part) => token.test(part))
  return `Bearer ${found ?? ''}`
}
