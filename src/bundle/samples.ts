import { AppMeta } from '../model/app.ts'
import { EngineId, InstanceName } from '../model/names.ts'
import type { Place } from './bundle.ts'

export function sampleMeta(over: object = {}): AppMeta {
  const entry = { container_name: 'web', container_port: 80, entrypoint_port: 'http' }
  return AppMeta.parse({ v: '1.3', app_version: '1', name: 'notes', pretty_name: 'Notes', icon: 'icon.svg', entrypoints: [entry], paths: { '': { access: 'public' } }, ...over })
}

export function samplePlace(over: Partial<Place> = {}): Place {
  const names = { engine: EngineId.parse('abcdefgh'), instance: InstanceName.parse('notes') }
  const machine = { data: '/data', shared: '/data/shared', sharedFolders: ['books', 'music'], neighbours: new Map([['other', '/data/instances/other/data']]) }
  return {
    ...names,
    folder: '/data/instances/notes',
    subnet: '10.213.0.0/27',
    domain: 'localhost',
    host: 'notes.localhost',
    url: 'http://notes.localhost',
    images: new Map(),
    secrets: new Map(),
    grants: [],
    granted: new Map(),
    publicKey: '',
    oidc: null,
    machine,
    ...over,
  }
}
