import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { AppName } from '../model/names.ts'
import { OfferQuery } from '../model/origin.ts'
import type { Offer } from '../model/origin.ts'
import type { Offered } from './door.ts'
import { OfferSearch } from './search.ts'

type More = Partial<Offer> & { readonly long?: string; readonly store?: string }

function offered(app: string, title: string, summary: string, { long = '', store = 'main', ...more }: More = {}): Offered {
  const origin = { door: 'store' as const, store, app: AppName.parse(app) }
  const offer: Offer = { origin, title, version: '1', summary, featured: false, size: 'xs', offline: null, icon: false, ...more }
  return { offer, words: [app, title, more.category ?? '', summary, long].join('\n') }
}

const apps = [
  offered('nextcloud', 'Nextcloud', 'Files, calendars and contacts of your own', { category: 'Files', long: 'A replacement for the big clouds.', size: 'm' }),
  offered('jellyfin', 'Jellyfin', 'The free software media system', { category: 'Media', long: 'Stream films and music to every device.', featured: true }),
  offered('immich', 'Immich', 'High performance photo and video management', { category: 'Photos', featured: true, size: 'l' }),
  offered('photoprism', 'PhotoPrism', 'Browse, organize and share your photo collection', { category: 'Photos' }),
  offered('piwigo', 'Piwigo', 'A gallery for the web', { category: 'Photos', long: 'Photos in albums, by tags.' }),
  offered('paperless-ngx', 'Paperless-ngx', 'Scan, index and archive all your documents', { category: 'Documents' }),
  offered('vaultwarden', 'Vaultwarden', 'Password manager, compatible with Bitwarden', { category: 'Security' }),
  offered('gitea', 'Gitea', 'Git with a cup of tea', { category: 'Development' }),
  offered('wiki-js', 'Wiki.js', 'A modern wiki', { category: 'Documents', store: 'other' }),
  offered('dokuwiki', 'DokuWiki', 'A wiki that needs no database', { category: 'Documents', offline: true }),
  offered('etherpad', 'Etherpad', 'Write together in real time', { category: 'Documents' }),
  offered('home-assistant', 'Home Assistant', 'Home automation, with the wiki of its makers', { category: 'Home', bad: 'v: unknown' }),
  offered('mosquitto', 'Mosquitto', 'An MQTT broker', { category: 'Home' }),
  offered('cafe', 'Café Müller', 'Recipes', { category: 'Home' }),
  offered('shashin', '写真館', '写真を整理して家族と共有する', { category: '写真' }),
  offered('foto', 'Фотоальбом', 'Ваши фотографии дома', {}),
  offered('rupphap', 'รูปภาพ', 'จัดการรูปภาพของครอบครัว', {}),
  offered('chitra', 'चित्रशाला', 'परिवार की तस्वीरें', {}),
]
const search = new OfferSearch(apps)
const gigabytes = (count: number): number => count * 2 ** 30
const find = (asked: Readonly<Record<string, string>>, memory = gigabytes(64)): string[] => search.find(OfferQuery.parse(asked), memory).map(({ origin }) => origin.app)

describe('looking for words', () => {
  for (const [words, first, ...others] of [
    ['nextcloud', 'nextcloud'],
    ['NextCloud', 'nextcloud'],
    ['next', 'nextcloud'],
    ['nextclod', 'nextcloud'],
    ['nextcolud', 'nextcloud'],
    ['netxcloud', 'nextcloud'],
    ['nxtcloud', 'nextcloud'],
    ['nextxcloud', 'nextcloud'],
    ['jelyfin', 'jellyfin'],
    ['jelyfi', 'jellyfin'],
    ['immcih', 'immich'],
    ['imich', 'immich'],
    ['vautlwarden', 'vaultwarden'],
    ['valtwardn', 'vaultwarden'],
    ['bitwarden', 'vaultwarden'],
    ['gtiea', 'gitea'],
    ['gtea', 'gitea'],
    ['paperless ngx', 'paperless-ngx'],
    ['paperlessngx', 'paperless-ngx'],
    ['photo prism', 'photoprism'],
    ['homeassistant', 'home-assistant'],
    ['ether pad', 'etherpad'],
    ['pasword manger', 'vaultwarden'],
    ['organise photos', 'photoprism'],
    ['documents scan', 'paperless-ngx'],
    ['films', 'jellyfin'],
    ['cafe muller', 'cafe'],
    ['CAFÉ', 'cafe'],
    ['ｃａｆｅ', 'cafe'],
    ['mqtt', 'mosquitto'],
    ['wi', 'dokuwiki', 'wiki-js'],
    ['wiki', 'dokuwiki', 'wiki-js', 'home-assistant'],
    ['wiik', 'dokuwiki', 'wiki-js', 'home-assistant'],
    ['dokumentation wiki', 'dokuwiki', 'wiki-js', 'home-assistant'],
    ['写真', 'shashin'],
    ['家族', 'shashin'],
    ['館', 'shashin'],
    ['整理する', 'shashin'],
    ['фото', 'foto'],
    ['фотографи', 'foto'],
    ['ФОТОАЛЬБМ', 'foto'],
    ['ครอบครัว', 'rupphap'],
    ['चित्र', 'chitra'],
    ['तस्वीर', 'chitra'],
  ] as const) {
    it(words, () => {
      const found = find({ q: words })
      if (others.length > 0) assert.deepEqual(new Set(found), new Set([first, ...others]))
      else assert.equal(found[0], first, found.join())
    })
  }

  for (const words of ['zzzz', 'xy', 'qwertyuiop', 'x'.repeat(200)]) it(`${words.slice(0, 12)} is nowhere`, () => assert.deepEqual(find({ q: words }), []))
  for (const words of ['mqt', 'gti']) it(`a short word is as it is: ${words}`, () => assert.ok(find({ q: words }).length <= 1))

  it('a word that is spelled right brings nothing that only resembles it', () => assert.deepEqual(find({ q: 'gallery' }), ['piwigo']))
  it('all words must be there', () => assert.deepEqual(find({ q: 'photo video' }), ['immich']))
  it('or any, where no app has all', () => assert.deepEqual(new Set(find({ q: 'mqtt gallery' })), new Set(['mosquitto', 'piwigo'])))
  it('by name comes before by description', () => assert.ok(find({ q: 'photo' }).indexOf('photoprism') < find({ q: 'photo' }).indexOf('piwigo')))
  it('what cannot be installed comes last', () => assert.equal(find({ q: 'wiki' }).at(-1), 'home-assistant'))
  it('signs alone are no words', () => assert.equal(find({ q: ' -- ! ' }).length, apps.length))

  it('every title is found with a letter left out, doubled, or two swapped', () => {
    const slips = [
      (word: string, at: number) => word.slice(0, at) + word.slice(at + 1),
      (word: string, at: number) => word.slice(0, at) + word.slice(at - 1),
      (word: string, at: number) => `${word.slice(0, at)}${word[at + 1]}${word[at]}${word.slice(at + 2)}`,
    ]
    const longer = apps.filter(({ offer }) => /^[A-Za-z]{6,}$/.test(offer.title))
    fc.assert(
      fc.property(fc.constantFrom(...longer), fc.constantFrom(...slips), fc.nat(), ({ offer: { title, origin } }, slip, seed) => {
        const typed = slip(title.toLowerCase(), 1 + (seed % (title.length - 2)))
        assert.ok(find({ q: typed }).slice(0, 3).includes(origin.app), typed)
      }),
    )
  })
})

describe('looking without words', () => {
  const all = find({})
  it('what is recommended comes first, then by title', () => assert.deepEqual(all.slice(0, 5), ['immich', 'jellyfin', 'cafe', 'dokuwiki', 'etherpad']))
  it('what cannot be installed comes last', () => assert.equal(all.at(-1), 'home-assistant'))
  it('nothing is missing', () => assert.equal(all.length, apps.length))
})

describe('what is looked for', () => {
  it('in a category, however it is written', () => assert.deepEqual(find({ category: 'photos' }), ['immich', 'photoprism', 'piwigo']))
  it('in a store', () => assert.deepEqual(find({ store: 'other' }), ['wiki-js']))
  it('what fits this machine', () => assert.deepEqual(find({ q: 'photo', fits: 'true' }, gigabytes(4)).includes('immich'), false))
  it('says of each whether it fits', () => assert.deepEqual(new Map(search.find(OfferQuery.parse({ category: 'Photos' }), gigabytes(4)).map(({ title, fits }) => [title, fits])).get('Immich'), false))
  it('what can be installed offline', () => assert.deepEqual(find({ offline: 'true' }), ['dokuwiki']))
  it('what is recommended', () => assert.deepEqual(find({ featured: 'true' }), ['immich', 'jellyfin']))
  it('all of it at once', () => assert.deepEqual(find({ q: 'wiki', category: 'documents', store: 'main' }), ['dokuwiki']))
  it('no more than asked for, after the filters', () => assert.deepEqual(find({ category: 'Photos', limit: '2' }), ['immich', 'photoprism']))
  it('nothing in an empty catalogue', () => assert.deepEqual(new OfferSearch([]).find(OfferQuery.parse({ q: 'wiki' }), 0), []))
})

describe('when what is offered changes', () => {
  const [nextcloud = assert.fail(), jellyfin = assert.fail(), ...others] = apps
  const found = (renewed: OfferSearch, q: string): string[] => renewed.find(OfferQuery.parse({ q }), gigabytes(4)).map(({ origin }) => origin.app)
  for (const [when, before] of [
    ['before anything was looked for', ''],
    ['after something was', 'jellyfin'],
  ] as const) {
    it(`${when}: what is gone is not found, what is new is, what changed is found by its new words`, () => {
      const renewed = new OfferSearch([nextcloud, jellyfin, ...others])
      if (before !== '') assert.deepEqual(found(renewed, before), ['jellyfin'])
      const renamed = { ...nextcloud, offer: { ...nextcloud.offer, title: 'Ownclouds' }, words: 'Ownclouds' }
      renewed.renew([renamed, offered('emby', 'Emby', 'Television'), ...others])
      assert.deepEqual(found(renewed, 'jellyfin'), [])
      assert.deepEqual(found(renewed, 'television'), ['emby'])
      assert.deepEqual(found(renewed, 'ownclouds'), ['nextcloud'])
      assert.deepEqual(found(renewed, 'replacement'), [])
      assert.equal(found(renewed, '').length, apps.length)
    })
  }

  it('what is the same but for its state is shown in its new state', () => {
    const renewed = new OfferSearch(apps)
    assert.equal(renewed.find(OfferQuery.parse({ q: 'jellyfin' }), 0)[0]?.offline, null)
    renewed.renew(apps.map((each) => ({ ...each, offer: { ...each.offer, offline: true } })))
    assert.equal(renewed.find(OfferQuery.parse({ q: 'jellyfin' }), 0)[0]?.offline, true)
  })

  it('and back again: as if it had never changed', () => {
    const renewed = new OfferSearch(apps)
    for (const q of ['photo', 'wiki', 'jelyfin']) found(renewed, q)
    renewed.renew(others)
    renewed.renew(apps)
    for (const q of ['photo', 'wiki', 'jelyfin', 'nextclod']) assert.deepEqual(found(renewed, q), found(new OfferSearch(apps), q))
  })
})
