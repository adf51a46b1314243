import { z } from 'zod'

/** How large a machine an app needs: the five sizes of `minimum_portal_size`. */
export const Size = z.enum(['xs', 's', 'm', 'l', 'xl'])
export type Size = z.infer<typeof Size>

/** Gigabytes of memory each size stands for. The formats name the sizes only; these are the machines they were sold as. */
export const gigabytes: Readonly<Record<Size, number>> = { xs: 0.5, s: 2, m: 4, l: 8, xl: 16 }
/** A machine sold with 4 GB shows less: firmware, graphics and the kernel take their part first. */
const shown = 0.85

/** Bytes of memory a machine must show for this size. */
export function memoryFor(size: Size): number {
  return Math.floor(gigabytes[size] * shown * 2 ** 30)
}

/** Does an app of this size fit a machine with so many bytes of memory? */
export function fits(size: Size, memory: number): boolean {
  return memory >= memoryFor(size)
}
