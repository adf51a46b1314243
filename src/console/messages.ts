import { account, launcher } from './messages/account.ts'
import { access } from './messages/access.ts'
import { app, logs, state } from './messages/app.ts'
import { appSettings, danger } from './messages/appsettings.ts'
import { asks } from './messages/asks.ts'
import { audit } from './messages/audit.ts'
import { door } from './messages/entry.ts'
import { home } from './messages/home.ts'
import { https, trust } from './messages/https.ts'
import { activity, settings, shelf } from './messages/keeping.ts'
import { outside } from './messages/outside.ts'
import { people } from './messages/people.ts'
import { shell } from './messages/shell.ts'
import { offer, store } from './messages/store.ts'
import { stores } from './messages/stores.ts'
import { data, updates } from './messages/updates.ts'

/**
 * What the console says to everybody, in one place and typed; another language is another object of this type. What only
 * some screens say is loaded with them: `messages/projects.ts` and what belongs to projects, `messages/figures.ts`, `messages/terminal.ts`.
 */
export const say = {
  shell,
  door,
  account,
  launcher,
  home,
  store,
  offer,
  asks,
  state,
  app,
  updates,
  data,
  logs,
  appSettings,
  danger,
  shelf,
  stores,
  activity,
  settings,
  people,
  outside,
  access,
  audit,
  https,
  trust,
}
