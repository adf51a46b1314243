import { createServer } from 'node:net'

/** A port that is free and stays so: above those the kernel gives to whoever asks for any (61000 and up), so no other test's server gets it meanwhile. */
export async function freePort(): Promise<number> {
  const port = 61_000 + Math.floor(Math.random() * 4_000)
  const server = createServer()
  return await new Promise((resolve) => {
    server.once('error', () => resolve(freePort()))
    server.listen(port, () => server.close(() => resolve(port)))
  })
}
