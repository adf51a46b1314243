/** Where secrets are kept, sealed at rest; handed in. */
export interface Vault {
  get(name: string): Promise<string | undefined>
  put(name: string, text: string): Promise<void>
  remove(name: string): Promise<void>
}
