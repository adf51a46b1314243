import { EngineId, InstanceName } from '../model/names.ts'
import type { Place } from './bundle.ts'

/** Where no app is: a template is surveyed with it before anything is fetched, and judged once more where it is placed. */
export const nowhere: Place = {
  engine: EngineId.parse('aaaaaaaa'),
  instance: InstanceName.parse('app'),
  folder: '/nowhere/instances/app',
  subnet: '192.0.2.0/27',
  domain: 'localhost',
  host: 'app.localhost',
  url: 'http://app.localhost',
  images: new Map(),
  secrets: new Map(),
  grants: [],
  granted: new Map(),
  publicKey: '',
  oidc: { issuer: 'http://berth.localhost/oidc', clientId: 'app', clientSecret: 'made-when-it-is-placed', authority: null },
  machine: { data: '/nowhere', shared: '/nowhere/shared', sharedFolders: [], neighbours: new Map() },
}
