import { createInterface } from 'node:readline'
import { silent } from '../kit/log.ts'
import { Discovery } from './discovery.ts'

/** A machine's answering part as a program, for a network namespace: `<label> <engine> [app…]`; ends in good order when its input ends. */
const [label = '', engine = '', ...apps] = process.argv.slice(2)

const discovery = new Discovery({ label, engine, log: silent, onLabel: (taken) => process.stdout.write(`${taken}\n`) })
discovery.serve(apps)
const lines = createInterface({ input: process.stdin })
for await (const line of lines) discovery.serve(line.split(' ').filter(Boolean))
await discovery[Symbol.asyncDispose]()
