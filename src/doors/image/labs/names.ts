import { InstanceName } from '../../../model/names.ts'

/** MongoDB's, in which labs are named. */
const objectId = /^[0-9a-f]{24}$/
/** Two dashes: what follows is an id whose signs are written so that a name may hold them. */
const written = 'lab--'

/**
 * The instance of a lab. An ObjectId gets `lab-` before it; what is an instance's name already stays; of anything else
 * each sign that no name may have is written as a dash and its bytes: `my_app` is `lab--my-5fapp`. Nothing where it is
 * too long, or empty.
 */
export function nameOfLab(id: string): InstanceName | undefined {
  const plain = InstanceName.safeParse(objectId.test(id) ? `lab-${id}` : id)
  if (plain.success || id === '') return plain.data
  return InstanceName.safeParse(written + [...Buffer.from(id)].map(signOf).join('')).data
}

/** The lab's id that an instance's name stands for; other names stand for themselves. */
export function labOf(name: InstanceName): string {
  const rest = name.replace(/^lab-/, '')
  const id = objectId.test(rest) ? rest : name.startsWith(written) ? readSigns(name.slice(written.length)) : name
  return nameOfLab(id) === name ? id : name
}

function signOf(byte: number): string {
  const sign = String.fromCharCode(byte)
  return /[a-z0-9]/.test(sign) ? sign : `-${byte.toString(16).padStart(2, '0')}`
}

function readSigns(text: string): string {
  const bytes = [...text.matchAll(/-([0-9a-f]{2})|([^])/g)].map(([, hex, sign = '']) => (hex === undefined ? sign.charCodeAt(0) : Number.parseInt(hex, 16)))
  return Buffer.from(bytes).toString()
}
