/** `8000:80`, `127.0.0.1:8000:80`, `[::1]:8000:80/tcp`, `80`; no ranges, and TCP alone. */
const shape = /^(?:(?:\[[^\]]*\]|[\d.]+):)?(?:(\d{1,5})?:)?(\d{1,5})(?:\/tcp)?$/

/** In the container; null where it is none that visitors come to. */
export function containerPort(published: string): number | null {
  return portIn(shape.exec(published)?.[2])
}

/** On the machine that the script thinks it is on. */
export function hostPort(published: string): number | null {
  return portIn(shape.exec(published)?.[1])
}

function portIn(text: string | undefined): number | null {
  const port = Number(text ?? 0)
  return port >= 1 && port <= 65535 ? port : null
}
