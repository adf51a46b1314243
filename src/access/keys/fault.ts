/** Why a line is not taken, and what to do: words of ours, and of the line itself only the name of a type. */
export interface Fault {
  readonly fault: string
  readonly next: string
}

export const paste = 'Paste the one line of the .pub file, all of it'
export const renew = 'Make a new pair: ssh-keygen -t ed25519'
