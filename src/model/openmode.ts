import { z } from 'zod'

/**
 * Open mode, for a classroom: what needs nobody's leave. Each is chosen at the claim and can be taken back later.
 * - `visitors`: whoever is on the network may use what paired devices may; new apps are for devices.
 * - `pairing`: a device pairs itself, without a code.
 * - `disks`: what is on a docked disk runs without a question.
 */
export const OpenMode = z.object({ visitors: z.boolean(), pairing: z.boolean(), disks: z.boolean() })
export type OpenMode = z.infer<typeof OpenMode>

export const closed: OpenMode = { visitors: false, pairing: false, disks: false }
