export const systems = ['ios', 'macos', 'android', 'windows', 'linux'] as const
export type System = (typeof systems)[number]

/** What this browser runs on, as far as it says so. An iPad calls itself a Mac, but no Mac has a touch screen. */
export function systemOf(userAgent: string, touchPoints: number): System {
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'ios'
  if (/Android/.test(userAgent)) return 'android'
  if (/Macintosh|Mac OS X/.test(userAgent)) return touchPoints > 1 ? 'ios' : 'macos'
  return /Windows/.test(userAgent) ? 'windows' : 'linux'
}

/** What each of them takes. */
export const files: Record<System, { readonly kind: 'profile' | 'certificate'; readonly href: string }> = {
  ios: { kind: 'profile', href: '/trust/berth.mobileconfig' },
  macos: { kind: 'profile', href: '/trust/berth.mobileconfig' },
  android: { kind: 'certificate', href: '/trust/berth.crt' },
  windows: { kind: 'certificate', href: '/trust/berth.crt' },
  linux: { kind: 'certificate', href: '/trust/berth.pem' },
}
