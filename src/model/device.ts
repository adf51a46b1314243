import { z } from 'zod'

/** A shared machine that was paired: the device is the visitor, nobody signs in on it. */
export const DeviceId = z
  .string()
  .regex(/^[a-z0-9]{1,32}$/)
  .brand<'DeviceId'>()
export type DeviceId = z.infer<typeof DeviceId>

export const DeviceName = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[^\p{C}<>"]+$/u, 'use letters, digits and spaces')

export const DeviceView = z.object({
  id: DeviceId,
  name: z.string(),
  /** What kind of program it is: "Chrome on Android". */
  agent: z.string(),
  created: z.string(),
  seen: z.string(),
  /** Who let it in, by name; "open mode" where nobody was asked. */
  by: z.string(),
})
export type DeviceView = z.infer<typeof DeviceView>

export const DeviceBody = z.object({ name: DeviceName })
export type DeviceBody = z.input<typeof DeviceBody>

/** `many`: the code lets in any number of devices until it expires, for a room full of them; otherwise one. */
export const PairingBody = z.object({ minutes: z.number().int().min(1).max(60).default(10), many: z.boolean().default(false) })
export type PairingBody = z.input<typeof PairingBody>
/** One code is good at a time; a new one ends the one before. `code` is six digits. */
export const PairingView = z.object({ code: z.string(), url: z.string(), many: z.boolean(), expires: z.string() })
export type PairingView = z.infer<typeof PairingView>

/** Without a code only in open mode. */
export const PairBody = z.object({ code: z.string().max(20).optional(), name: DeviceName })
export type PairBody = z.input<typeof PairBody>
