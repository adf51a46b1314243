import { z } from 'zod'
import { InstanceName } from './names.ts'

const path = z
  .string()
  .max(500)
  .regex(/^\/[\x21-\x7e]*$/, 'write it as a path: /album/2026')
  .refine((text) => !/[?#]/.test(text), 'write it without ? and #: a link opens a path and all below it')

/** Lets whoever has it use one path of one app until it expires. */
export const LinkBody = z.object({
  path: path.default('/'),
  label: z.string().trim().min(1).max(60),
  hours: z
    .number()
    .int()
    .min(1)
    .max(24 * 366)
    .default(24 * 7),
})
export type LinkBody = z.input<typeof LinkBody>
export const LinkView = z.object({ id: z.string(), instance: InstanceName, path: z.string(), label: z.string(), by: z.string(), created: z.string(), expires: z.string() })
export type LinkView = z.infer<typeof LinkView>
/** The address is shown this once. */
export const LinkMade = LinkView.extend({ url: z.string() })
export type LinkMade = z.infer<typeof LinkMade>
