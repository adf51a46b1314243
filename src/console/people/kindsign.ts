import Globe from '@lucide/svelte/icons/globe'
import Lock from '@lucide/svelte/icons/lock'
import MonitorSmartphone from '@lucide/svelte/icons/monitor-smartphone'
import Server from '@lucide/svelte/icons/server'
import UserCheck from '@lucide/svelte/icons/user-check'
import Users from '@lucide/svelte/icons/users'
import type { AccessKind } from './audience.ts'

/** A sign beside the words. */
export const signOf: Record<AccessKind, typeof Globe> = { public: Globe, devices: MonitorSmartphone, members: Users, named: UserCheck, private: Lock, peer: Server }
