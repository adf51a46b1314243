import { z } from 'zod'

export const SshKeyId = z
  .string()
  .regex(/^[0-9a-f]{12}$/)
  .brand<'SshKeyId'>()
export type SshKeyId = z.infer<typeof SshKeyId>

/** A public key that may push: a person's own, or one of a project (a deploy key). */
export const SshKeyView = z.object({
  id: SshKeyId,
  label: z.string(),
  /** As OpenSSH calls it: ssh-ed25519, ecdsa-sha2-nistp256, ssh-rsa … */
  type: z.string(),
  /** As OpenSSH prints it: `SHA256:…`. */
  fingerprint: z.string(),
  created: z.string(),
  used: z.string().nullable(),
})
export type SshKeyView = z.infer<typeof SshKeyView>

/** `keys`: one line, or all of an `id_*.pub` or `authorized_keys` file; empty lines and comments are passed over. */
export const SshKeyBody = z.object({ keys: z.string().min(1).max(100_000), label: z.string().min(1).max(60).optional() }).strict()
export type SshKeyBody = z.infer<typeof SshKeyBody>
