import { app, logs, state } from './messages/app.ts'
import { appSettings, danger } from './messages/appsettings.ts'
import { home, store } from './messages/home.ts'
import { activity, settings, shelf } from './messages/keeping.ts'
import { door, shell } from './messages/shell.ts'

/** Everything the console says, in one place and typed; another language is another object of this type. */
export const say = { shell, door, home, store, state, app, logs, appSettings, danger, shelf, activity, settings }
