import { createSocket } from 'node:dgram'
import { createInterface } from 'node:readline'
import makeWire from 'multicast-dns'

/**
 * Somebody on the LAN, as a program: `<own address>`. Each line in is a question (`name TYPE`, or `plain name` as an
 * old resolver asks); each line out is a record as it was heard: `name TYPE data ttl`.
 */
const [address = ''] = process.argv.slice(2)
const wire = makeWire({ interface: address, bind: '0.0.0.0' })
wire.on('response', (packet) => tell(packet.answers ?? []))
const plain = createSocket('udp4')
plain.on('message', (bytes) => process.stdout.write(`plain ${bytes.readUInt16BE(0)} ${bytes.subarray(-4).join('.')}\n`))

for await (const line of createInterface({ input: process.stdin })) {
  const [name = '', type = 'A'] = line.split(' ')
  if (name === 'plain') plain.send(question(type), 5353, '224.0.0.251')
  else if (name === 'junk') plain.send(Buffer.from('ffff00000001ffff', 'hex'), 5353, '224.0.0.251')
  else wire.query(name, type as 'A')
}
wire.destroy()
plain.close()

function tell(answers: readonly { readonly name: string; readonly type: string }[]): void {
  for (const answer of answers) {
    const { data, ttl }: { readonly data: unknown; readonly ttl: unknown } = { data: '', ttl: 0, ...answer }
    process.stdout.write(`${answer.name} ${answer.type} ${answer.type === 'NSEC' ? 'none' : String(data)} ${String(ttl)}\n`)
  }
}

/** A question for an address, number 4711, as a resolver without mDNS writes it. */
function question(name: string): Buffer {
  const labels = name.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)])
  return Buffer.concat([Buffer.from('126700000001000000000000', 'hex'), ...labels, Buffer.from('0000010001', 'hex')])
}
