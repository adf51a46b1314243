import type { SessionView } from '../../../src/model/api.ts'
import type { DeviceView, PairingView } from '../../../src/model/device.ts'
import type { HttpsView } from '../../../src/model/https.ts'
import type { InvitationView } from '../../../src/model/invitation.ts'
import type { LinkView } from '../../../src/model/link.ts'
import { closed } from '../../../src/model/openmode.ts'
import type { OpenMode } from '../../../src/model/openmode.ts'
import type { OutsideView } from '../../../src/model/outside.ts'
import type { GroupName, GroupView, PersonView } from '../../../src/model/person.ts'
import { ada, devices, family, groups, httpsLan, httpsOff, invitations, linkOf, school, signIns } from './crowd.ts'

/** Who may come to the stand-in. In the beginning only its owner. */
export class CrowdRows {
  people: readonly PersonView[] = [ada]
  groups: readonly GroupName[] = []
  devices: readonly DeviceView[] = []
  invitations: readonly InvitationView[] = []
  links: readonly LinkView[] = []
  outside: readonly OutsideView[] = []
  /** By person. */
  readonly signIns = new Map<string, readonly SessionView[]>()
  pairing: PairingView | null = null
  open: OpenMode = closed
  https: HttpsView = httpsOff

  /** A family, a class, two tablets. */
  fill(): void {
    Object.assign(this, { people: family, groups, devices, invitations, outside: [school], https: httpsLan })
    this.links = [linkOf('l1', 'Photos for grandma'), linkOf('l2', 'For the plumber', { path: '/', expires: '2026-01-01T00:00:00.000Z' })]
    this.signIns.set('ben1', signIns)
  }

  groupViews(): GroupView[] {
    return this.groups.map((name) => ({ name, people: this.people.filter((person) => person.groups.includes(name)).map(({ id }) => id) }))
  }
}
