import type { SessionView } from '../../model/api.ts'
import type { DeviceView, PairingBody, PairingView } from '../../model/device.ts'
import type { InvitationBody, InvitationMade, InvitationView } from '../../model/invitation.ts'
import type { OpenMode } from '../../model/openmode.ts'
import type { OutsideBody, OutsideView } from '../../model/outside.ts'
import type { GroupView, PersonBody, PersonView } from '../../model/person.ts'
import { at, call } from './client.ts'

interface Done {
  readonly ok: true
}

/** The calls about who is here: people, groups, invitations, paired devices, open mode, providers outside. */
export const peopleApi = {
  people: () => call<PersonView[]>('GET', '/api/people'),
  changePerson: (id: string, body: PersonBody) => call<PersonView>('PATCH', at`/api/people/${id}`, body),
  removePerson: (id: string) => call<Done>('DELETE', at`/api/people/${id}`),
  wayBackFor: (id: string) => call<InvitationMade>('POST', at`/api/people/${id}/link`),
  sessionsOf: (id: string) => call<SessionView[]>('GET', at`/api/people/${id}/sessions`),

  groups: () => call<GroupView[]>('GET', '/api/groups'),
  addGroup: (name: string) => call<GroupView>('POST', '/api/groups', { name }),
  removeGroup: (name: string) => call<Done>('DELETE', at`/api/groups/${name}`),

  invitations: () => call<InvitationView[]>('GET', '/api/invitations'),
  invite: (body: InvitationBody) => call<InvitationMade>('POST', '/api/invitations', body),
  withdraw: (id: string) => call<Done>('DELETE', at`/api/invitations/${id}`),

  devices: () => call<DeviceView[]>('GET', '/api/devices'),
  renameDevice: (id: string, name: string) => call<Done>('PATCH', at`/api/devices/${id}`, { name }),
  removeDevice: (id: string) => call<Done>('DELETE', at`/api/devices/${id}`),
  pairing: () => call<PairingView | null>('GET', '/api/devices/code'),
  beginPairing: (body: PairingBody) => call<PairingView>('POST', '/api/devices/code', body),
  endPairing: () => call<Done>('DELETE', '/api/devices/code'),

  openMode: () => call<OpenMode>('GET', '/api/open'),
  setOpenMode: (mode: OpenMode) => call<OpenMode>('PUT', '/api/open', mode),

  outside: () => call<OutsideView[]>('GET', '/api/outside'),
  putOutside: (id: string, body: OutsideBody) => call<OutsideView>('PUT', at`/api/outside/${id}`, body),
  removeOutside: (id: string) => call<Done>('DELETE', at`/api/outside/${id}`),
}
