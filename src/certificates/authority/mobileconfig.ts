import { createHash } from 'node:crypto'

export interface Profile {
  readonly name: string
  /** The authority's certificate. */
  readonly der: Uint8Array
}

/**
 * A configuration profile with which iOS, iPadOS and macOS offer to trust the authority (Apple, "Configuration
 * Profile Reference", com.apple.security.root). Its ids come from the certificate: installed twice, it replaces itself.
 */
export function mobileconfig({ name, der }: Profile): string {
  const digest = createHash('sha256').update(der).digest('hex')
  const outer = payload([
    ['PayloadDisplayName', text(name)],
    ['PayloadDescription', text('Lets this device see that it speaks with this machine, and no other. It vouches only for names of the local network.')],
    ['PayloadIdentifier', text(`dev.berth.trust.${digest.slice(0, 16)}`)],
    ['PayloadType', text('Configuration')],
    ['PayloadUUID', text(uuid(digest.slice(0, 32)))],
    ['PayloadVersion', '<integer>1</integer>'],
    ['PayloadContent', `<array>${payload(certificate({ name, der }, digest))}</array>`],
  ])
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">${outer}</plist>
`
}

function certificate({ name, der }: Profile, digest: string): readonly (readonly [string, string])[] {
  return [
    ['PayloadCertificateFileName', text('berth.crt')],
    ['PayloadContent', `<data>${Buffer.from(der).toString('base64')}</data>`],
    ['PayloadDisplayName', text(name)],
    ['PayloadIdentifier', text(`dev.berth.trust.${digest.slice(0, 16)}.root`)],
    ['PayloadType', text('com.apple.security.root')],
    ['PayloadUUID', text(uuid(digest.slice(32)))],
    ['PayloadVersion', '<integer>1</integer>'],
  ]
}

function payload(entries: readonly (readonly [string, string])[]): string {
  return `<dict>${entries.map(([key, value]) => `<key>${key}</key>${value}`).join('')}</dict>`
}

function text(value: string): string {
  return `<string>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</string>`
}

function uuid(hex: string): string {
  return hex.toUpperCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
