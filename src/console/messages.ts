import { app, logs, state } from './messages/app.ts'
import { appSettings, danger } from './messages/appsettings.ts'
import { asks } from './messages/asks.ts'
import { home } from './messages/home.ts'
import { activity, settings, shelf } from './messages/keeping.ts'
import { door, shell } from './messages/shell.ts'
import { offer, store } from './messages/store.ts'
import { stores } from './messages/stores.ts'
import { data, updates } from './messages/updates.ts'

/** Everything the console says, in one place and typed; another language is another object of this type. */
export const say = { shell, door, home, store, offer, asks, state, app, updates, data, logs, appSettings, danger, shelf, stores, activity, settings }
